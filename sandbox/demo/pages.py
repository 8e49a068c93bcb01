"""Builds the intranet's pages; profile pages in bulk, since there are thousands."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Locale, Page, Site

from sandbox.intranet.models import (
    HomePage,
    NewsIndexPage,
    NewsPage,
    PeopleDirectoryPage,
    ProfilePage,
    SectionPage,
)
from wagtail_esrlm.site_settings import LearningSettings

from . import words
from .pictures import draw

if TYPE_CHECKING:
    from .files import Generator


def build_pages(world: Generator) -> None:
    """Build home, news, learning and people, in the order of the menu."""
    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(
        instance=HomePage(
            title="Home",
            slug="riverside",
            introduction="Everything you need for your day at Riverside.",
            body=words.HOME,
        )
    )
    Site.objects.all().delete()
    site = Site.objects.create(
        hostname="localhost",
        port=8000,
        root_page=home,
        is_default_site=True,
        site_name="Riverside intranet",
    )
    _news(home, world.today)
    LearningSettings.objects.create(
        site=site,
        help_text="Learning and Development, extension 2210",
        help_email="learning@riverside.example",
        find_training_url=_learning(home),
    )
    _profiles(world, _add(home, PeopleDirectoryPage(title="People", slug="people")))
    _let_editors_edit(home)


def _news(home: Page, today: datetime.date) -> None:
    index = _add(home, NewsIndexPage(title="News", slug="news"))
    for number, (title, introduction, body) in enumerate(words.NEWS):
        news = NewsPage(
            title=title,
            slug=slugify(title),
            published_on=today - datetime.timedelta(days=3 + 9 * number),
            introduction=introduction,
            picture=draw(title, number),
            body=body,
        )
        _add(index, news, in_menu=False)


def _learning(home: Page) -> str:
    """Build the section with a card for each page under it; return where training is."""
    learning = _add(
        home,
        SectionPage(
            title="Learning",
            slug="learning-hub",
            introduction="What your post requires of you, what you hold, and what comes next.",
        ),
    )
    cards = []
    pages = {}
    for title, slug, introduction, body, text in words.UNDER_LEARNING:
        page = SectionPage(title=title, slug=slug, introduction=introduction, body=body)
        pages[slug] = _add(learning, page)
        cards.append({"title": title, "text": text, "page": page})
    learning.body = [*words.LEARNING, ("cards", cards)]
    learning.save()
    address: str = pages["find-training"].get_url()
    return address


def _let_editors_edit(home: Page) -> None:
    """Give those who write pages their permissions on them: the host's own act."""
    for group, codenames in (
        ("Communications editors", ("add_page", "change_page", "publish_page")),
        ("FAQ editors", ("add_page", "change_page")),
    ):
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=codenames
        ):
            GroupPagePermission.objects.get_or_create(
                group=Group.objects.get(name=group), page=home, permission=permission
            )


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
                    person.about,
                )
                for page, person in zip(pages, members, strict=True)
            ],
        )
