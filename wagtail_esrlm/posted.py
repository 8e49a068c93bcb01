"""What a form of ours was sent with: its key, and what was typed (F2, F3).

A form carries a key that no other has. Sent twice, it has one effect and one answer;
without its key it is not carried out, since nobody could tell whether it was before.
"""

from __future__ import annotations

import hashlib
import uuid as uuids
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .errors import InvalidInput
from .idempotency.services import Answer, answer_once, answered_before, fingerprint

#: Name of the hidden field.
KEY = "key"
LONGEST_KEY = 50
#: What tells one sending of a form from another, but is no answer of it.
NO_ANSWERS = ("csrfmiddlewaretoken", KEY)


class FormKeyMissing(InvalidInput):
    """A form came without its key, so sending it again would do it twice."""

    code = "form_key_missing"
    sentence = gettext_lazy(
        "This did not come whole, so nothing was done. Look at it and send it again."
    )


def new_key() -> str:
    """Return a key under which one form counts once."""
    return uuids.uuid4().hex


def fits(stated: str) -> bool:
    """Whether a key can be one of ours.

    >>> fits(new_key()), fits(" "), fits("a" + chr(0)), fits("x" * 51)
    (True, False, False, False)
    """
    return bool(stated.strip()) and len(stated) <= LONGEST_KEY and stated.isprintable()


def posted_key(request: HttpRequest, *about: object) -> str:
    """Return the key that a form was sent with.

    Args:
        about: What a form with many buttons was sent for, so that each counts once.

    Raises:
        FormKeyMissing: without one, or with one that cannot be ours.
    """
    stated = request.POST.get(KEY, "").strip()
    if not fits(stated):
        raise FormKeyMissing
    return ":".join([stated, *map(str, about)])[:80]


def posted_text(request: HttpRequest, name: str, *, most: int = 255) -> str:
    """Return what was typed in a line, trimmed; "" for nothing.

    Raises:
        InvalidInput: where it is too long or holds what no line can hold.
    """
    typed = request.POST.get(name, "").strip()
    if "\x00" in typed:
        raise InvalidInput(
            _("What you typed holds a character that cannot be kept. Type it again.")
        )
    if len(typed) > most:
        raise InvalidInput(
            _("That is too long: write at most %(most)d characters.") % {"most": most}
        )
    return typed


def number_in(stated: str) -> int | None:
    """Return a key of a table that somebody sent; None for anything else.

    >>> number_in("7"), number_in("²"), number_in("9" * 30), number_in("-1")
    (7, None, None, None)
    """
    fits = stated.isascii() and stated.isdigit() and len(stated) < 19
    return int(stated) if fits else None


def keys_in(stated: Iterable[str]) -> list[int]:
    """Return the keys of a table among what somebody sent."""
    numbers = (number_in(each) for each in stated)
    return [number for number in numbers if number is not None]


def page_in(stated: str) -> int:
    """Return which page of a list was asked for; anything else is the first.

    >>> page_in("3"), page_in("0"), page_in("²"), page_in("9" * 30)
    (3, 1, 1, 1)
    """
    number = number_in(stated) or 1
    return number if number < 1_000_000 else 1


def searched_in(stated: str | None, *, most: int = 80) -> str:
    """Return words to look for, without what no table can hold.

    >>> searched_in(" a" + chr(0) + "b "), searched_in(None)
    ('ab', '')
    """
    return (stated or "").replace("\x00", "").strip()[:most]


def uuid_in(stated: str) -> uuids.UUID:
    """Return an identity that somebody sent; for anything else, that of nothing.

    >>> uuid_in("x")
    UUID('00000000-0000-0000-0000-000000000000')
    """
    try:
        return uuids.UUID(stated)
    except ValueError:
        return uuids.UUID(int=0)


def done_before(request: HttpRequest) -> Answer | None:
    """Return what this very form was answered before; None where it was not.

    Queries: 1, and none for a form without its key.
    """
    try:
        key = posted_key(request)
    except FormKeyMissing:
        return None
    return answered_before(
        actor=_actor(request), key=key, fingerprint=_fingerprint(request)
    )


def done_once(
    request: HttpRequest, work: Callable[[], dict[str, Any]], *about: object
) -> Answer:
    """Do what a form asks for once; sent again with its key, only the answer comes.

    Args:
        work: Has the effect and returns what the answer is made of, as JSON can hold
            it: keys, codes and sentences. What it raises undoes the effect.
        about: What of the form it is, where a form does many things.

    Raises:
        FormKeyMissing: without a key.
        KeyReused: where the form came before with other answers.
        StillRunning: where it is being done at this moment.
    """
    return answer_once(
        actor=_actor(request),
        key=posted_key(request, *about),
        fingerprint=_fingerprint(request),
        work=lambda: Answer(200, work()),
    )


def _actor(request: HttpRequest) -> str:
    return f"user:{request.user.pk}"


def _fingerprint(request: HttpRequest) -> str:
    return fingerprint(
        request.method, request.path, answers_of(request), *_files_of(request)
    )


def answers_of(request: HttpRequest) -> list[tuple[str, list[Any]]]:
    """Return what was answered in a form, in an order that stays the same."""
    return sorted(
        (name, values)
        for name, values in request.POST.lists()
        if name not in NO_ANSWERS
    )


def _files_of(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """Return what tells the files of a form from others; they are read again after."""
    return sorted(
        (name, [_digest(file) for file in files])
        for name, files in request.FILES.lists()
    )


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
