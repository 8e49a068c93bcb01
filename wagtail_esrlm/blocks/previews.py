"""Made-up people for the editor's previews; no database, nobody real."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from .. import clock
from ..months import add_months

if TYPE_CHECKING:
    from ..compliance.rules import ComplianceRow, PersonCompliance
    from ..compliance.team import Member, Team

#: Days from today of (title, status, essential, achieved, held until, due).
_NURSE: tuple[tuple[str, str, bool | None, int | None, int | None, int | None], ...] = (
    (
        "Resuscitation - Level 2 - Adult Basic Life Support - 1 Year",
        "expired",
        True,
        -385,
        -20,
        -800,
    ),
    ("Moving and Handling - Level 2 - 2 Years", "due", True, None, None, 21),
    ("Fire Safety - 2 Years", "expiring", True, -723, 7, -800),
    (
        "Information Governance and Data Security - 1 Year",
        "compliant",
        True,
        -100,
        265,
        -800,
    ),
    (
        "Infection Prevention and Control - Level 2 - 1 Year",
        "compliant",
        True,
        -45,
        320,
        -800,
    ),
    ("Safeguarding Adults - Level 2 - 3 Years", "compliant", True, -400, 695, -800),
    (
        "Equality, Diversity and Human Rights - 3 Years",
        "compliant",
        True,
        -200,
        895,
        -800,
    ),
    ("Conflict Resolution - 3 Years", "exempt", True, None, None, -800),
    ("Mental Health First Aid - 3 Years", "missing", False, None, None, None),
    ("Cannulation - No Specified Renewal", "not_required", None, -900, None, None),
)


def block_value() -> dict[str, str]:
    """Return the options of a block that an editor has just put in."""
    return {"heading": "", "heading_level": "2", "show": "all"}


def example_rows(person_id: int = 1) -> tuple[ComplianceRow, ...]:
    """Return a made-up nurse's rows, around today."""
    from ..compliance.rules import FOREVER, ComplianceRow, Level, Reason, Status

    today = clock.today()
    whys = (
        (Reason(Level.BUSINESS_GROUP, 1, "457"),),
        (Reason(Level.ORGANISATION, 2, "Riverside > Surgery"),),
        (
            Reason(Level.ORGANISATION, 2, "Riverside > Surgery"),
            Reason(Level.JOB_ROLE, 3, "Staff Nurse"),
            Reason(Level.POSITION, 4, "30412"),
        ),
    )

    def day(offset: int | None) -> datetime.date | None:
        return None if offset is None else today + datetime.timedelta(offset)

    return tuple(
        ComplianceRow(
            person_id=person_id,
            competency_id=number,
            competency_name=f"NHS|CSTF|{title}|",
            competency_title=title,
            status=Status(status),
            essential=essential,
            required_since=None if essential is None else day(-800),
            due_on=day(due),
            achieved_on=day(achieved),
            held_until=FOREVER
            if achieved is not None and until is None
            else day(until),
            reasons=() if essential is None else whys[number % 3],
        )
        for number, (title, status, essential, achieved, until, due) in enumerate(
            _NURSE, start=1
        )
    )


def example_compliance(person_id: int = 1) -> PersonCompliance:
    """Return a made-up nurse on today's date, with something coming."""
    from ..compliance.rules import (
        ComplianceRow,
        Level,
        PersonCompliance,
        Reason,
        Status,
    )

    today = clock.today()
    coming = ComplianceRow(
        person_id=person_id,
        competency_id=99,
        competency_name="NHS|CORE|Learning Disability and Autism - Tier 2 - 3 Years|",
        competency_title="Learning Disability and Autism - Tier 2 - 3 Years",
        status=Status.NOT_REQUIRED,
        essential=True,
        required_since=add_months(today, 2).replace(day=1),
        due_on=None,
        achieved_on=None,
        held_until=None,
        reasons=(Reason(Level.BUSINESS_GROUP, 1, "457"),),
    )
    return PersonCompliance(
        person_id=person_id,
        on=today,
        rows=example_rows(person_id),
        coming=(coming,),
    )


def own_example(**options: Any) -> dict[str, Any]:
    """Return the context of the own part for a made-up nurse."""
    from ..compliance.answers import Answer, State
    from ..compliance.parts import answer_part, frame
    from ..compliance.presentation import Help, present
    from ..compliance.wording import Voice

    view = present(
        example_compliance(),
        voice=Voice(you=True, name="Amina Yusuf"),
        number="20012345",
        employer="Riverside University Hospitals",
        help=Help(text="Learning team, ext 2210", find_training_url="#"),
    )
    answer = Answer(State.SHOWN, is_own=True, view=view, help=view.help)
    return frame(None, **options) | answer_part(answer, options["show"])


def example_team() -> Team:
    """Return a made-up ward: somebody red, somebody away, somebody fine."""
    from ..compliance.rules import PersonCompliance
    from ..compliance.team import Member, Team
    from ..workforce.models import Person

    today = clock.today()
    rows = example_rows()
    people = (
        ("Ben", "Ode", "Staff Nurse, Ward 10", rows, False),
        ("Grace", "Hall", "Healthcare Assistant, Ward 10", rows[2:7], False),
        ("Tomasz", "Zielinski", "Staff Nurse, Ward 10", rows[3:7], False),
        ("Leah", "Morgan", "Ward Clerk, Ward 10", rows[:5], True),
    )
    members: list[Member] = [
        Member(
            person=Person(
                pk=number,
                first_name=first,
                last_name=last,
                employee_number=f"2001234{number}",
            ),
            seat=seat,
            direct=True,
            compliance=PersonCompliance(
                person_id=number, on=today, rows=held, is_absent=away
            ),
        )
        for number, (first, last, seat, held, away) in enumerate(people, start=1)
    ]
    members.sort(key=lambda member: member.urgency)
    return Team(
        on=today,
        members=tuple(members),
        named=tuple(members),
        named_size=len(members),
        size=len(members),
        direct_size=len(members),
    )


def team_example(**options: Any) -> dict[str, Any]:
    """Return the context of the team part for a made-up ward."""
    from ..compliance.parts import frame, team_context

    return frame(None, **options) | team_context(example_team(), options["show"])
