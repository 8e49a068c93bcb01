"""Builds the intranet's pages; profile pages in bulk, since there are thousands."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from sandbox.intranet.models import (
    HomePage,
    NewsIndexPage,
    NewsPage,
    PeopleDirectoryPage,
    ProfilePage,
    SectionPage,
)
from wagtail_esrlm.site_settings import LearningSettings

from .pictures import draw

if TYPE_CHECKING:
    from .files import Generator

NEWS = (
    ("Winter rota support is open", "Wards can ask for flexible cover from the staffing hub until the end of March."),
    ("The new eye clinic sees its first patients", "Forty people came through the doors on the first morning. Here is how it went."),
    ("Your training, in one place", "You can now see on your own page what your post requires, until when, and why."),
    ("Quiet hours on every ward", "From ten at night to six in the morning we keep phones low and lights lower."),
)  # fmt: skip


def build_pages(world: Generator) -> None:
    """Build home, learning, news and people."""
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(
        instance=HomePage(
            title="Riverside intranet",
            slug="riverside",
            introduction="Everything you need for your day at Riverside.",
            body=[("my_compliance", {"heading": "Your training", "heading_level": "2", "show": "summary"})],
        )
    )  # fmt: skip
    Site.objects.all().delete()
    site = Site.objects.create(
        hostname="localhost", port=8000, root_page=home, is_default_site=True,
        site_name="Riverside intranet",
    )  # fmt: skip
    LearningSettings.objects.create(
        site=site,
        help_text="Learning and Development, extension 2210",
        help_email="learning@riverside.example",
    )
    news = _add(home, NewsIndexPage(title="News", slug="news"))
    learning = _add(home, SectionPage(title="Learning", slug="learning-hub", introduction="What your post requires of you, what you hold, and what comes next.", body=[("my_compliance", {"heading": "My compliance", "heading_level": "2", "show": "all"})]))  # fmt: skip
    _add(learning, SectionPage(title="My team's training", slug="my-team", introduction="Who in your team needs your help with training.", body=[("team_compliance", {"heading": "My team", "heading_level": "2", "show": "all"})]))  # fmt: skip
    _add(learning, SectionPage(title="How training works here", slug="how-it-works", introduction="Where requirements come from, and whom to ask.", body=[("heading", "Why something is required of you"), ("text", "<p>Some training is for everybody. Some comes with your department, your job or your post. Next to each line of your list you can read where it comes from.</p>"), ("heading", "When something runs out"), ("text", "<p>Three months before, it turns amber. You are still up to date until the last day.</p>")]))  # fmt: skip
    people = _add(home, PeopleDirectoryPage(title="People", slug="people"))
    for number, (title, introduction) in enumerate(NEWS):
        _add(
            news,
            NewsPage(
                title=title,
                slug=slugify(title),
                published_on=world.today - datetime.timedelta(days=3 + 9 * number),
                introduction=introduction,
                picture=draw(title, number),
                body="<p>Read more on the notice boards, or ask your manager at the next team meeting.</p>",
            ),
            in_menu=False,
        )  # fmt: skip
    _profiles(world, people)


def _add(parent: Page, page: Page, *, in_menu: bool = True) -> Any:
    page.show_in_menus = in_menu
    return parent.add_child(instance=page)


def _profiles(world: Generator, directory: Page) -> None:
    """Insert a profile page per person: base rows in bulk, then their own columns."""
    kind = ContentType.objects.get_for_model(ProfilePage)
    locale = Locale.get_active()
    now = timezone.now()
    members = [
        each for each in world.people if each.ended is None or each.ended >= world.today
    ]
    pages = []
    for step, person in enumerate(members, start=1):
        name = f"{person.first} {person.last}"
        slug = slugify(f"{name}-{person.number}")
        pages.append(
            Page(
                path=Page._get_path(directory.path, directory.depth + 1, step),
                depth=directory.depth + 1,
                title=name,
                draft_title=name,
                slug=slug,
                url_path=f"{directory.url_path}{slug}/",
                content_type=kind,
                locale=locale,
                translation_key=uuid.uuid4(),
                live=True,
                first_published_at=now,
                last_published_at=now,
            )
        )
    Page.objects.bulk_create(pages, batch_size=500)
    directory.numchild = len(pages)
    directory.save(update_fields=["numchild"])
    table = ProfilePage._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" (page_ptr_id, employee_number, job_title, place, '  # noqa: S608
            "phone, email, about) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    page.pk,
                    person.number,
                    person.job or "External learner",
                    person.place.rsplit(" > ", 1)[-1],
                    f"Extension {2000 + int(person.number) % 7000}",
                    person.email,
                    "",
                )
                for page, person in zip(pages, members, strict=True)
            ],
        )
