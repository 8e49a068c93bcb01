"""The lists of the catalogue find what somebody types."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.ward import Ward
from wagtail_esrlm.snippets.models import (
    Category,
    Competency,
    Course,
    LearningClass,
    Location,
)
from wagtail_esrlm.testing.booking import (
    CategoryFactory,
    CourseFactory,
    LearningClassFactory,
    LocationFactory,
)
from wagtail_esrlm.testing.factories import CompetencyFactory

#: What makes one, and the words that find it.
MADE: dict[type, tuple[Any, dict[str, Any], str]] = {
    Category: (CategoryFactory, {"name": "Life support"}, "support"),
    Competency: (CompetencyFactory, {"name": "NHS|CORE|Knots|"}, "knots"),
    Course: (CourseFactory, {"title": "Tying knots"}, "knots tying"),
    LearningClass: (LearningClassFactory, {"reference": "KNOTS-1"}, "knots"),
    Location: (LocationFactory, {"name": "Hall", "room": "Attic"}, "attic hall"),
}


@pytest.mark.parametrize("model", MADE, ids=lambda model: model.__name__)
def test_they_are_searched(administrator: Client, ward: Ward, model: Any) -> None:
    factory, facts, words = MADE[model]
    made = factory(**facts)
    for view in ("list", "list_results"):
        url = reverse(model.snippet_viewset.get_url_name(view))
        found = administrator.get(url, {"q": words}).context["object_list"]
        assert [row.pk for row in found] == [made.pk]
        for none in ("%'\"", f"{words} nowhere"):
            found = administrator.get(url, {"q": none}).context["object_list"]
            assert not list(found)


@pytest.mark.parametrize("model", MADE, ids=lambda model: model.__name__)
def test_they_are_files(administrator: Client, ward: Ward, model: Any) -> None:
    factory, facts, _words = MADE[model]
    (field, said), *_more = facts.items()
    factory(**facts | {field: said if model is Competency else f"={said}"})
    url = reverse(model.snippet_viewset.get_url_name("list"))
    assert "export=csv" in administrator.get(url).content.decode()
    answer = administrator.get(url, {"export": "csv"})
    headings, *lines = csv.reader(io.StringIO(answer.getvalue().decode("utf-8")))
    assert all(headings)
    shown = said if model is Competency else f"'={said}"
    assert sum(shown in line for line in lines) == 1
    answer = administrator.get(url, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    assert [cell.value for cell in sheet[1]] == headings
    assert sheet.max_row == 1 + len(lines)
