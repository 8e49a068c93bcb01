"""The data-quality report: each fault is found, told and exported."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.compliance.awards import AwardInput, write_awards
from wagtail_esrlm.reports.quality import CHECKS, find_check
from wagtail_esrlm.testing.factories import PersonFactory, seat
from wagtail_esrlm.workforce.models import AssignmentPeriod, Person


def found(code: str, ward: Ward) -> list[tuple[str, ...]]:
    return list(find_check(code).lines(ward.today))


def period_of(person: Person) -> AssignmentPeriod:
    return AssignmentPeriod.objects.get(assignment__person=person)


def test_a_hosts_own_code_knows_the_log_ins(ward: Ward, settings: object) -> None:
    seat(PersonFactory(user=None))
    assert found("no-log-in", ward)
    settings.WAGTAIL_ESRLM = {"PERSON_RESOLVER": "host.person_of"}
    assert found("no-log-in", ward) == []


def test_unknown_statuses(ward: Ward) -> None:
    """Rule 2."""
    assert found("unknown-statuses", ward) == []
    odd = PersonFactory()
    seat(odd, status="On the moon")
    assert [line[-1] for line in found("unknown-statuses", ward)] == ["On the moon"]


def test_overlapping_rows(ward: Ward) -> None:
    """Rule 9."""
    assert found("overlapping-rows", ward) == []
    period = period_of(ward.nurse)
    period.ends_on = ward.today + datetime.timedelta(days=10)
    period.save()
    assert len(found("overlapping-rows", ward)) == 1


def test_supervisor_loops_and_people_without_anybody(ward: Ward) -> None:
    """Rule 40."""
    assert found("supervisor-loops", ward) == []
    head = Person.objects.get(last_name="Raman")
    assert [line[1] for line in found("no-supervisor", ward)] == [str(head)]
    AssignmentPeriod.objects.filter(assignment__person=head).update(
        supervisor=ward.sister
    )
    (loop,) = found("supervisor-loops", ward)
    assert str(head) in loop[0]
    assert str(ward.sister) in loop[0]


def test_supervisors_who_have_left(ward: Ward) -> None:
    AssignmentPeriod.objects.filter(assignment__person=ward.sister).update(
        ends_on=ward.today - datetime.timedelta(days=1),
        row_ends_on=ward.today - datetime.timedelta(days=1),
    )
    assert {line[-1] for line in found("left-supervisors", ward)} == {str(ward.sister)}


def test_people_without_e_mail_or_log_in(ward: Ward) -> None:
    silent = PersonFactory(email="", user=None)
    seat(silent)
    numbers = [line[0] for line in found("no-email", ward)]
    assert silent.employee_number in numbers
    assert silent.employee_number in [line[0] for line in found("no-log-in", ward)]


def test_two_primary_assignments(ward: Ward) -> None:
    seat(ward.nurse, is_primary=True)
    period = period_of(ward.sister)
    period.is_primary = True
    period.save()
    AssignmentPeriod.objects.filter(assignment__person=ward.nurse).update(
        is_primary=True
    )
    numbers = [line[0] for line in found("several-primary", ward)]
    assert numbers == [ward.nurse.employee_number]


def test_stated_expiries_beyond_the_period(ward: Ward) -> None:
    """Rule 18."""
    day = ward.today - datetime.timedelta(days=100)
    for person, stated, never in (
        (ward.nurse, day + datetime.timedelta(days=5000), False),
        (ward.sister, None, True),
        (ward.away, day + datetime.timedelta(days=200), False),
    ):
        write_awards(
            awards=[
                AwardInput(
                    person.pk,
                    ward.fire.pk,
                    day,
                    stated_expires_on=stated,
                    stated_never=never,
                )
            ]
        )
    names = {line[1] for line in found("stated-expiries", ward)}
    assert names == {str(ward.nurse), str(ward.sister)}


def test_ended_but_required(ward: Ward) -> None:
    """Rule 33."""
    assert found("ended-competencies", ward) == []
    ward.fire.ends_on = ward.today - datetime.timedelta(days=1)
    ward.fire.save()
    assert found("ended-competencies", ward)[0][0] == ward.fire.name


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_list_has_a_page_and_a_file(
    check, administrator: Client, ward: Ward
) -> None:
    seat(PersonFactory(email=""), status="On the moon")
    address = reverse("esrlm_data_quality_check", args=[check.code])
    assert administrator.get(address).status_code == 200
    answer = administrator.get(address, {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 1 + check.count(ward.today)
    for line in check.lines(ward.today):
        assert len(line) == len(check.headings)


def test_the_report_counts(administrator: Client, ward: Ward) -> None:
    page = administrator.get(reverse("esrlm_data_quality")).content.decode()
    for check in CHECKS:
        assert str(check.title) in page


def test_an_unknown_list_is_not_found(administrator: Client, ward: Ward) -> None:
    address = reverse("esrlm_data_quality_check", args=["nothing"])
    assert administrator.get(address).status_code == 404


@pytest.mark.parametrize("role", ["", "Class administrators", "FAQ editors"])
def test_others_may_not_look(role: str, ward: Ward) -> None:
    client = client_of(role)
    assert client.get(reverse("esrlm_data_quality")).status_code == 302
    address = reverse("esrlm_data_quality_check", args=["no-email"])
    assert client.get(address).status_code == 302
    assert client.get(address, {"export": "csv"}).status_code == 302
