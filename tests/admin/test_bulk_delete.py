"""Many of the catalogue deleted at once: what is in use is kept (rule 47)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.snippets.models import (
    Category,
    Competency,
    Course,
    LearningClass,
    Location,
)
from wagtail_esrlm.testing import booking as factories
from wagtail_esrlm.testing.factories import CompetencyFactory


def address(model: Any, keys: Any) -> str:
    path = reverse(
        "wagtail_bulk_action", args=["wagtail_esrlm", model._meta.model_name, "delete"]
    )
    return f"{path}?{urlencode([('id', key) for key in keys])}"


def used_and_unused(ward: Ward, model: Any) -> tuple[models.Model, models.Model]:
    """Return one that is in use, and one that nothing needs."""
    if model is Course:
        used = factories.CourseFactory()
        factories.LearningClassFactory(course=used)
        return used, factories.CourseFactory()
    if model is LearningClass:
        used = factories.LearningClassFactory()
        factories.EnrolmentFactory(learning_class=used, person=ward.nurse)
        return used, factories.LearningClassFactory()
    if model is Location:
        used = factories.LocationFactory()
        made = factories.LearningClassFactory()
        made.sessions.update(location=used)
        assert made.sessions.exists()
        return used, factories.LocationFactory()
    if model is Category:
        used = factories.CategoryFactory()
        factories.CourseFactory(category=used)
        return used, factories.CategoryFactory()
    used = CompetencyFactory()
    factories.CourseFactory(delivers=[used])
    return used, CompetencyFactory()


@pytest.mark.parametrize(
    "model", [Course, LearningClass, Location, Category, Competency]
)
class TestEachKind:
    def test_what_is_used_is_kept_and_the_rest_goes(
        self, ward: Ward, model: Any
    ) -> None:
        used, unused = used_and_unused(ward, model)
        client = client_of("Learning administrators", is_superuser=True)
        where = address(model, [used.pk, unused.pk])
        page = client.get(where)
        assert "is kept, since it is used: 1 " in page.content.decode()
        assert [each["item"] for each in page.context["items"]] == [unused]
        assert model.objects.filter(pk__in=[used.pk, unused.pk]).count() == 2
        told = client.post(where, follow=True).content.decode()
        assert "is kept, since it is used: 1 " in told
        assert "1 record is deleted." in told
        assert model.objects.filter(pk=used.pk).exists()
        assert not model.objects.filter(pk=unused.pk).exists()
        assert ModelLogEntry.objects.filter(
            action="wagtail_esrlm.snippet.delete", object_id=str(unused.pk)
        ).exists()

    @pytest.mark.parametrize("role", ["", "Instructors", "FAQ editors"])
    def test_nobody_else_deletes_or_reads_names(
        self, ward: Ward, model: Any, role: str
    ) -> None:
        _used, unused = used_and_unused(ward, model)
        client = client_of(role)
        where = address(model, [unused.pk])
        for answer in (client.get(where), client.post(where)):
            assert answer.status_code in (302, 403)
            assert str(unused) not in answer.content.decode()
        assert model.objects.filter(pk=unused.pk).exists()


def test_only_what_is_used_leaves_nothing_to_confirm(
    administrator: Client, ward: Ward
) -> None:
    used, _unused = used_and_unused(ward, Course)
    page = administrator.get(address(Course, [used.pk])).content.decode()
    assert "End the course on a date instead" in page
    assert "Yes, delete" not in page
    administrator.post(address(Course, [used.pk]))
    assert Course.objects.filter(pk=used.pk).exists()


def test_keys_that_are_none_are_left_out(administrator: Client) -> None:
    where = address(Course, ["x", "9" * 30, "-1"])
    assert "Nothing of what you chose" in administrator.get(where).content.decode()
    assert administrator.post(where).status_code == 302


def test_a_competency_is_deleted_on_its_own_page_too(administrator: Client) -> None:
    """Nothing is left that points to it: a mark would break the whole deletion."""
    made = CompetencyFactory()
    name = Competency.snippet_viewset.get_url_name("delete")
    administrator.post(reverse(name, args=[made.pk]))
    assert not Competency.objects.filter(pk=made.pk).exists()
    connection.check_constraints()
