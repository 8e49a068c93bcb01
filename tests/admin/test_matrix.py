"""The requirements matrix: what it shows, and changing many at once."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.compliance.models import Requirement, StaleMark
from wagtail_esrlm.compliance.rules import Level
from wagtail_esrlm.imports.services import import_file
from wagtail_esrlm.testing.factories import (
    CompetencyFactory,
    JobRoleFactory,
    PositionFactory,
    RequirementFactory,
)
from wagtail_esrlm.workforce.models import JobRole, Organisation, Position

MATRIX = "esrlm_requirements_matrix"


def look(client: Client, **query: Any) -> Any:
    return client.get(reverse(MATRIX), query)


def change(client: Client, what: str, **answers: Any) -> Any:
    return client.post(reverse(f"{MATRIX}_{what}"), answers)


def asked_of(position: Position) -> dict[str, Requirement]:
    found = Requirement.objects.filter(position=position).select_related("competency")
    return {each.competency.title: each for each in found}


@pytest.fixture
def posts(ward: Ward) -> list[Position]:
    """Return three posts that ask for nothing."""
    return [PositionFactory(number=f"9000{place}") for place in range(3)]


def test_it_shows_what_each_target_asks(administrator: Client, ward: Ward) -> None:
    page = look(administrator, level=int(Level.POSITION)).content.decode()
    assert "30412" in page
    assert "Resuscitation - Level 2 - 1 Year" in page
    requirement = Requirement.objects.get(position__number="30412")
    assert reverse("esrlm_requirement:edit", args=[requirement.pk]) in page


@pytest.mark.parametrize("level", list(Level))
def test_every_level_takes_every_filter(
    level: Level, administrator: Client, ward: Ward
) -> None:
    surgery = Organisation.objects.get(name="Surgery")
    role = JobRole.objects.get(name="Staff Nurse")
    for query in (
        {"organisation": surgery.pk},
        {"job_role": role.pk},
        {"staff_group": role.staff_group},
        {"text": "a"},
        {"asking": "on"},
        {"framework": "CSTF", "competency": "fire"},
        {"on": "2020-01-01"},
    ):
        assert look(administrator, level=int(level), **query).status_code == 200


def test_filters_keep_what_matches(
    administrator: Client, ward: Ward, posts: list[Position]
) -> None:
    surgery = Organisation.objects.get(name="Surgery")
    rows = look(administrator, organisation=surgery.pk).context["rows"]
    assert [row.target.number for row in rows] == ["30412"]
    rows = look(administrator, text="9000").context["rows"]
    assert len(rows) == 3
    rows = look(administrator, asking="on").context["rows"]
    assert [row.target.number for row in rows] == ["30412"]


def test_queries_do_not_grow(administrator: Client, ward: Ward) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(administrator)
        return len(queries)

    count()
    few = count()
    for place in range(10):
        RequirementFactory(
            competency=CompetencyFactory(name=f"NHS|X|More {place}|"),
            position=PositionFactory(number=f"8000{place}"),
        )
    assert count() == few


@pytest.mark.parametrize("role", ["", "Class administrators", "FAQ editors"])
def test_others_may_not_look(role: str, ward: Ward) -> None:
    client = client_of(role)
    assert look(client).status_code == 302
    for what in ("require", "end", "copy"):
        assert change(client, what, level=4, target=1, chosen=1).status_code == 302


def test_training_leads_may_change(ward: Ward, posts: list[Position]) -> None:
    client = client_of("Training leads")
    assert 'name="target"' in look(client).content.decode()
    page = change(client, "require", level=4, target=posts[0].pk, chosen=ward.fire.pk)
    assert page.status_code == 200


def test_many_are_required_in_one_go_after_one_preview(
    administrator: Client, ward: Ward, posts: list[Position]
) -> None:
    chosen = [ward.fire.pk, ward.governance.pk]
    nurse_post = Position.objects.get(number="30412")
    targets = [nurse_post.pk, posts[0].pk]
    first = change(administrator, "require", level=4, target=targets, chosen=chosen)
    assert "Nothing is saved yet" in first.content.decode()
    answers = {
        "level": 4,
        "target": targets,
        "chosen": chosen,
        "stated": "1",
        "starts_on": ward.today,
        "essential": "on",
        "grace_days": 30,
    }
    second = change(administrator, "require", **answers)
    assert second.context["impact"].reached == {ward.nurse.pk}
    assert len(second.context["plan"].new) == 4
    assert not asked_of(posts[0])
    StaleMark.objects.all().delete()
    third = change(administrator, "require", **answers, confirmed="1")
    assert third.status_code == 302
    assert set(asked_of(posts[0])) == {
        "Fire Safety - 2 Years",
        "Information Governance - 1 Year",
    }
    assert asked_of(posts[0])["Fire Safety - 2 Years"].grace_days == 30
    assert StaleMark.objects.exists()
    bulk = ModelLogEntry.objects.filter(action="wagtail_esrlm.requirement.bulk")
    assert bulk.count() == 1
    added = ModelLogEntry.objects.filter(action="wagtail_esrlm.requirement.add")
    assert added.count() == 4


def test_what_stands_already_stays(
    administrator: Client, ward: Ward, posts: list[Position]
) -> None:
    standing = RequirementFactory(
        competency=ward.fire, position=posts[0], grace_days=60
    )
    answers = {
        "level": 4,
        "target": [posts[0].pk, posts[1].pk],
        "chosen": ward.fire.pk,
        "stated": "1",
        "starts_on": ward.today,
        "essential": "on",
    }
    page = change(administrator, "require", **answers)
    assert page.context["plan"].standing == [standing]
    change(administrator, "require", **answers, confirmed="1")
    assert Requirement.objects.filter(position=posts[0]).count() == 1
    again = change(administrator, "require", **answers, confirmed="1")
    assert again.status_code == 302
    assert Requirement.objects.filter(position__in=posts).count() == 2


def test_all_that_match_are_taken(
    administrator: Client, ward: Ward, posts: list[Position]
) -> None:
    answers = {
        "level": 4,
        "text": "9000",
        "all_targets": "1",
        "chosen": ward.fire.pk,
        "stated": "1",
        "starts_on": ward.today,
        "essential": "on",
        "confirmed": "1",
    }
    change(administrator, "require", **answers)
    assert Requirement.objects.filter(position__in=posts).count() == 3
    assert Requirement.objects.filter(position__number="30412").count() == 1


def test_many_end_together(administrator: Client, ward: Ward) -> None:
    nurse_post = Position.objects.get(number="30412")
    answers = {
        "level": 4,
        "target": nurse_post.pk,
        "chosen": ward.resuscitation.pk,
        "stated": "1",
        "last_day": ward.today,
    }
    page = change(administrator, "end", **answers)
    assert page.context["impact"].on == ward.today + datetime.timedelta(days=1)
    change(administrator, "end", **answers, confirmed="1")
    assert Requirement.objects.get(position=nurse_post).ends_on == ward.today


def test_what_one_post_asks_is_copied(
    administrator: Client, ward: Ward, posts: list[Position]
) -> None:
    RequirementFactory(
        competency=ward.fire, position=posts[0], grade="Band 6", essential=False
    )
    RequirementFactory(competency=ward.governance, position=posts[0], grace_days=14)
    RequirementFactory(competency=ward.governance, position=posts[1], grace_days=7)
    answers = {
        "level": 4,
        "target": [post.pk for post in posts],
        "stated": "1",
        "source": posts[0].pk,
        "starts_on": ward.today,
        "confirmed": "1",
    }
    assert change(administrator, "copy", **answers).status_code == 302
    copied = asked_of(posts[2])
    assert copied["Fire Safety - 2 Years"].grade == "Band 6"
    assert not copied["Fire Safety - 2 Years"].essential
    assert copied["Information Governance - 1 Year"].grace_days == 14
    assert copied["Information Governance - 1 Year"].starts_on == ward.today
    assert asked_of(posts[1])["Information Governance - 1 Year"].grace_days == 7


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"target": []}, "Choose at least one row first."),
        ({"chosen": []}, "Choose at least one competency"),
    ],
)
def test_a_choice_without_rows_or_columns_is_told(
    wrong: dict[str, Any], told: str, administrator: Client, ward: Ward
) -> None:
    post = Position.objects.get(number="30412")
    answers = {"level": 4, "target": post.pk, "chosen": ward.fire.pk} | wrong
    page = administrator.post(reverse(f"{MATRIX}_require"), answers, follow=True)
    assert told in page.content.decode()


def test_wrong_dates_are_told_and_nothing_is_saved(
    administrator: Client, ward: Ward, posts: list[Position]
) -> None:
    answers = {
        "level": 4,
        "target": posts[0].pk,
        "chosen": ward.fire.pk,
        "stated": "1",
        "starts_on": ward.today,
        "ends_on": ward.today - datetime.timedelta(days=1),
        "confirmed": "1",
    }
    page = change(administrator, "require", **answers)
    assert "It would end before it starts." in page.content.decode()
    assert not asked_of(posts[0])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("level", list(Level))
def test_the_file_reads_back_unchanged(
    kind: str, level: Level, administrator: Client, ward: Ward
) -> None:
    RequirementFactory(
        competency=ward.fire, job_role=JobRoleFactory(name="Porter"), grade="Band 2"
    )
    answer = look(administrator, level=int(level), export=kind)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(content.decode())))
        assert lines[0][0] == "Competency Name"
        if len(lines) == 1:
            return
    before = list(Requirement.objects.order_by("pk").values())
    result = import_file(kind="requirements", file=io.BytesIO(content))
    assert not result.rejects
    assert result.created == result.updated == 0
    assert list(Requirement.objects.order_by("pk").values()) == before


def test_the_preview_counts_people_by_organisation(
    administrator: Client, ward: Ward
) -> None:
    post = Position.objects.get(number="30412")
    moving = CompetencyFactory(name="NHS|CSTF|Hoists - 1 Year|")
    answers = {
        "level": 4,
        "target": post.pk,
        "chosen": moving.pk,
        "stated": "1",
        "starts_on": ward.today,
        "essential": "on",
    }
    page = change(administrator, "require", **answers)
    (row,) = page.context["impact"].organisations
    assert (row.reached, row.newly_red, row.newly_green) == (1, 1, 0)
    assert type(row.reached) is int
    assert "True" not in page.content.decode().split("By organisation")[1]
