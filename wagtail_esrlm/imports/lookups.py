"""Finds what a file names: by folded name, with the nearest where there is none."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..names import fold
from ..snippets.models import Competency
from ..snippets.naming import bare_name


class KnownCompetencies(dict[str, Competency]):
    """Competencies by folded name; lost or spaced bars make no other name."""

    def __init__(self) -> None:
        """Read them all."""
        super().__init__((each.name_key, each) for each in Competency.objects.all())
        self._bare = {bare_name(each.name): each for each in self.values()}

    def named(self, name: str) -> Competency | None:
        """Return the competency that a file names, by its very name first."""
        return self.get(fold(name)) or self._bare.get(bare_name(name))

    def why_unknown(self, name: str) -> str:
        """Return why the name was refused, with the nearest ones."""
        return not_known(name, self, (each.name for each in self.values()))


def not_known(wanted: str, known: Mapping[Any, Any], spelt: Iterable[str]) -> str:
    """Return why a name was refused, with what it may have meant (rule 104).

    A number that is known with leading zeros was most likely opened in a spreadsheet.
    """
    names = list(spelt)
    stripped = fold(wanted).lstrip("0")
    zeros = [name for name in names if stripped and fold(name).lstrip("0") == stripped]
    if zeros and fold(wanted) not in known:
        return _("is not known; leading zeros may be lost: %(name)s exists") % {
            "name": zeros[0]
        }
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.6)
    if near:
        return _("is not known; nearest: %(names)s") % {"names": "; ".join(near)}
    return _("is not known")


def numbers_like(numbers: Iterable[str]) -> Callable[[str], list[str]]:
    """Return a look-up of numbers that differ in leading zeros only.

    Any other number near it is another person's, and no business of a file's sender.
    """
    bare = {fold(number).lstrip("0"): number for number in numbers}

    def like(number: str) -> list[str]:
        found = bare.get(fold(number).lstrip("0"))
        return [found] if found else []

    return like
