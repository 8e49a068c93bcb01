"""Days on which to ask: those on which a cell may change, and their neighbours."""

from __future__ import annotations

import datetime

from ..oracle import Oracle, months_later
from ..oracle_trust import FOREVER, Trust
from .dice import Dice, one_of

DAY = datetime.timedelta(days=1)


def stated_days(trust: Trust) -> set[datetime.date]:
    """Collect every day that stands somewhere in the trust."""
    days = {trust.received_on}
    for person in trust.people:
        for assignment in person.assignments:
            for row in assignment.rows:
                days |= {row.starts_on, row.ends_on}
    for dated in (*trust.requirements, *trust.exemptions):
        days |= {dated.starts_on, dated.ends_on}
    for competency in trust.competencies:
        days.add(competency.ends_on)
        days |= {version.from_day for version in competency.versions}
    days |= {award.achieved_on for award in trust.awards}
    return {day for day in days if day and datetime.date(1990, 1, 1) < day}


def derived_days(trust: Trust) -> set[datetime.date]:
    """Collect the days on which awards run out or turn amber, and grace ends."""
    oracle = Oracle(trust)
    days = set()
    for award in trust.awards:
        person = oracle.people[award.employee_number]
        for competency in trust.competencies:
            held = oracle.satisfying(person, competency, award.achieved_on)
            for until in {until for _, until in held} - {FOREVER}:
                own = competency.amber_months
                windows = (1, 2, 3) if own is None else (own,)
                days |= {until, *(months_later(until, -each) for each in windows)}
    for requirement in trust.requirements:
        days.add(
            requirement.starts_on + datetime.timedelta(days=requirement.grace_days)
        )
    return days


def asked_days(trust: Trust, dice: Dice, how_many: int) -> list[datetime.date]:
    """Choose days on which the answers are most likely to go wrong."""
    stated = sorted(stated_days(trust))
    derived = sorted(
        day for day in derived_days(trust) if day < datetime.date(2090, 1, 1)
    )
    chosen = set()
    for _ in range(how_many):
        days = derived if derived and dice.number(0, 9) >= 6 else stated
        chosen.add(one_of(dice, days) + (dice.number(0, 2) - 1) * DAY)
    return sorted(chosen)
