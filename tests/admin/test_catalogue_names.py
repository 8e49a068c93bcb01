"""Names and codes of the catalogue that are in use already are told by the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.ward import Ward
from wagtail_esrlm.snippets.models import Category, Course, Location
from wagtail_esrlm.workforce.models import BusinessGroup

STATED: dict[type, dict[str, Any]] = {
    Category: {"name": "First aid", "sort_order": "1"},
    Location: {"code": "L9", "name": "Hall", "capacity": "4", "is_open": "on"},
    Course: {"code": "C9", "title": "First aid", "body": "null", "sessions_needed": ""},
}


@pytest.mark.parametrize("model", STATED, ids=lambda model: model.__name__)
def test_added_again_it_is_told_and_stands_once(
    administrator: Client, ward: Ward, model: Any
) -> None:
    url = reverse(model.snippet_viewset.get_url_name("add"))
    said = {"business_group": BusinessGroup.objects.get().pk, **STATED[model]}
    first = administrator.post(url, said)
    assert first.status_code == 302, first.context["form"].errors
    told = "This is in use already: choose another."
    spelt = {name: said[name].lower() for name in ("code", "name") if name in said}
    for again in (said, {**said, **spelt}):
        answer = administrator.post(url, again)
        assert told in answer.content.decode()
    stored = model.objects.get()
    administrator.post(url, {**said, "code": "OTHER", "name": "Other"})
    other = model.objects.exclude(pk=stored.pk).get()
    change = reverse(model.snippet_viewset.get_url_name("edit"), args=[other.pk])
    assert told in administrator.post(change, said).content.decode()
    kept = administrator.post(change, {**said, "code": "Mine", "name": "Mine"})
    assert kept.status_code == 302


def test_a_name_is_taken_within_its_shelf_only(
    administrator: Client, ward: Ward
) -> None:
    url = reverse(Category.snippet_viewset.get_url_name("add"))
    shelf = Category.objects.create(name="Safety")
    for parent in ("", shelf.pk):
        said = {"name": "First aid", "sort_order": "1", "parent": parent}
        assert administrator.post(url, said).status_code == 302
    assert Category.objects.filter(name="First aid").count() == 2
