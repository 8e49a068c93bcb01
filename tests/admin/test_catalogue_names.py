"""Names and codes of the catalogue that are in use already are told by the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from tests.ward import Ward
from wagtail_esrlm.booking import class_drafts
from wagtail_esrlm.errors import Conflict
from wagtail_esrlm.snippets.models import Category, Course, Equipment, Location
from wagtail_esrlm.testing.booking import LearningClassFactory
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


def quicker(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, save: Any) -> None:
    """Let somebody save after the next look at what is taken."""
    looks = getattr(owner, name)
    saves = iter([save])

    def look(*args: Any, **kwargs: Any) -> Any:
        found = looks(*args, **kwargs)
        for one in saves:
            one()
        return found

    monkeypatch.setattr(owner, name, look)


@pytest.mark.parametrize("model", [*STATED, Equipment], ids=lambda each: each.__name__)
def test_of_two_who_add_at_once_the_second_is_told(
    administrator: Client, ward: Ward, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = STATED.get(model, {"name": "Manikin", "count": "1"})
    group = BusinessGroup.objects.get()
    said = {"business_group": group.pk, **stated}
    url = (
        reverse(model.snippet_viewset.get_url_name("add"))
        if model in STATED
        else reverse("esrlm_equipment:add")
    )
    named = {name: said[name] for name in ("code", "name", "title") if name in said}
    owned = {} if model is Category else {"business_group": group}
    twin = model(**owned, **named)
    quicker(monkeypatch, BaseForm, "full_clean", twin.save)
    answer = administrator.post(url, said)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert model.objects.get() == twin


def test_of_two_who_add_a_class_at_once_the_second_is_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = LearningClassFactory(reference="c-1")
    wanted = type(other)(
        business_group=other.business_group, course=other.course, reference="C-1"
    )
    looks = class_drafts._refuse_taken
    each_time = iter([lambda _classes: None, looks])
    monkeypatch.setattr(
        class_drafts, "_refuse_taken", lambda classes: next(each_time)(classes)
    )
    with pytest.raises(Conflict) as caught:
        class_drafts.create_classes(drafts=[class_drafts.ClassDraft(wanted, [])])
    assert "There is a class “C-1” already." in str(caught.value.sentence)
