"""Forms of requirements, awards, courses and imports that come twice (F2, F3)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

import wagtail_esrlm
from tests.ward import Ward
from wagtail_esrlm.compliance.models import CompetencyAward, Requirement, StaleMark
from wagtail_esrlm.imports.models import ImportBatch, ImportRow
from wagtail_esrlm.snippets.models import Competency, Course
from wagtail_esrlm.testing.booking import CourseFactory
from wagtail_esrlm.testing.factories import PositionFactory, RequirementFactory
from wagtail_esrlm.workforce.models import BusinessGroup, Position

MATRIX = "esrlm_requirements_matrix"
NOT_WHOLE = "This did not come whole, so nothing was done."
FILE = "Competency Name,Renewal Months\nNHS|CSTF|Falls - 1 Year|,\n"

#: Where a form is sent, and what with.
Form = tuple[str, dict[str, Any]]


def file(text: str = FILE) -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")


def add_requirement(ward: Ward, office: Client) -> Form:
    return reverse("esrlm_requirement:add"), {
        "competency": ward.fire.pk,
        "position": "30412",
        "essential": "on",
        "grace_days": "0",
        "starts_on": ward.today.isoformat(),
        "confirmed": "1",
    }


def change_requirement(ward: Ward, office: Client) -> Form:
    stored = Requirement.objects.filter(position__isnull=False).first()
    return reverse("esrlm_requirement:edit", args=[stored.pk]), {
        "essential": "on",
        "grace_days": "14",
        "effective_on": ward.today.isoformat(),
        "confirmed": "1",
    }


def chosen(what: str, ward: Ward, **answers: Any) -> Form:
    return reverse(f"{MATRIX}_{what}"), {
        "level": 4,
        "stated": "1",
        "starts_on": ward.today.isoformat(),
        "confirmed": "1",
        **answers,
    }


def require_of_many(ward: Ward, office: Client) -> Form:
    posts = [PositionFactory(number=f"9000{place}").pk for place in range(2)]
    return chosen("require", ward, target=posts, chosen=ward.fire.pk, essential="on")


def end_of_many(ward: Ward, office: Client) -> Form:
    return chosen(
        "end",
        ward,
        target=Position.objects.get(number="30412").pk,
        chosen=ward.resuscitation.pk,
        last_day=ward.today.isoformat(),
    )


def copy_to_many(ward: Ward, office: Client) -> Form:
    asking, other = PositionFactory(number="90000"), PositionFactory(number="90001")
    RequirementFactory(competency=ward.fire, position=asking)
    return chosen("copy", ward, target=[other.pk], source=asking.pk)


def give_awards(ward: Ward, office: Client) -> Form:
    return reverse("esrlm_competencyaward:give"), {
        "competency": ward.fire.pk,
        "achieved_on": ward.today.isoformat(),
        "people": ward.nurse.employee_number,
    }


def end_course(ward: Ward, office: Client) -> Form:
    course = CourseFactory(business_group=BusinessGroup.objects.get())
    return reverse("esrlm_course_end", args=[course.pk]), {
        "ends_on": (ward.today + datetime.timedelta(days=30)).isoformat(),
        "code": "SECOND",
        "confirmed": "1",
    }


def load_file(ward: Ward, office: Client) -> Form:
    group = BusinessGroup.objects.get()
    return reverse("esrlm_import"), {
        "kind": "competencies",
        "business_group": group.pk,
        "file": file,
    }


def apply_file(ward: Ward, office: Client) -> Form:
    send(office, load_file(ward, office), "load")
    return reverse("esrlm_importbatch:look", args=[ImportBatch.objects.get().pk]), {}


FORMS: list[Callable[[Ward, Client], Form]] = [
    add_requirement,
    change_requirement,
    require_of_many,
    end_of_many,
    copy_to_many,
    give_awards,
    end_course,
    load_file,
    apply_file,
]


@pytest.fixture(params=FORMS, ids=lambda make: make.__name__)
def form(request: Any, ward: Ward, administrator: Client) -> Form:
    """Return each form in turn, ready to be sent."""
    made: Form = request.param(ward, administrator)
    return made


def send(office: Client, form: Form, key: str = "first", **more: Any) -> Any:
    """Send a form and follow where it leads; a file is chosen anew each time."""
    url, data = form
    answers = {**data, "key": key, **more}
    return office.post(
        url,
        {name: file() if given is file else given for name, given in answers.items()},
        follow=True,
    )


def everything() -> list[Any]:
    """Return all that these forms may change."""
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (
            *(Requirement, CompetencyAward, StaleMark, Competency, Course),
            *(ImportBatch, ImportRow, ModelLogEntry),
        )
    ]


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_sent_again_it_is_answered_as_before_and_changes_nothing(
    administrator: Client, form: Form
) -> None:
    before = everything()
    first = send(administrator, form)
    after = everything()
    assert after != before, words(first)
    again = send(administrator, form)
    assert everything() == after
    assert again.redirect_chain == first.redirect_chain
    assert told(again) == told(first)


@pytest.mark.parametrize("key", ["", "a\x00b"])
def test_without_its_key_nothing_is_done_and_the_form_stands_again(
    administrator: Client, form: Form, key: str
) -> None:
    before = everything()
    answer = send(administrator, form, key=key)
    assert NOT_WHOLE in words(answer)
    assert re.search(r'name="key" value="\w{32}"', words(answer))
    assert everything() == before


def test_a_key_with_other_answers_is_refused(administrator: Client, ward: Ward) -> None:
    form = require_of_many(ward, administrator)
    send(administrator, form)
    after = everything()
    answer = send(administrator, form, grace_days="7")
    assert "sent before with other details" in words(answer)
    assert everything() == after


def test_a_key_with_another_file_is_refused(administrator: Client, ward: Ward) -> None:
    form = load_file(ward, administrator)
    send(administrator, form)
    answer = send(administrator, form, file=file(FILE + "457|LOCAL|Hoists|,6\n"))
    assert "sent before with other details" in words(answer)
    assert ImportBatch.objects.count() == 1


def test_the_look_before_and_the_change_are_sent_with_one_key(
    administrator: Client, ward: Ward
) -> None:
    url, answers = add_requirement(ward, administrator)
    del answers["confirmed"]
    page = words(administrator.get(url))
    key = re.search(r'name="key" value="(\w{32})"', page)
    assert key
    shown = send(administrator, (url, answers), key[1])
    assert f'name="key" value="{key[1]}"' in words(shown)


#: Forms that change nothing when they are sent again, or nothing at all.
WITHOUT = {
    "admin/background_work.html": "does what is due, if anything is",
    "admin/class_page.html": "chooses people of whom the next page asks",
    "admin/matrix.html": "chooses rows and columns of which the next page asks",
    "compliance/not_you.html": "logs out",
}


def test_every_form_of_ours_that_writes_carries_a_key() -> None:
    root = Path(wagtail_esrlm.__file__).parent / "templates" / "wagtail_esrlm"
    found = set()
    for page in root.rglob("*.html"):
        for form in re.findall(
            r'<form[^>]*method="post".*?</form>', page.read_text(), re.S | re.I
        ):
            # What was answered before is sent on with the key that it came with.
            if not re.search(r'name="key"|esrlm_form_key| in answers ', form):
                found.add(str(page.relative_to(root)))
    assert found == WITHOUT.keys()
