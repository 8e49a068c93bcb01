"""Trusts for property tests: drawn and shrunk by hypothesis, or seeded for volume.

One builder serves both (``trusts.builder``); only the dice differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hypothesis import strategies as st

from .oracle_trust import Trust
from .trusts.builder import ANCHORS, REACHES, build_trust
from .trusts.days import asked_days
from .trusts.dice import DrawnDice, SeededDice, happens, one_of

#: The day on which made-up trusts think they are; no award is achieved after it.
TODAY = datetime.date(2026, 1, 31)


@st.composite
def trusts_and_days(draw, *, for_files: bool = False, how_many_days: int = 3):
    """Draw a trust and the days on which its answers may most likely be wrong."""
    dice = DrawnDice(draw)
    trust = build_trust(dice, today=TODAY, for_files=for_files)
    return trust, asked_days(trust, dice, how_many_days)


def seeded_trust(
    seed: int, *, for_files: bool = False, how_many_days: int = 6
) -> tuple[Trust, list[datetime.date]]:
    """Build the trust of a seed, and days on which to ask."""
    dice = SeededDice(seed)
    trust = build_trust(dice, today=TODAY, for_files=for_files)
    return trust, asked_days(trust, dice, how_many_days)


def seeded_batches(
    first_seed: int, trusts: int, *, batch: int = 50, how_many_days: int = 14
) -> Iterator[tuple[list[Trust], list[datetime.date]]]:
    """Build many trusts that fit into one database, and days to ask all of them.

    The trusts of a batch share an anchor and a reach, so that a day that is awkward
    for one is awkward for many. Their names do not clash: each has a VPD and a prefix.
    """
    for start in range(first_seed, first_seed + trusts, batch):
        shared = SeededDice(start)
        anchor, reach = one_of(shared, ANCHORS), one_of(shared, REACHES)
        made, likely = [], set()
        for seed in range(start, min(start + batch, first_seed + trusts)):
            dice = SeededDice(seed)
            made.append(
                build_trust(
                    dice,
                    today=TODAY,
                    prefix=f"S{seed} ",
                    vpd=f"V{seed}",
                    anchor=anchor,
                    reach=reach,
                )
            )
            likely.update(asked_days(made[-1], dice, 6))
        days = {anchor}
        for _ in range(how_many_days - 1):
            if happens(shared, 60):
                days.add(one_of(shared, sorted(likely)))
            else:
                away = shared.number(0, 2 * reach + 30) - reach
                days.add(anchor + datetime.timedelta(days=away))
        yield made, sorted(days)
