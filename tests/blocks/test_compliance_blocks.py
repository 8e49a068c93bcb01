"""The blocks on a host's page, for each kind of reader."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.migrations.writer import MigrationWriter
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from wagtail import blocks
from wagtail.fields import StreamField

from tests.ward import Ward, shared_log_in
from wagtail_esrlm.blocks import (
    MyComplianceBlock,
    TeamComplianceBlock,
    esrlm_blocks,
)
from wagtail_esrlm.personal import is_personal
from wagtail_esrlm.testing.factories import (
    UserFactory,
)

BOTH = [MyComplianceBlock, TeamComplianceBlock]
SPOILERS = ("Amina", "Leah", "Resuscitation", "esrlm-answer")


class Body(blocks.StreamBlock):
    """A host's stream."""

    my = MyComplianceBlock()
    team = TeamComplianceBlock()


def request_by(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


def render(block: blocks.Block, request: Any, **value: Any) -> str:
    bound = block.normalize(block.to_python(value))
    context = {} if request is None else {"request": request}
    return " ".join(block.render(bound, context=context).split())


def test_the_reader_sees_their_own(ward: Ward) -> None:
    request = request_by(ward.nurse_user)
    text = render(MyComplianceBlock(), request, show="all")
    assert "You are up to date with 2 of 4." in text
    assert "Amina Yusuf, employee number" in text
    assert is_personal(request)


@pytest.mark.parametrize("block", BOTH)
def test_without_a_request_the_part_is_fetched_by_its_reader(
    ward: Ward, block: Any
) -> None:
    """A host's ``{{ page.body }}`` hands no request to its blocks."""
    page = Template("{{ body }}").render(Context({"body": bound(block())}))
    assert "data-esrlm-fragment" in page
    assert "Amina" not in page
    again = Template("{{ body }}").render(Context({"body": bound(block())}))
    assert unique_id(page) != unique_id(again)
    address = page.split('data-esrlm-fragment="')[1].split('"')[0]
    client = Client()
    client.force_login(ward.sister_user)
    answer = client.get(html.unescape(address))
    assert answer.status_code == 200
    assert "up to date" in answer.content.decode()


def bound(block: Any) -> Any:
    """Return a page's body with the block in it."""
    name = "my" if isinstance(block, MyComplianceBlock) else "team"
    return Body().to_python([{"type": name, "value": {}}])


def unique_id(page: str) -> str:
    return page.split('aria-labelledby="')[1].split('"')[0]


@pytest.mark.parametrize("block", BOTH)
def test_nothing_is_rendered_for_anonymous_readers(ward: Ward, block: Any) -> None:
    request = request_by(AnonymousUser())
    assert render(block(), request) == ""


@pytest.mark.parametrize("block", BOTH)
def test_nothing_is_rendered_in_a_preview_of_the_page(ward: Ward, block: Any) -> None:
    request = request_by(ward.sister_user)
    request.is_preview = True
    assert render(block(), request) == ""


@pytest.mark.parametrize("block", BOTH)
def test_nothing_is_rendered_for_a_shared_log_in(ward: Ward, block: Any) -> None:
    assert render(block(), request_by(shared_log_in())) == ""


def test_a_log_in_without_a_person_is_told_whom_to_contact(ward: Ward) -> None:
    user = UserFactory(email="nobody@riverside.example")
    text = render(MyComplianceBlock(), request_by(user))
    assert "Your log-in “nobody” is not joined to a person" in text
    assert render(TeamComplianceBlock(), request_by(user)) == ""


def test_a_manager_sees_the_most_urgent(ward: Ward) -> None:
    text = render(TeamComplianceBlock(), request_by(ward.sister_user), show="action")
    assert "Most urgent: Amina Yusuf" in text
    assert "Leah Morgan" not in text
    everybody = render(TeamComplianceBlock(), request_by(ward.sister_user), show="all")
    assert "Leah Morgan" in everybody


def test_somebody_without_a_team_sees_no_team_block(ward: Ward) -> None:
    assert render(TeamComplianceBlock(), request_by(ward.nurse_user)) == ""


def test_the_editor_says_how_much_to_show(ward: Ward) -> None:
    user = ward.nurse_user
    summary = render(MyComplianceBlock(), request_by(user), show="summary")
    action = render(MyComplianceBlock(), request_by(user), show="action")
    assert "Needs action" not in summary
    assert "See everything you must hold" in summary
    assert "Needs action" in action
    assert "Information Governance" not in action


@pytest.mark.parametrize("level", ["2", "3", "4"])
def test_headings_start_at_the_level_of_the_block(ward: Ward, level: str) -> None:
    text = render(
        MyComplianceBlock(),
        request_by(ward.nurse_user),
        heading="Your training",
        heading_level=level,
        show="all",
    )
    levels = [int(found) for found in re.findall(r"<h(\d)", text)]
    assert levels[0] == int(level)
    assert set(levels[1:]) == {int(level) + 1}
    assert "Your training</h" in text


def test_two_blocks_on_a_page_share_no_id(ward: Ward) -> None:
    body = Body()
    value = body.to_python([{"type": "my", "value": {}}, {"type": "my", "value": {}}])
    text = value.render_as_block({"request": request_by(ward.nurse_user)})
    ids = re.findall(r'id="([^"]+)"', text)
    assert ids
    assert len(ids) == len(set(ids))
    assert text.count('rel="stylesheet"') == 1


@pytest.mark.parametrize("block", BOTH)
def test_the_api_form_holds_no_personal_data(ward: Ward, block: Any) -> None:
    body = Body()
    kind = "my" if block is MyComplianceBlock else "team"
    value = body.to_python([{"type": kind, "value": {"heading": "Training"}}])
    request = request_by(ward.sister_user)
    data = body.get_api_representation(value, context={"request": request})[0]["value"]
    assert data["heading"] == "Training"
    assert data["heading_level"] == 2
    assert data["show"] == "action"
    assert data["page"].startswith("/learning/my-")
    assert not any(spoiler in str(data) for spoiler in SPOILERS)


@pytest.mark.parametrize("block", BOTH)
def test_the_editors_preview_shows_made_up_people(
    db: None, block: Any, rf: Any
) -> None:
    from wagtail.admin.views.generic.preview import StreamFieldBlockPreview

    view = StreamFieldBlockPreview()
    view.setup(rf.get("/"))
    definition = block()
    definition.set_name("block")
    view.__dict__["block_def"] = definition
    assert definition.is_previewable
    response = view.get(view.request).render()
    text = response.content.decode()
    assert response.status_code == 200
    assert "esrlm-answer__lead" in text
    assert "<h1" in text


@pytest.mark.parametrize("block", BOTH)
def test_the_preview_needs_no_database(
    block: Any, django_db_blocker: Any, settings: Any
) -> None:
    with django_db_blocker.block():
        definition = block()
        value = definition.get_preview_value()
        text = definition.render(value, context={"esrlm_block_preview": True})
    assert "esrlm-answer__lead" in text


@pytest.mark.parametrize("value", [None, {}, {"heading": ""}, {"heading": "Training"}])
@pytest.mark.parametrize("block", BOTH)
def test_searchable_content_is_a_list_of_words_without_queries(
    block: Any, value: Any
) -> None:
    found = block().get_searchable_content(value)
    expected = ["Training"] if value and value.get("heading") else []
    assert found == expected


def test_a_hosts_migrations_do_not_name_the_plugin() -> None:
    """But for the names of what is chosen, which nothing resolves in a migration."""
    field = StreamField(esrlm_blocks())
    written = MigrationWriter.serialize(field)[0]
    for chosen in ("wagtail_esrlm.Course", "wagtail_esrlm.Category"):
        written = written.replace(f"'{chosen}'", "")
    assert "wagtail_esrlm" not in written


def frozen(block: Any) -> dict[str, Any]:
    """Return what a host's migrations hold of a block's fields."""
    with translation.override(None):
        return {
            child: (
                type(field).__name__,
                getattr(field.meta, "default", None),
                [key for key, _label in field.field.choices]
                if isinstance(field, blocks.ChoiceBlock)
                else None,
            )
            for child, field in block.child_blocks.items()
        }


HEADING = {
    "heading": ("CharBlock", None, None),
    "heading_level": ("ChoiceBlock", "2", ["2", "3", "4"]),
}
CHOSEN = ("SnippetChooserBlock", None, None)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        (
            "esrlm_my_compliance",
            {"show": ("ChoiceBlock", "action", ["summary", "action", "all"])},
        ),
        (
            "esrlm_team_compliance",
            {"show": ("ChoiceBlock", "action", ["summary", "action", "all"])},
        ),
        (
            "esrlm_course_listing",
            {"category": CHOSEN, "page_size": ("IntegerBlock", 10, None)},
        ),
        ("esrlm_course_card", {"course": CHOSEN}),
        (
            "esrlm_class_timetable",
            {"course": CHOSEN, "category": CHOSEN, "site": ("CharBlock", None, None)},
        ),
        ("esrlm_booking_form", {"course": CHOSEN}),
        ("esrlm_my_bookings", {}),
    ],
)
def test_options_are_frozen(name: str, options: dict[str, Any]) -> None:
    """Hosts' migrations hold these: add, never change."""
    assert frozen(dict(esrlm_blocks())[name]) == HEADING | options
