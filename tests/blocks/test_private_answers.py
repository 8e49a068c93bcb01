"""Pages with personal parts never stay in a shared cache."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.migrations.state import ModelState
from django.http import HttpResponse
from django.template import Context, Template, engines
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from wagtail.models import Page

from tests.ward import Ward, shared_log_in
from wagtail_esrlm.mixins import LearnerProfileMixin
from wagtail_esrlm.personal import PersonalAnswersMiddleware, serve_privately

SHOW = "{% load wagtail_esrlm %}{% esrlm_my_compliance %}"
PRIVATE = "private, no-store"


def backend(text: str) -> Any:
    """Return a template as responses take it."""
    return engines["django"].from_string(text)


@pytest.fixture
def host_page(settings: Any, db: None) -> str:
    """Make the home page show the reader's compliance; return its address."""
    settings.TEMPLATES = [
        {
            **settings.TEMPLATES[0],
            "APP_DIRS": False,
            "OPTIONS": {
                **settings.TEMPLATES[0]["OPTIONS"],
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {Page.template: f"<title>Home</title>{SHOW}"},
                    ),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ]
    return "/"


def test_a_page_with_a_personal_block_is_private(
    client: Client, ward: Ward, host_page: str
) -> None:
    client.force_login(ward.nurse_user)
    response = client.get(host_page)
    assert "You are up to date" in response.content.decode()
    assert response["Cache-Control"] == PRIVATE
    assert "Cookie" in response["Vary"]


def test_a_page_that_showed_nothing_personal_is_left_alone(
    client: Client, ward: Ward, host_page: str
) -> None:
    response = client.get(host_page)
    assert "esrlm" not in response.content.decode()
    assert "no-store" not in response.get("Cache-Control", "")


def test_a_hosts_own_cache_header_gives_way(ward: Ward) -> None:
    request = RequestFactory().get("/")
    request.user = ward.nurse_user

    def serve(*_args: Any) -> TemplateResponse:
        response = TemplateResponse(request, backend(SHOW), {"request": request})
        response["Cache-Control"] = "public, max-age=600"
        response["Expires"] = "Thu, 01 Jan 2099 00:00:00 GMT"
        return response

    response = serve_privately(serve)(None, request, [], {})
    response.render()
    assert response["Cache-Control"] == PRIVATE
    assert "Expires" not in response


def test_views_that_are_not_pages_are_private_with_the_middleware(ward: Ward) -> None:
    request = RequestFactory().get("/")
    request.user = ward.nurse_user

    def view(asked: Any) -> HttpResponse:
        return HttpResponse(Template(SHOW).render(Context({"request": asked})))

    response = PersonalAnswersMiddleware(view)(request)
    assert response["Cache-Control"] == PRIVATE


class HostPage(models.Model):
    """As much of a page as the mixin uses."""

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"request": request, "page": self}

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> TemplateResponse:
        return TemplateResponse(
            request,
            backend("{% load wagtail_esrlm %}{% esrlm_compliance esrlm_person %}"),
            self.get_context(request),
        )


class ProfilePage(LearnerProfileMixin, HostPage):
    """A host's profile page."""

    class Meta:
        app_label = "testapp"

    person: Any = None

    def __str__(self) -> str:
        return str(self.person)

    def get_esrlm_person(self) -> Any:
        return self.person


def profile_of(person: Any) -> ProfilePage:
    """Return the profile page of a person."""
    page = ProfilePage()
    page.person = person
    return page


def test_a_hosts_migrations_do_not_name_the_mixin() -> None:
    bases = ModelState.from_model(ProfilePage).bases
    assert all("wagtail_esrlm" not in getattr(b, "__module__", b) for b in bases)


def test_a_profile_page_shows_its_person_and_is_private(ward: Ward) -> None:
    request = RequestFactory().get("/")
    request.user = ward.sister_user
    response = profile_of(ward.nurse).serve(request).render()
    assert "Amina Yusuf is up to date with 2 of 4." in response.content.decode()
    assert response["Cache-Control"] == PRIVATE


def test_a_profile_page_is_private_for_anonymous_readers_too(ward: Ward) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    response = profile_of(ward.nurse).serve(request).render()
    assert response.content.decode().strip() == ""
    assert response["Cache-Control"] == PRIVATE


@pytest.fixture
def deferred(settings: Any) -> None:
    """Let personal parts come after the page."""
    settings.WAGTAIL_ESRLM = {"DEFERRED_PERSONAL_BLOCKS": True}


def test_deferred_pages_are_the_same_for_every_reader(
    client: Client, ward: Ward, host_page: str, deferred: None
) -> None:
    anonymous = client.get(host_page)
    client.force_login(ward.nurse_user)
    known = client.get(host_page)
    assert anonymous.content == known.content
    assert "no-store" not in known.get("Cache-Control", "")
    text = known.content.decode()
    assert 'href="/learning/my-compliance/"' in text
    assert "/learning/fragments/my-compliance/?level=2&amp;show=all&amp;uid=" in text
    assert 'type="module"' in text
    assert "Amina" not in text


def test_a_deferred_profile_page_can_be_cached(ward: Ward, deferred: None) -> None:
    request = RequestFactory().get("/")
    request.user = ward.sister_user
    response = profile_of(ward.nurse).serve(request).render()
    text = response.content.decode()
    assert f"/learning/fragments/people/{ward.nurse.uuid}/" in text
    assert "Amina" not in text
    assert "Cache-Control" not in response


def test_a_fragment_is_the_part_for_its_reader(
    client: Client, ward: Ward, deferred: None
) -> None:
    client.force_login(ward.nurse_user)
    response = client.get("/learning/fragments/my-compliance/?level=3&show=all&uid=x")
    text = response.content.decode()
    assert "You are up to date with 2 of 4." in text
    assert "<h4" in text
    assert "<html" not in text
    assert response["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("who", ["anonymous", "stranger", "shared"])
def test_a_fragment_about_somebody_else_is_empty(
    client: Client, ward: Ward, deferred: None, who: str
) -> None:
    if who == "stranger":
        client.force_login(ward.stranger.user)
    elif who == "shared":
        client.force_login(shared_log_in())
    response = client.get(f"/learning/fragments/people/{ward.nurse.uuid}/")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Cache-Control"] == PRIVATE


def test_a_fragment_takes_no_markup_from_its_address(
    client: Client, ward: Ward
) -> None:
    client.force_login(ward.nurse_user)
    response = client.get(
        "/learning/fragments/my-compliance/",
        {"uid": '"><script>', "level": "<b>", "show": "<i>", "heading": "<u>"},
    )
    text = response.content.decode()
    assert "<script>" not in text
    assert "<u>" not in text
