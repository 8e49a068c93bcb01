"""Laws that compliance keeps whatever computes it (metamorphic tests).

Each takes what answers, a trust and a day, and asserts; none knows a right answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from ..oracle import Cell
from ..oracle_trust import Award, Trust
from .changes import (
    as_known_on,
    ended_yesterday,
    is_worse,
    shuffled,
    with_assignments,
    with_award,
)
from .dice import SeededDice

Cells = dict[tuple[str, str], Cell]
Answer = Callable[[Trust, datetime.date], Cells]


def required(cells: Cells, employee_number: str) -> dict[str, Cell]:
    """Keep what is required of one person, by competency."""
    return {
        competency: cell
        for (number, competency), cell in cells.items()
        if number == employee_number and cell.status != "not_required"
    }


def an_award_makes_nobody_less_compliant(
    answer: Answer, trust: Trust, on: datetime.date
) -> None:
    """Adding an award never makes one less compliant, and touches nobody else."""
    before = answer(trust, on)
    for person in trust.people[:2]:
        for competency in trust.competencies[:3]:
            day = min(on, trust.received_on, competency.ends_on or on)
            award = Award(person.employee_number, competency.name, day)
            more = with_award(trust, award)
            if more is None:
                continue
            after = answer(more, on)
            assert not before.keys() - after.keys()
            for key, cell in before.items():
                assert not is_worse(cell, after[key]), (award, key)
                if key[0] != person.employee_number:
                    assert after[key] == cell
            assert {key[0] for key in after.keys() - before.keys()} <= {
                person.employee_number
            }


def leaving_a_post_removes_exactly_its_requirements(
    answer: Answer, trust: Trust, on: datetime.date
) -> None:
    """What the other posts require stays, what only this one required goes (rule 6)."""
    before = answer(trust, on)
    for person in trust.people:
        number = person.employee_number
        for leaving in person.assignments:
            left = answer(ended_yesterday(trust, person, leaving.number, on), on)
            others, only = (
                answer(with_assignments(trust, person, kept), on)
                for kept in (
                    lambda each, number=leaving.number: each.number != number,
                    lambda each, number=leaving.number: each.number == number,
                )
            )
            now, alone = required(left, number), required(others, number)
            assert now.keys() == alone.keys()
            for competency, cell in now.items():
                assert cell.reasons == alone[competency].reasons
                assert cell.essential == alone[competency].essential
                assert cell.held_until == before[number, competency].held_until
            for key, cell in left.items():
                if key[0] != number:
                    assert cell == before[key]
            through_it = required(only, number)
            for competency, cell in required(before, number).items():
                if competency not in through_it:
                    assert now[competency] == cell


def the_order_of_facts_is_irrelevant(
    answer: Answer, trust: Trust, on: datetime.date
) -> None:
    """Facts may be entered in any order."""
    assert answer(trust, on) == answer(shuffled(trust, SeededDice(on.toordinal())), on)


def as_of_a_day_equals_what_was_known_then(
    answer: Answer, trust: Trust, on: datetime.date
) -> None:
    """Nothing entered with a later date changes the answer for the day (rule 38)."""
    assert answer(trust, on) == answer(as_known_on(trust, on), on)


LAWS = (
    an_award_makes_nobody_less_compliant,
    leaving_a_post_removes_exactly_its_requirements,
    the_order_of_facts_is_irrelevant,
    as_of_a_day_equals_what_was_known_then,
)
