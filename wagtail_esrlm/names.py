"""How names and numbers compare: folded for identity, stored as given."""

from __future__ import annotations

import unicodedata


def fold(text: object) -> str:
    """Return the form under which two spellings are the same name.

    NFC, trimmed, single spaces, case folded; applied to a fixed point, since case
    folding can undo composition.

    >>> fold("  Fire   SAFETY ")
    'fire safety'
    """
    folded = " ".join(unicodedata.normalize("NFC", str(text)).split()).casefold()
    return unicodedata.normalize("NFC", folded)


def tidy(text: object) -> str:
    """Return a name as it is stored: as given, without space around it.

    >>> tidy("  Fire   Safety ")
    'Fire   Safety'
    """
    return str(text).strip()
