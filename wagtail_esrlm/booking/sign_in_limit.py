"""How often somebody may try a code: six digits are few enough to be guessed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from ..errors import EsrlmError, Refused

#: Wrong codes that a log-in may send, of whatever session, within the time below.
MOST_WRONG = 10
#: How long wrong codes are counted, in seconds, from the first of them.
COUNTED_SECONDS = 600


class TooManyTries(EsrlmError):
    """A log-in has sent so many wrong codes that it must wait."""

    code = "too_many_tries"
    status = 429
    sentence = _(
        "You have tried too many codes. Wait ten minutes, or ask the instructor to"
        " mark you present."
    )
    retry_after = COUNTED_SECONDS


@contextmanager
def limited_tries(user: Any) -> Iterator[None]:
    """Count a try before it is made, and take it back unless the code was wrong.

    Stands outside the transaction of the try, which a wrong code rolls back. The
    count is kept in Django's default cache: for one machine where that is its memory.

    Raises:
        TooManyTries: the code is not looked at then, even if it is the right one.
    """
    key = f"wagtail_esrlm.sign_in.{user.pk}"
    if _counted(key) > MOST_WRONG:
        raise TooManyTries
    was_wrong = False
    try:
        yield
    except Refused as err:
        was_wrong = err.code == "wrong_code"
        raise
    finally:
        if not was_wrong:
            _take_back(key)


def _counted(key: str) -> int:
    """Count one more; return how many there are."""
    cache.add(key, 0, COUNTED_SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:  # forgotten between the two lines
        cache.add(key, 1, COUNTED_SECONDS)
        return 1


def _take_back(key: str) -> None:
    try:
        cache.decr(key)
    except ValueError:  # forgotten meanwhile
        return
