"""Pages that show the catalogue and its classes, at full size."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, Site

from benchmarks.report import show
from benchmarks.timing import in_turns
from sandbox.intranet.models import HomePage, SectionPage
from wagtail_esrlm.booking.listing import catalogue_listing
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.visible import visible_courses
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.workforce.models import Person

#: People in the class whose pages are opened.
PEOPLE = 200
_TEXT = {"type": "text", "value": "<p>What everybody should know.</p>"}
_BLOCK = {
    "type": "course_listing",
    "value": {"heading": "", "heading_level": "2", "category": None, "page_size": 20},
}


def measure_pages(person: Person, full: LearningClass) -> None:
    """Measure the listing, the page with the block, and the pages of a class.

    Args:
        person: The reader.
        full: A class with ``PEOPLE`` people.
    """
    courses = visible_courses(person)
    with CaptureQueriesContext(connection) as asked:
        listing = catalogue_listing(courses, counted=False)
        classes = [each for entry in listing.entries for each in entry.classes]
        places = [each.places_left for each in classes]
    show(
        f"listing of {len(listing.entries)} courses, {len(places)} classes, queries",
        len(asked),
        3,
    )
    plain, listed = _pages()
    client = Client()
    client.force_login(person.user)
    _open(client, plain)
    _open(client, listed)
    medians, least = in_turns(
        lambda: _open(client, plain), lambda: _open(client, listed), runs=15
    )
    print(f"  the page without the block: {medians[0] * 1000:.1f} ms")
    print(f"  the page with it: {medians[1] * 1000:.1f} ms")
    show("page with the block / without, medians", medians[1] / medians[0], 3, "x")
    show("the same, fastest runs", least[1] / least[0], 3, "x")
    _admin(full)


def _admin(full: LearningClass) -> None:
    client = Client()
    client.force_login(
        get_user_model().objects.create_superuser("office@riverside.example")
    )
    viewset: Any = LearningClass.snippet_viewset
    held = Enrolment.objects.filter(learning_class=full).count()
    for what, address in (
        ("admin class page", reverse(viewset.get_url_name("inspect"), args=[full.pk])),
        ("register", reverse("wagtail_esrlm:register", kwargs={"uuid": full.uuid})),
    ):
        _open(client, address)
        with CaptureQueriesContext(connection) as asked:
            _open(client, address)
        show(f"{what} with {held} people, queries", len(asked), 15)


def _pages() -> tuple[str, str]:
    """Make a small intranet. Returns: a page of text, and the same with the block."""
    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Home", slug="home")
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    addresses = []
    for title, body in (("Plain", [_TEXT] * 3), ("Listed", [_TEXT] * 3 + [_BLOCK])):
        page = SectionPage(title=title, slug=title.lower(), body=json.dumps(body))
        addresses.append(home.add_child(instance=page).get_url())
    return addresses[0], addresses[1]


def _open(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}.")
