"""What may happen to a trust, for laws that compare before with after."""

from __future__ import annotations

import datetime
from dataclasses import replace

from ..oracle import Cell
from ..oracle_trust import Award, Person, Trust
from .dice import Dice

MET = ("compliant", "expiring")


def shuffled(trust: Trust, dice: Dice) -> Trust:
    """Put every list of the trust into another order."""

    def mixed(items: tuple) -> tuple:
        items = list(items)
        for index in range(len(items) - 1, 0, -1):
            other = dice.number(0, index)
            items[index], items[other] = items[other], items[index]
        return tuple(items)

    people = tuple(
        replace(
            person,
            assignments=mixed(
                tuple(
                    replace(assignment, rows=mixed(assignment.rows))
                    for assignment in person.assignments
                )
            ),
        )
        for person in mixed(trust.people)
    )
    return replace(
        trust,
        people=people,
        competencies=mixed(trust.competencies),
        requirements=mixed(trust.requirements),
        awards=mixed(trust.awards),
        exemptions=mixed(trust.exemptions),
    )


def as_known_on(trust: Trust, day: datetime.date) -> Trust:
    """Keep what had begun by the day, as if nothing later had been entered."""

    def begun(items: tuple) -> tuple:
        return tuple(
            replace(each, ends_on=None)
            if each.ends_on is not None and each.ends_on > day
            else each
            for each in items
            if each.starts_on <= day
        )

    return replace(
        trust,
        people=tuple(
            replace(
                person,
                assignments=tuple(
                    replace(assignment, rows=begun(assignment.rows))
                    for assignment in person.assignments
                ),
            )
            for person in trust.people
        ),
        competencies=tuple(
            replace(
                each,
                versions=tuple(one for one in each.versions if one.from_day <= day),
                ends_on=None if each.ends_on and each.ends_on > day else each.ends_on,
            )
            for each in trust.competencies
        ),
        requirements=begun(trust.requirements),
        awards=tuple(each for each in trust.awards if each.achieved_on <= day),
        exemptions=tuple(each for each in trust.exemptions if each.starts_on <= day),
    )


def with_award(trust: Trust, award: Award) -> Trust | None:
    """Add an award, unless one of that day stands already."""
    key = (award.employee_number, award.competency, award.achieved_on)
    for each in trust.awards:
        if key == (each.employee_number, each.competency, each.achieved_on):
            return None
    return replace(trust, awards=(*trust.awards, award))


def with_assignments(trust: Trust, person: Person, keep) -> Trust:
    """Leave the person only the assignments that ``keep`` says yes to."""
    kept = tuple(each for each in person.assignments if keep(each))
    numbers = {each.number for each in person.assignments} - {
        each.number for each in kept
    }
    return replace(
        trust,
        people=tuple(
            replace(each, assignments=kept) if each is person else each
            for each in trust.people
        ),
        requirements=tuple(
            each for each in trust.requirements if each.target not in numbers
        ),
    )


def ended_yesterday(trust: Trust, person: Person, number: str, on) -> Trust:
    """Let the person leave one assignment on the eve of the day."""
    eve = on - datetime.timedelta(days=1)

    def cut(row):
        if row.ends_on is not None and row.ends_on <= eve:
            return row
        return replace(row, ends_on=eve)

    return replace(
        trust,
        people=tuple(
            each
            if each is not person
            else replace(
                each,
                assignments=tuple(
                    one
                    if one.number != number
                    else replace(
                        one, rows=tuple(cut(r) for r in one.rows if r.starts_on <= eve)
                    )
                    for one in each.assignments
                ),
            )
            for each in trust.people
        ),
    )


def is_worse(before: Cell, after: Cell) -> bool:
    """Tell whether an award made a cell less compliant than it was."""
    if before.status in MET and after.status not in MET:
        return True
    if before.status == "compliant" and after.status != "compliant":
        return True
    longest = datetime.date.max
    held = [
        longest if each.achieved_on and each.held_until is None else each.held_until
        for each in (before, after)
    ]
    if held[0] and (held[1] is None or held[1] < held[0]):
        return True
    return (before.essential, before.due_on, before.reasons) != (
        after.essential,
        after.due_on,
        after.reasons,
    )
