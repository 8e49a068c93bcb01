"""Seats: opened, corrected, ended, removed; never overlapping (rules 6, 7, 9, 103)."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from wagtail_esrlm.errors import Conflict, InvalidInput
from wagtail_esrlm.testing import (
    BusinessGroupFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
    SupplementaryRoleFactory,
    UserFactory,
    seat,
)
from wagtail_esrlm.workforce import services
from wagtail_esrlm.workforce.models import AssignmentPeriod
from wagtail_esrlm.workforce.signals import seats_changed

from .logs import history_of

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    """Read a date."""
    return datetime.date.fromisoformat(text)


@pytest.fixture
def by():
    """Return the administrator who does it."""
    return UserFactory()


@pytest.fixture
def announced():
    """Collect what is announced."""
    heard: list[tuple[frozenset[int] | None, str]] = []

    def hear(sender, person_ids, reason, **kwargs) -> None:
        heard.append((person_ids, reason))

    seats_changed.connect(hear, weak=False)
    yield heard
    seats_changed.disconnect(hear)


def spans(assignment) -> list[tuple[str, str | None]]:
    """Return the days of each period, in order."""
    return [
        (period.starts_on.isoformat(), period.ends_on and period.ends_on.isoformat())
        for period in assignment.periods.order_by("starts_on")
    ]


def test_a_new_post_ends_the_old_one_the_day_before(by, announced):
    role = SupplementaryRoleFactory(name="Fire warden")
    old = seat(PersonFactory(), supplementary_roles=[role], grade="Band 5")
    post = PositionFactory(number="30412", title="")
    facts = replace(services.SeatFacts.of(old), position=post, grade="Band 6")
    new = services.open_period(
        assignment=old.assignment,
        facts=facts,
        starts_on=day("2025-06-15"),
        by=by,
        reason="Promoted",
    )
    assert spans(old.assignment) == [
        ("2020-01-01", "2025-06-14"),
        ("2025-06-15", None),
    ]
    assert new.grade_key == "band 6"
    assert list(new.supplementary_roles.all()) == [role]
    assert announced == [(frozenset([old.assignment.person_id]), "seat opened")]
    entry = history_of(old.assignment.person)[0]
    assert entry.user == by
    assert "grade: Band 5 → Band 6" in entry.message
    assert "position: – → 30412" in entry.message
    assert "from 2025-06-15" in entry.message
    assert "reason: Promoted" in entry.message


def test_after_a_time_in_another_seat_the_first_resumes(by):
    role = SupplementaryRoleFactory()
    old = seat(PersonFactory(), grade="Band 5", supplementary_roles=[role])
    services.open_period(
        assignment=old.assignment,
        facts=replace(services.SeatFacts.of(old), status="Acting Up", grade="Band 7"),
        starts_on=day("2025-06-01"),
        ends_on=day("2025-08-31"),
        by=by,
    )
    assert spans(old.assignment) == [
        ("2020-01-01", "2025-05-31"),
        ("2025-06-01", "2025-08-31"),
        ("2025-09-01", None),
    ]
    last = old.assignment.periods.get(starts_on=day("2025-09-01"))
    assert last.grade == "Band 5"
    assert last.row_starts_on == day("2020-01-01")
    assert list(last.supplementary_roles.all()) == [role]


def test_the_first_seat_of_an_assignment(by):
    person = PersonFactory()
    assignment = services.add_assignment(person=person, number="A-1", by=by)
    services.open_period(
        assignment=assignment,
        facts=services.SeatFacts(grade="Band 5"),
        starts_on=day("2025-01-01"),
        by=by,
    )
    assert spans(assignment) == [("2025-01-01", None)]
    with pytest.raises(InvalidInput, match="already exists"):
        services.add_assignment(person=person, number=" a-1", by=by)


def test_seats_never_overlap(by):
    old = seat(PersonFactory(), ends_on=day("2025-03-31"))
    later = seat(
        old.assignment.person, assignment=old.assignment, starts_on=day("2025-06-01")
    )
    facts = services.SeatFacts.of(old)
    for starts_on, ends_on in (
        ("2025-06-01", None),
        ("2025-02-01", None),
        ("2025-04-01", "2025-06-01"),
        ("2019-01-01", "2020-01-01"),
    ):
        with pytest.raises(Conflict, match=r"starts on|overlapped"):
            services.open_period(
                assignment=old.assignment,
                facts=facts,
                starts_on=day(starts_on),
                ends_on=day(ends_on) if ends_on else None,
                by=by,
            )
    with pytest.raises(Conflict, match="overlapped"):
        services.correct_period(
            period=old,
            facts=facts,
            starts_on=old.starts_on,
            ends_on=None,
            by=by,
            reason="Typed wrongly",
        )
    assert spans(later.assignment) == [
        ("2020-01-01", "2025-03-31"),
        ("2025-06-01", None),
    ]
    services.open_period(
        assignment=old.assignment,
        facts=facts,
        starts_on=day("2025-04-01"),
        ends_on=day("2025-05-31"),
        by=by,
    )
    assert len(spans(old.assignment)) == 3


def test_facts_of_another_business_group_are_refused(by):
    period = seat(PersonFactory())
    other = BusinessGroupFactory(vpd="999")
    for wrong in (
        {"organisation": OrganisationFactory(business_group=other)},
        {"position": PositionFactory(business_group=other)},
        {
            "supplementary_roles": frozenset(
                [SupplementaryRoleFactory(business_group=other)]
            )
        },
    ):
        with pytest.raises(InvalidInput, match="another business group"):
            services.open_period(
                assignment=period.assignment,
                facts=services.SeatFacts(**wrong),
                starts_on=day("2025-06-15"),
                by=by,
            )
    with pytest.raises(InvalidInput, match="own supervisor"):
        services.open_period(
            assignment=period.assignment,
            facts=services.SeatFacts(supervisor=period.assignment.person),
            starts_on=day("2025-06-15"),
            by=by,
        )
    with pytest.raises(InvalidInput, match="before the first"):
        services.open_period(
            assignment=period.assignment,
            facts=services.SeatFacts(),
            starts_on=day("2025-06-15"),
            ends_on=day("2025-06-14"),
            by=by,
        )
    assert AssignmentPeriod.objects.count() == 1


@pytest.mark.parametrize(
    ("grade", "starts_on", "ends_on", "expected"),
    [
        ("Band 6", "2025-01-01", "2025-06-30", ("2025-01-01", "2025-06-30")),
        ("Band 6", "2025-01-01", None, ("2025-01-01", None)),
        ("Band 5", "2025-01-01", "2025-08-31", ("2025-07-01", "2025-08-31")),
        ("Band 5", "2025-01-01", None, ("2025-07-01", None)),
        ("Band 5", "2025-02-01", "2025-06-30", ("2025-01-01", "2025-01-31")),
        ("Band 5", "2024-12-01", "2025-07-31", ("2024-12-01", "2025-07-31")),
    ],
)
def test_a_correction_overwrites_and_says_which_figures_change(
    by, announced, grade, starts_on, ends_on, expected
):
    period = seat(
        PersonFactory(),
        grade="Band 5",
        starts_on=day("2025-01-01"),
        ends_on=day("2025-06-30"),
    )
    found = services.correct_period(
        period=period,
        facts=replace(services.SeatFacts.of(period), grade=grade),
        starts_on=day(starts_on),
        ends_on=day(ends_on) if ends_on else None,
        by=by,
        reason="Wrong on the form",
    )
    assert (
        found.from_day.isoformat(),
        found.until_day and found.until_day.isoformat(),
    ) == expected
    assert spans(period.assignment) == [(starts_on, ends_on)]
    assert announced[0][1] == "seat corrected"


def test_a_correction_can_change_supplementary_roles(by):
    old, new = SupplementaryRoleFactory(), SupplementaryRoleFactory()
    period = seat(PersonFactory(), supplementary_roles=[old])
    services.correct_period(
        period=period,
        facts=replace(
            services.SeatFacts.of(period), supplementary_roles=frozenset([new])
        ),
        starts_on=period.starts_on,
        ends_on=None,
        by=by,
        reason="Wrong role",
    )
    assert list(period.supplementary_roles.all()) == [new]


def test_corrections_need_a_reason(by):
    period = seat(PersonFactory())
    with pytest.raises(InvalidInput, match="Say why"):
        services.remove_period(period=period, by=by, reason=" ")
    with pytest.raises(InvalidInput, match="Say why"):
        services.correct_period(
            period=period,
            facts=services.SeatFacts(),
            starts_on=period.starts_on,
            ends_on=None,
            by=by,
            reason="",
        )


def test_an_assignment_ends_on_its_last_day(by, announced):
    period = seat(PersonFactory())
    services.end_assignment(
        assignment=period.assignment, last_day=day("2025-06-15"), by=by, reason="Left"
    )
    assert spans(period.assignment) == [("2020-01-01", "2025-06-15")]
    assert announced[-1][1] == "assignment ended"
    with pytest.raises(Conflict, match="no seat"):
        services.end_assignment(
            assignment=period.assignment, last_day=day("2025-06-16"), by=by
        )


def test_an_assignment_with_a_coming_seat_is_not_ended_over_it(by):
    period = seat(PersonFactory(), ends_on=day("2025-06-30"))
    seat(
        period.assignment.person,
        assignment=period.assignment,
        starts_on=day("2025-07-01"),
    )
    with pytest.raises(Conflict, match="1 Jul 2025"):
        services.end_assignment(
            assignment=period.assignment, last_day=day("2025-06-15"), by=by
        )


def test_a_seat_that_never_was_is_removed_and_kept_in_the_log(by, announced):
    period = seat(PersonFactory(), grade="Band 5")
    found = services.remove_period(period=period, by=by, reason="Typed twice")
    assert found == services.Correction(day("2020-01-01"), None)
    assert spans(period.assignment) == []
    assert "Band 5" in history_of(period.assignment.person)[0].message
    assert announced[-1][1] == "seat removed"
    with pytest.raises(Conflict, match="removed meanwhile"):
        services.remove_period(period=period, by=by, reason="Typed twice")


def test_a_refused_change_leaves_nothing_behind(by, announced):
    period = seat(PersonFactory())
    with pytest.raises(InvalidInput):
        services.open_period(
            assignment=period.assignment,
            facts=services.SeatFacts(grade="x" * 300),
            starts_on=day("2025-06-15"),
            by=by,
        )
    assert spans(period.assignment) == [("2020-01-01", None)]
    assert announced == []
