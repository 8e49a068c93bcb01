"""A made-up trust of any size: the same for the same size and day.

300 organisations in five levels, a position per four people, 120 job roles, 80
competencies, about 400 requirements, 25 awards and about 17.6 required competencies a
person; with history, second posts, grades, grace, covers, exemptions and absences.
"""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.utils import timezone

from wagtail_esrlm.compliance.award_terms import AwardTerms
from wagtail_esrlm.compliance.models import (
    CompetencyAward,
    Exemption,
    HeldCompetency,
    Requirement,
)
from wagtail_esrlm.names import fold
from wagtail_esrlm.snippets.models import Competency, CompetencyCover, RenewalPeriod
from wagtail_esrlm.workforce.models import (
    Assignment,
    AssignmentPeriod,
    BusinessGroup,
    JobRole,
    Organisation,
    Person,
    Position,
    SupplementaryRole,
    SupplementaryRoleHolding,
)

from .loading import load, settle

COMPETENCIES = 80
JOB_ROLES = 120
ROLES = 12
#: Organisations by level, from the top.
TREE = (1, 5, 24, 70, 200)
AWARDS_A_PERSON = 25
STATUSES = ("Active Assignment",) * 18 + ("Maternity", "Career Break")
CATEGORIES = ("Permanent",) * 9 + ("Bank",)
GRADES = ("Band 5", "Band 6", "Band 7")
PERIODS = (12, 24, 36, None)


@dataclass
class Trust:
    """What was made: ids that measurements pick from."""

    size: int
    day: datetime.date
    group: int = 1
    organisations: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    moved: float = 0.0
    people: range = range(0)


def make_trust(size: int, day: datetime.date, *, moved: float = 0.0) -> Trust:
    """Fill empty tables with a trust of that many staff.

    Args:
        moved: the share of assignments that moved to another position last month.
    """
    dice = random.Random(size)
    trust = make_staff(size, day, dice, moved=moved)
    _requirements(trust, dice)
    _awards(trust, dice)
    _exemptions(trust, dice)
    settle()
    return trust


def make_staff(
    size: int, day: datetime.date, dice: random.Random, *, moved: float = 0.0
) -> Trust:
    """Fill empty tables with the people of such a trust and their seats."""
    trust = Trust(size, day, moved=moved, people=range(1, size + 1))
    _structure(trust, dice)
    _competencies(dice)
    _people(trust)
    _seats(trust, dice)
    return trust


def _structure(trust: Trust, dice: random.Random) -> None:
    load(
        BusinessGroup,
        ("id", "vpd", "vpd_key", "name", "end_of_month_expiry"),
        [(1, "457", "457", "Riverside", False)],
    )
    rows: list[tuple] = []
    above: list[int] = []
    for depth, width in enumerate(TREE):
        ids = range(len(rows) + 1, len(rows) + width + 1)
        for pk in ids:
            name = f"Unit {depth}-{pk}"
            parent = dice.choice(above) if above else None
            rows.append((pk, 1, parent, name, fold(name)))
        above = list(ids)
    load(Organisation, ("id", "business_group", "parent", "name", "name_key"), rows)
    trust.organisations = [row[0] for row in rows]
    _named(JobRole, "name", "Job", JOB_ROLES, extra={"staff_group": "Nursing"})
    _named(SupplementaryRole, "name", "Role", ROLES)
    count = max(trust.size // 4, 1)
    _named(Position, "number", "3", count, extra={"title": "Post"})
    trust.positions = list(range(1, count + 1))


def _named(model, column, word, count, *, extra=None) -> None:
    extra = extra or {}
    load(
        model,
        ("id", "business_group", column, f"{column}_key", *extra),
        (
            (pk, 1, f"{word} {pk:05}", fold(f"{word} {pk:05}"), *extra.values())
            for pk in range(1, count + 1)
        ),
    )


def _competencies(dice: random.Random) -> None:
    numbers = range(1, COMPETENCIES + 1)
    load(
        Competency,
        ("id", "uuid", "name", "name_key", "owner", "framework", "title")
        + ("description",),
        (
            (
                pk,
                uuid.UUID(int=pk),
                f"NHS|CSTF|Subject {pk:02}|",
                fold(f"NHS|CSTF|Subject {pk:02}|"),
                "NHS",
                "CSTF",
                f"Subject {pk:02}",
                "",
            )
            for pk in numbers
        ),
    )
    load(
        RenewalPeriod,
        ("competency", "months", "starts_on"),
        ((pk, PERIODS[pk % len(PERIODS)], datetime.date.min) for pk in numbers),
    )
    load(
        CompetencyCover,
        ("competency", "covered", "starts_on"),
        ((pk, pk + 1, datetime.date.min) for pk in (20, 21, 30, 40, 50, 60)),
    )


def _people(trust: Trust) -> None:
    load(
        Person,
        ("id", "uuid", "business_group", "employee_number", "employee_number_key")
        + ("title", "first_name", "last_name", "preferred_name", "email")
        + ("person_type", "access"),
        (
            (
                pk,
                uuid.UUID(int=pk),
                1,
                f"{pk:08}",
                f"{pk:08}",
                "",
                f"First{pk % 997}",
                f"Last{pk % 4999}",
                "",
                f"p{pk}@riverside.example",
                "employee",
                "full",
            )
            for pk in trust.people
        ),
    )


def _seats(trust: Trust, dice: random.Random) -> None:
    owners = [(pk, f"{pk:08}") for pk in trust.people]
    second = dice.sample(trust.people, trust.size // 20)
    owners += [(pk, f"{pk:08}-2") for pk in second]
    load(
        Assignment,
        ("id", "business_group", "number", "number_key", "person"),
        ((n, 1, number, number, pk) for n, (pk, number) in enumerate(owners, 1)),
    )
    periods = list(_periods(trust, len(owners), dice))
    load(
        AssignmentPeriod,
        ("id", "assignment", "organisation", "job_role", "position", "grade")
        + ("grade_key", "location", "category", "category_key", "status")
        + ("status_key", "is_primary", "supervisor", "starts_on", "ends_on")
        + ("row_starts_on", "row_ends_on"),
        periods,
    )
    load(
        SupplementaryRoleHolding,
        ("assignment_period", "supplementary_role"),
        (
            (row[0], dice.randint(1, ROLES))
            for row in periods
            if row[-1] is None and dice.random() < 0.1
        ),
    )


def _periods(trust: Trust, count: int, dice: random.Random) -> Iterator[tuple]:
    number = 0
    leaves = [pk for pk in trust.organisations if pk > 30]
    for assignment in range(1, count + 1):
        start = trust.day - datetime.timedelta(dice.randint(30, 4000))
        moved_on = trust.day - datetime.timedelta(dice.randint(1, 29))
        spans = [(start, None)]
        if dice.random() < trust.moved:
            spans = [(start, moved_on - datetime.timedelta(1)), (moved_on, None)]
        for starts_on, ends_on in spans:
            number += 1
            grade = dice.choice(GRADES)
            category = dice.choice(CATEGORIES)
            status = dice.choice(STATUSES)
            position = (assignment * 7 + number) % len(trust.positions) + 1
            yield (
                number,
                assignment,
                dice.choice(leaves),
                position % JOB_ROLES + 1,
                position,
                grade,
                fold(grade),
                "",
                category,
                fold(category),
                status,
                fold(status),
                assignment <= trust.size,
                max(assignment // 10, 1) if assignment <= trust.size else None,
                starts_on,
                ends_on,
                starts_on,
                ends_on,
            )


def _requirements(trust: Trust, dice: random.Random) -> None:
    columns = ("business_group", "organisation", "job_role", "position")
    columns += ("supplementary_role",)
    wanted: list[tuple[str, int, int]] = [
        ("business_group", 1, pk) for pk in range(1, 12)
    ]
    ends = [sum(TREE[: depth + 1]) for depth in range(len(TREE))]
    for pk in range(2, ends[1] + 1):
        wanted += [("organisation", pk, 12 + dice.randint(0, 9)) for _ in range(3)]
    for pk in range(ends[1] + 1, ends[2] + 1):
        wanted.append(("organisation", pk, dice.randint(22, 50)))
    for pk in dice.sample(range(ends[2] + 1, ends[4] + 1), 130):
        wanted.append(("organisation", pk, dice.randint(12, COMPETENCIES)))
    for pk in range(1, JOB_ROLES + 1):
        wanted += [("job_role", pk, dice.randint(12, COMPETENCIES)) for _ in range(2)]
    for pk in dice.sample(trust.positions, 30):
        wanted.append(("position", pk, dice.randint(22, COMPETENCIES)))
    for pk in range(1, ROLES + 1):
        wanted.append(("supplementary_role", pk, dice.randint(22, COMPETENCIES)))
    rows = []
    for level, target, competency in sorted(set(wanted)):
        grade = dice.choice(GRADES) if level == "job_role" and target % 20 == 0 else ""
        starts_on = trust.day - datetime.timedelta(dice.randint(10, 2000))
        rows.append(
            (
                competency,
                *(target if level == name else None for name in columns),
                level == "organisation" and target % 10 == 0,
                grade,
                fold(grade),
                level != "job_role" or target % 10 != 0,
                False,
                dice.choice((0, 30, 90)),
                starts_on,
            )
        )
    load(
        Requirement,
        ("competency", *columns, "this_organisation_only", "grade", "grade_key")
        + ("essential", "before_activity", "grace_days", "starts_on"),
        rows,
    )


def _awards(trust: Trust, dice: random.Random) -> None:
    terms = AwardTerms(())
    now = timezone.now()
    held: list[tuple] = []
    weights = [6 if pk <= 40 else 1 for pk in range(1, COMPETENCIES + 1)]
    common = [pk for pk, weight in enumerate(weights, 1) for _ in range(weight)]

    def rows() -> Iterator[tuple]:
        number = 0
        for person in trust.people:
            seen = set()
            while len(seen) < AWARDS_A_PERSON:
                key = dice.choice(common), dice.randint(1, 1800)
                if key in seen:
                    continue
                seen.add(key)
                number += 1
                award = CompetencyAward(
                    pk=number,
                    person_id=person,
                    competency_id=key[0],
                    achieved_on=trust.day - datetime.timedelta(key[1]),
                )
                award.expires_on = terms.expiry(award)
                held.extend(
                    (
                        number,
                        person,
                        each.competency_id,
                        each.achieved_on,
                        each.held_until,
                        each.is_own,
                    )
                    for each in terms.held(award)
                )
                yield (
                    number,
                    person,
                    award.competency_id,
                    award.achieved_on,
                    award.expires_on,
                    False,
                    "import",
                    "",
                    "{}",
                    now,
                    "",
                )

    load(
        CompetencyAward,
        ("id", "person", "competency", "achieved_on", "expires_on", "stated_never")
        + ("origin", "evidence", "details", "recorded_at", "void_reason"),
        rows(),
    )
    load(
        HeldCompetency,
        ("award", "person", "competency", "achieved_on", "held_until", "is_own"),
        held,
    )


def _exemptions(trust: Trust, dice: random.Random) -> None:
    approver, _ = get_user_model().objects.get_or_create(username="approver")
    day = datetime.timedelta(1)
    load(
        Exemption,
        ("person", "competency", "starts_on", "ends_on", "reason", "approved_by")
        + ("recorded_at", "void_reason"),
        (
            (
                pk,
                dice.randint(1, 11),
                trust.day - 20 * day,
                trust.day + 100 * day,
                "adjustment",
                approver.pk,
                timezone.now(),
                "",
            )
            for pk in dice.sample(trust.people, trust.size // 100)
        ),
    )
