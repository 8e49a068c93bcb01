"""Who reports to whom (rule 40), by examples and against a plain walk."""

from __future__ import annotations

import datetime
import random

import pytest
from django.db import IntegrityError

from wagtail_esrlm.testing import (
    AssignmentPeriodFactory,
    BusinessGroupFactory,
    DeputyFactory,
    OrganisationFactory,
    PersonFactory,
    seat,
)
from wagtail_esrlm.workforce import selectors
from wagtail_esrlm.workforce.models import (
    Assignment,
    AssignmentPeriod,
    Deputy,
    Person,
)

from .slow_hierarchy import slow_manager_of, slow_team

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2025, 6, 15)
YESTERDAY = TODAY - datetime.timedelta(days=1)
TOMORROW = TODAY + datetime.timedelta(days=1)


def employed(supervisor: Person | None = None, **facts) -> Person:
    """Make a person with one seat under a supervisor."""
    person = PersonFactory()
    seat(person, supervisor=supervisor, organisation=None, **facts)
    return person


def team(manager: Person, on: datetime.date = TODAY, **options) -> set[Person]:
    """Return the people a manager sees."""
    ids = {report.person_id for report in selectors.reports(manager, on=on, **options)}
    queryset = selectors.managed_people(manager, on=on, **options)
    assert set(queryset.values_list("pk", flat=True)) == ids
    return set(Person.objects.filter(pk__in=ids))


def test_a_manager_sees_direct_and_indirect_reports():
    chief = employed()
    manager = employed(chief)
    nurse = employed(manager)
    stranger = employed(employed())
    assert team(chief) == {manager, nurse}
    assert team(chief, indirect=False) == {manager}
    assert {r.person_id for r in selectors.direct_reports(chief, on=TODAY)} == {
        manager.pk
    }
    assert [r.direct for r in selectors.reports(chief, on=TODAY)] == [True, False]
    assert selectors.is_manager_of(chief, nurse, on=TODAY)
    assert not selectors.is_manager_of(nurse, chief, on=TODAY)
    assert not selectors.is_manager_of(chief, stranger, on=TODAY)
    assert not selectors.is_manager_of(chief, chief, on=TODAY)


def test_reports_change_on_the_day_a_seat_ends():
    old, new = employed(), employed()
    person = PersonFactory()
    first = seat(person, supervisor=old, ends_on=YESTERDAY)
    seat(person, assignment=first.assignment, supervisor=new, starts_on=TODAY)
    assert team(old, on=YESTERDAY) == {person}
    assert team(new, on=YESTERDAY) == set()
    assert team(old) == set()
    assert team(new) == {person}


def test_two_assignments_have_two_managers_and_each_knows_which():
    one, two = employed(), employed()
    person = PersonFactory()
    first = seat(person, supervisor=one)
    second = seat(person, supervisor=two)
    assert selectors.reports(one, on=TODAY)[0].assignment_ids == {first.assignment_id}
    assert selectors.reports(two, on=TODAY)[0].assignment_ids == {second.assignment_id}
    assert selectors.manager_of(first, on=TODAY) == one
    assert selectors.manager_of(second, on=TODAY) == two


@pytest.mark.parametrize("status", ["Terminate", "inactive  not WORKED"])
def test_inactive_seats_report_to_nobody(status):
    manager = employed()
    employed(manager, status=status)
    assert team(manager) == set()


def test_a_seat_in_an_unknown_status_counts_as_active():
    manager = employed()
    person = employed(manager, status="Somewhere else entirely")
    assert team(manager) == {person}


def test_the_place_of_somebody_who_left_is_taken_by_the_next_upward():
    chief = employed()
    leaver = employed(chief, ends_on=YESTERDAY)
    second_leaver = employed(leaver, status="Terminate")
    nurse = employed(second_leaver)
    assert team(chief) == {nurse}
    assert [r.direct for r in selectors.reports(chief, on=TODAY)] == [True]
    assert team(leaver) == set()
    assert selectors.manager_of(nurse.assignments.get().periods.get(), on=TODAY) == (
        chief
    )
    assert selectors.is_manager_of(chief, nurse, on=TODAY)
    assert not selectors.is_manager_of(leaver, nurse, on=TODAY)


def test_the_last_seat_of_a_leaver_decides_who_takes_the_place():
    first, last = employed(), employed()
    leaver = PersonFactory()
    seat(leaver, supervisor=last, ends_on=YESTERDAY)
    seat(leaver, supervisor=first, ends_on=datetime.date(2023, 1, 1), is_primary=True)
    nurse = employed(leaver)
    assert team(last) == {nurse}
    assert team(first) == set()


def test_with_nobody_above_class_administrators_take_the_place_and_it_is_listed():
    leaver = employed(ends_on=YESTERDAY)
    orphan = employed(leaver)
    top = employed()
    period = orphan.assignments.get().periods.get()
    whole = selectors.supervision(on=TODAY)
    assert selectors.manager_of(period, on=TODAY) is None
    assert whole.unsupervised == sorted(
        [period.pk, top.assignments.get().periods.get().pk]
    )
    assert whole.replaced == {period.pk}


def test_loops_are_cut_and_reported():
    one, two, three = employed(), PersonFactory(), PersonFactory()
    seat(two, supervisor=one)
    seat(three, supervisor=two)
    AssignmentPeriod.objects.filter(assignment__person=one).update(supervisor=three)
    below = employed(three)
    assert team(one) == {two, three, below}
    assert team(below) == set()
    assert selectors.is_manager_of(two, below, on=TODAY)
    assert selectors.supervision(on=TODAY).loops == ((one.pk, two.pk, three.pk),)


def test_nobody_supervises_themselves():
    person = employed()
    AssignmentPeriod.objects.update(supervisor=person)
    period = AssignmentPeriod.objects.get()
    assert team(person) == set()
    assert selectors.manager_of(period, on=TODAY) is None
    assert selectors.supervision(on=TODAY).loops == ((person.pk,),)
    assert selectors.supervision(on=TODAY).unsupervised == [period.pk]


def test_a_deputy_sees_the_managers_team_in_the_period_only():
    manager, deputy = employed(), employed()
    nurse = employed(manager)
    DeputyFactory(manager=manager, deputy=deputy, starts_on=TODAY, ends_on=TODAY)
    assert team(deputy) == {nurse}
    report = selectors.reports(deputy, on=TODAY)[0]
    assert report.through_ids == {manager.pk}
    assert report.direct
    assert selectors.is_manager_of(deputy, nurse, on=TODAY)
    for day in (YESTERDAY, TOMORROW):
        assert team(deputy, on=day) == set()
        assert not selectors.is_manager_of(deputy, nurse, on=day)
    assert team(manager) == {nurse}


def test_a_deputy_out_of_the_team_sees_colleagues_but_not_the_manager():
    manager = employed()
    deputy, colleague = employed(manager), employed(manager)
    DeputyFactory(manager=manager, deputy=deputy)
    assert team(deputy) == {colleague}
    assert not selectors.is_manager_of(deputy, manager, on=TODAY)
    assert not selectors.is_manager_of(deputy, deputy, on=TODAY)


def test_a_deputy_or_manager_who_left_sees_nobody():
    manager = employed()
    deputy = employed(ends_on=YESTERDAY)
    employed(manager)
    DeputyFactory(manager=manager, deputy=deputy)
    assert team(deputy) == set()


def test_deputies_of_deputies_see_nothing():
    manager, deputy, second = employed(), employed(), employed()
    employed(manager)
    DeputyFactory(manager=manager, deputy=deputy)
    DeputyFactory(manager=deputy, deputy=second)
    assert team(second) == set()


def test_one_query_whatever_the_size(django_assert_num_queries):
    manager = employed()
    for _ in range(3):
        employed(employed(manager))
    nurse = Person.objects.last()
    period = nurse.assignments.get().periods.get()
    with django_assert_num_queries(1):
        assert len(selectors.reports(manager, on=TODAY)) == 6
    with django_assert_num_queries(1):
        assert selectors.managed_people(manager, on=TODAY).count() == 6
    with django_assert_num_queries(1):
        assert selectors.is_manager_of(manager, nurse, on=TODAY)
    with django_assert_num_queries(2):
        assert selectors.manager_of(period, on=TODAY)
    employed(employed(manager, ends_on=YESTERDAY))
    with django_assert_num_queries(2):
        selectors.supervision(on=TODAY)


def test_supervision_can_be_read_for_one_business_group():
    other = BusinessGroupFactory(vpd="999")
    outsider = PersonFactory(business_group=other)
    seat(outsider, organisation=OrganisationFactory(business_group=other))
    employed()
    mine = BusinessGroupFactory()
    whole = selectors.supervision(on=TODAY, business_group_id=mine.pk)
    assert len(whole.supervisors) == 1


def random_trust(dice: random.Random) -> list[Person]:
    """Make a small trust in which loops, leavers and two seats are common."""
    people = PersonFactory.create_batch(dice.randint(4, 9))
    for person in people:
        for _ in range(dice.choice([0, 1, 1, 2])):
            assignment = Assignment(
                person=person,
                business_group=person.business_group,
                number=f"{person.employee_number}-{dice.random()}",
            )
            assignment.save()
            for _ in range(dice.choice([1, 1, 2])):
                starts = TODAY + datetime.timedelta(days=dice.randint(-4, 1))
                ends = dice.choice(
                    [None, starts + datetime.timedelta(days=dice.randint(0, 4))]
                )
                if assignment.periods.filter(starts_on=starts).exists():
                    continue
                AssignmentPeriodFactory(
                    assignment=assignment,
                    organisation=None,
                    supervisor=dice.choice([None, *people]),
                    starts_on=starts,
                    ends_on=ends,
                    is_primary=dice.random() < 0.5,
                    status=dice.choice(["Active Assignment"] * 3 + ["Terminate"]),
                )
    for _ in range(dice.randint(0, 3)):
        manager, deputy = dice.sample(people, 2)
        starts = TODAY + datetime.timedelta(days=dice.randint(-2, 1))
        Deputy.objects.create(
            manager=manager,
            deputy=deputy,
            starts_on=starts,
            ends_on=starts + datetime.timedelta(days=dice.randint(0, 2)),
        )
    return people


@pytest.mark.parametrize("seed", range(25))
def test_the_statements_agree_with_a_plain_walk(seed):
    people = random_trust(random.Random(seed))
    periods = list(AssignmentPeriod.objects.all())
    for manager in people:
        expected = slow_team(manager, TODAY)
        found = {
            (report.person_id, report.direct, report.assignment_ids)
            for report in selectors.reports(manager, on=TODAY)
        }
        assert found == expected
        for person in people:
            seats = {pk: assignments for pk, _direct, assignments in expected}
            assert selectors.assignments_managed_by(
                manager, person, on=TODAY
            ) == seats.get(person.pk, frozenset())
    whole = selectors.supervision(on=TODAY)
    active = set(AssignmentPeriod.objects.active_on(TODAY).values_list("pk", flat=True))
    assert set(whole.supervisors) == active
    for period in periods:
        if period.pk in active:
            above = slow_manager_of(period, TODAY)
            found_above = selectors.manager_of(period, on=TODAY)
            assert (found_above.pk if found_above else None) == above
            assert whole.supervisors[period.pk] == above
    for person in people:
        mine = [
            period
            for period in periods
            if period.pk in active and period.assignment.person_id == person.pk
        ]
        alone = {period.assignment_id for period in mine} - {
            period.assignment_id for period in mine if slow_manager_of(period, TODAY)
        }
        assert selectors.assignments_without_manager(person, on=TODAY) == alone


def test_a_person_cannot_deputise_for_themselves():
    person = PersonFactory()
    with pytest.raises(IntegrityError):
        DeputyFactory(manager=person, deputy=person)
