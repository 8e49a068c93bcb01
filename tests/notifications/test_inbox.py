"""The inbox on the intranet: one's own messages, new ones first seen."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from wagtail_esrlm.notifications.inbox import paragraphs, unread_count
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.plain import plain_text
from wagtail_esrlm.notifications.sending import send_due
from wagtail_esrlm.testing import PersonFactory, UserFactory

URL = "/learning/inbox/"


@pytest.fixture
def reader(db):
    return PersonFactory(email="", user=UserFactory())


@pytest.fixture
def page(client, reader):
    client.force_login(reader.user)

    def read(url=URL):
        response = client.get(url)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        return " ".join(response.content.decode().split())

    return read


def test_people_without_an_address_read_it_here(note, reader, page):
    """Rule 91."""
    message = note(reader)
    assert "There are no messages for you." in page()
    send_due()
    text = page()
    assert "You have 1 new message." in text
    assert f'<a href="{URL}{message.uuid}/">About tea</a>' in text
    assert "New</span>" in text


def test_opening_a_message_marks_it_read(note, reader, page):
    message = note(reader)
    send_due()
    text = page(f"{URL}{message.uuid}/")
    assert "<p> It is about tea. </p>" in text
    assert "Hello" not in text
    assert 'href="/learning/tea/"' in text
    assert "You have read all your messages." in page()


def test_all_can_be_marked_read_at_once(note, reader, page, client):
    for _n in range(3):
        note(reader)
    send_due()
    client.post(URL, {"key": "k"})
    assert unread_count(reader.pk) == 0


def test_nobody_reads_the_messages_of_others(note, reader, page, client):
    message = note()
    send_due()
    assert client.get(f"{URL}{message.uuid}/").status_code == 404
    assert "There are no messages for you." in page()


def test_what_was_not_said_yet_is_not_here(note, reader, page, client):
    message = note(reader)
    assert client.get(f"{URL}{message.uuid}/").status_code == 404


def test_words_that_were_deleted_are_not_here(note, reader, page, client):
    message = note(reader)
    send_due()
    Message.objects.update(body="", subject="")
    assert client.get(f"{URL}{message.uuid}/").status_code == 404
    assert "There are no messages for you." in page()


def test_the_list_takes_the_same_queries_whatever_its_length(
    note, reader, page, django_assert_max_num_queries
):
    for _n in range(15):
        note(reader)
    send_due()
    with django_assert_max_num_queries(9):
        page()


def test_long_lists_have_pages(note, reader, page):
    for _n in range(21):
        note(reader)
    send_due()
    assert "Page 1 of 2" in page()
    assert page(f"{URL}?p=2").count("esrlm-message__subject") == 1


def test_anonymous_readers_log_in_first(client, db):
    assert client.get(URL)["Location"] == f"/login/?next={URL}"


def test_a_log_in_without_a_person_is_told_so(client, db):
    client.force_login(UserFactory())
    assert b"We do not know who you are." in client.get(URL).content


def test_templates_can_count_what_is_new(note, reader):
    note(reader)
    send_due()
    request = RequestFactory().get("/")
    request.user = reader.user
    template = Template(
        "{% load wagtail_esrlm %}{% esrlm_unread_messages as n %}{{ n }}"
    )
    assert template.render(Context({"request": request})) == "1"
    assert request._esrlm_is_personal
    assert template.render(Context({})) == "0"


def test_addresses_become_links_and_dashes_a_list():
    found = list(
        paragraphs("One\nMap: https://a.example/x\n\n- a\n- b: https://b.example/")
    )
    assert [line.words for line in found[0].lines] == ["One", "Map"]
    assert found[0].lines[1].url == "https://a.example/x"
    assert (found[1].is_list, found[1].lines[1].url) == (True, "https://b.example/")


def test_headings_are_headings_here_and_plain_lines_in_a_mail():
    html = "<h2>Access</h2><p>Lift.</p>"
    first, second = paragraphs(plain_text(html, without="data-mail-only"))
    assert (first.is_heading, first.lines[0].words) == (True, "Access")
    assert (second.is_heading, second.lines[0].words) == (False, "Lift.")
    assert plain_text(html) == "Access\n\nLift.\n"


def test_no_script_address_becomes_a_link():
    (paragraph,) = paragraphs("Map: javascript:alert(1)")
    assert paragraph.lines[0].url == ""
