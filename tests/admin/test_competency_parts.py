"""Blended competencies in the admin: named parts, each with its evidence (rule 31)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.booking.closing import close_register
from wagtail_esrlm.booking.models import PartCompletion
from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.snippets.models import Competency, Course
from wagtail_esrlm.testing.booking import (
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
)


@pytest.fixture
def course(ward: Ward) -> Course:
    """Return the classroom part."""
    return CourseFactory(title="Life support, practice", code="LS-P")


def parts(*each: dict[str, Any], stored: int = 0, **facts: Any) -> dict[str, Any]:
    """Return the form as it is sent."""
    data: dict[str, Any] = {
        "parts-TOTAL_FORMS": str(len(each) + 1),
        "parts-INITIAL_FORMS": str(stored),
        **facts,
    }
    for number, values in enumerate(each):
        data |= {f"parts-{number}-{name}": value for name, value in values.items()}
    return data


def send(client: Client, competency: Competency, data: dict[str, Any]) -> Any:
    """Send the form."""
    return client.post(reverse("esrlm_competency_parts", args=[competency.pk]), data)


def blend(client: Client, ward: Ward, course: Course, **facts: Any) -> Any:
    """Make resuscitation a blend of e-learning and practice."""
    data = parts(
        {"name": "E-learning"}, {"name": "Practice", "course": course.pk}, **facts
    )
    return send(client, ward.resuscitation, data)


def inspect(client: Client, competency: Competency) -> str:
    """Return the competency's own page."""
    name = Competency.snippet_viewset.get_url_name("inspect")  # type: ignore[attr-defined]
    return str(client.get(reverse(name, args=[competency.pk])).content.decode())


def test_parts_are_named_with_their_evidence_and_shown(
    administrator: Client, ward: Ward, course: Course
) -> None:
    assert blend(administrator, ward, course, within_months="3").status_code == 302
    stored = ward.resuscitation.parts.values_list("name", "course__code")
    assert list(stored) == [("E-learning", None), ("Practice", "LS-P")]
    page = inspect(administrator, ward.resuscitation)
    for words in ("all within 3 months", "Other evidence", "Life support, practice"):
        assert words in page
    name = Course.snippet_viewset.get_url_name("inspect")  # type: ignore[attr-defined]
    of_course = administrator.get(reverse(name, args=[course.pk])).content.decode()
    assert "It is a part of blended competencies" in of_course


def test_the_competency_is_awarded_on_the_day_of_the_last_part(
    administrator: Client, ward: Ward, course: Course
) -> None:
    blend(administrator, ward, course, within_months="3")
    CompetencyAward.objects.all().delete()
    address = reverse("esrlm_competency_part_done", args=[ward.resuscitation.pk])
    first = ward.resuscitation.parts.get(name="E-learning")
    done_on = ward.today - datetime.timedelta(days=20)
    answer = administrator.post(
        address,
        {
            "part": first.pk,
            "person": ward.nurse.employee_number,
            "completed_on": done_on.isoformat(),
            "evidence": "Certificate 4711",
        },
    )
    assert answer.status_code == 302
    assert PartCompletion.objects.get().evidence == "Certificate 4711"
    assert not CompetencyAward.objects.exists()
    held = LearningClassFactory(course=course, in_days=-2)
    EnrolmentFactory(learning_class=held, person=ward.nurse)
    from wagtail_esrlm.booking.attendance import mark

    mark(
        enrolments=list(held.enrolments.all()),
        session=held.sessions.get(),
        is_present=True,
        by=None,
    )
    close_register(learning_class=held, by=None)
    award = CompetencyAward.objects.get()
    assert award.competency == ward.resuscitation
    assert award.achieved_on == ward.today - datetime.timedelta(days=2)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"completed_on": "2999-01-01"}, "A day to come cannot be recorded."),
        ({"evidence": " "}, "required"),
        ({"person": "E404"}, "Nothing has the number"),
        ({"part": "999999"}, "Select a valid choice"),
        ({"evidence": "a\x00b"}, "Null characters"),
    ],
)
def test_a_part_that_cannot_be_is_refused(
    administrator: Client,
    ward: Ward,
    course: Course,
    facts: dict[str, str],
    says: str,
) -> None:
    blend(administrator, ward, course)
    given = {
        "part": ward.resuscitation.parts.latest("pk").pk,
        "person": ward.nurse.employee_number,
        "completed_on": ward.today.isoformat(),
        "evidence": "Certificate",
    }
    address = reverse("esrlm_competency_part_done", args=[ward.resuscitation.pk])
    answer = administrator.post(address, given | facts)
    assert says in answer.content.decode()
    assert not PartCompletion.objects.exists()


@pytest.mark.parametrize(
    ("each", "says"),
    [
        ([{"name": "Alone"}], "One part is no blend"),
        ([{"name": "Same"}, {"name": " SAME "}], "Two parts have the same name."),
        ([{"name": "A"}, {"name": "B", "course": "9" * 30}], "Select a valid choice"),
        ([{"name": "A"}, {"name": "x" * 121}], "at most 120 characters"),
        ([{"name": "A"}, {"name": "B", "pk": "999"}], "not there any more"),
    ],
)
def test_parts_that_cannot_be_are_not_saved(
    administrator: Client, ward: Ward, each: list[dict[str, str]], says: str
) -> None:
    answer = send(administrator, ward.resuscitation, parts(*each))
    assert says in answer.content.decode()
    assert not ward.resuscitation.parts.exists()


def test_names_change_places_and_a_part_that_somebody_did_stays(
    administrator: Client, ward: Ward, course: Course
) -> None:
    blend(administrator, ward, course)
    first, second = ward.resuscitation.parts.all()
    swapped = [
        {"pk": first.pk, "name": "Practice"},
        {"pk": second.pk, "name": "E-learning", "course": course.pk},
    ]
    send(administrator, ward.resuscitation, parts(*swapped, stored=2))
    names = ward.resuscitation.parts.values_list("pk", "name")
    assert dict(names) == {first.pk: "Practice", second.pk: "E-learning"}
    PartCompletion.objects.create(
        part=first, person=ward.nurse, completed_on=ward.today
    )
    swapped[0]["DELETE"] = swapped[1]["DELETE"] = "on"
    answer = send(administrator, ward.resuscitation, parts(*swapped, stored=2))
    assert "people have done this part" in answer.content.decode()
    assert ward.resuscitation.parts.count() == 2


@pytest.mark.parametrize("role", ["", "Class administrators", "Instructors"])
def test_others_change_no_parts(ward: Ward, course: Course, role: str) -> None:
    blend(client_of(role), ward, course)
    assert not ward.resuscitation.parts.exists()
