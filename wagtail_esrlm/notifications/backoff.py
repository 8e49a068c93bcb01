"""How long a message waits before it is tried again (F24); pure."""

from __future__ import annotations

import datetime

FIRST = datetime.timedelta(minutes=1)
LONGEST = datetime.timedelta(hours=12)
GIVE_UP = datetime.timedelta(hours=72)


def wait_after(attempts: int) -> datetime.timedelta:
    """Return the pause after so many attempts: 1, 2, 4 … minutes, 12 hours at most.

    >>> [int(wait_after(n).total_seconds() // 60) for n in (1, 2, 3, 10, 11, 99)]
    [1, 2, 4, 512, 720, 720]
    """
    return min(FIRST * 2 ** min(max(attempts, 1) - 1, 16), LONGEST)


def is_hopeless(tried_since: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Whether it was tried for so long that it is given up."""
    return tried_since is not None and now - tried_since >= GIVE_UP
