"""Pages and fragments about one's own compliance, and about a person's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.generic import View

from .. import clock
from ..links import link, log_out_link, profile_link
from ..pages import PersonalMixin as PersonalMixin
from ..pages import PersonalPage
from ..personal import keep_private, mark_personal
from ..workforce.models import Person
from ..workforce.selectors import is_manager_of, person_for_request
from .answers import Answer, State, answer_about, help_for, own_answer
from .parts import answer_part, own_part, person_part, team_part
from .presentation import SHOW_ACTION, SHOW_ALL, SHOW_SUMMARY


class MyComplianceView(PersonalPage):
    """The reader's own compliance, or what to do about seeing none."""

    template_name = "wagtail_esrlm/compliance/my_compliance.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reader's rows, and the way to their team if they have one."""
        context = super().get_context_data(**kwargs)
        answer = own_answer(self.request)
        context |= answer_part(answer, SHOW_ALL)
        context |= page_frame()
        context["help"] = help_for(self.request)
        context["not_you_url"] = log_out_link()
        return context


class PersonComplianceView(PersonalPage):
    """A person's compliance for those who may see it; for others there is no page."""

    template_name = "wagtail_esrlm/compliance/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person's rows.

        Raises:
            Http404: for whoever may not see the person (rule 41).
        """
        context = super().get_context_data(**kwargs)
        answer = visible_answer(self.request, kwargs["uuid"])
        person = answer.person
        context |= answer_part(answer, SHOW_ALL)
        context |= page_frame()
        viewer = person_for_request(self.request)
        if person is not None:
            context["profile_url"] = profile_link(person, self.request)
        if viewer and person and is_manager_of(viewer, person, on=clock.today()):
            context["team_url"] = link("my_team")
        return context


def visible_answer(request: HttpRequest, uuid: UUID) -> Answer:
    """Return what the reader sees of a person.

    Raises:
        Http404: where there is no such person, or nothing to be seen.
    """
    person = get_object_or_404(
        Person.objects.select_related("business_group"), uuid=uuid
    )
    answer = answer_about(request, person)
    if answer.state is State.HIDDEN:
        raise Http404
    return answer


def page_frame() -> dict[str, Any]:
    """Return what parts need on a page that has its own h1."""
    return {"level": 1, "sub_level": 2, "uid": "esrlm-page", "show": SHOW_ALL}


class NotYouView(PersonalPage):
    """Lets the next person at a shared computer log in as themselves."""

    template_name = "wagtail_esrlm/compliance/not_you.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name who is logged in."""
        person = person_for_request(self.request)
        return super().get_context_data(**kwargs) | {
            "logged_in_as": person.display_name
            if person
            else str(self.request.user.get_username()),
            "back_url": link("my_compliance"),
        }

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Log out, and offer the log-in."""
        logout(request)
        return HttpResponseRedirect(resolve_url(settings.LOGIN_URL))


class FragmentView(View):
    """A personal part of a page that was cached for everybody.

    Answers with the part alone, or with nothing (204) where nothing is shown.
    """

    template_name = ""

    def part(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Return the part's context."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Render the part for its reader."""
        request._esrlm_is_fragment = True  # type: ignore[attr-defined]
        mark_personal(request)
        context = self.part(request, **kwargs)
        if context["is_silent"]:
            return keep_private(HttpResponse(status=204))
        uid = "".join(
            letter for letter in request.GET.get("uid", "")[:20] if letter.isalnum()
        )
        context |= {"uid": f"esrlm-part-{uid or 0}", "is_fragment": True}
        return keep_private(render(request, self.template_name, context))

    def options_of(self, request: HttpRequest) -> dict[str, Any]:
        """Return how much to show, and from which heading level."""
        show = request.GET.get("show", SHOW_ALL)
        if show not in (SHOW_ALL, SHOW_ACTION, SHOW_SUMMARY):
            show = SHOW_ALL
        return {"level": request.GET.get("level"), "show": show, "heading": ""}


class MyComplianceFragment(FragmentView):
    """The reader's own compliance."""

    template_name = "wagtail_esrlm/compliance/parts/own.html"

    def part(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Return the reader's own part."""
        return own_part(request, **self.options_of(request))


class PersonFragment(FragmentView):
    """A person's compliance."""

    template_name = "wagtail_esrlm/compliance/parts/person.html"

    def part(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Return the part about a person; silent where there is none."""
        person = (
            Person.objects.select_related("business_group")
            .filter(uuid=kwargs["uuid"])
            .first()
        )
        return person_part(request, person, **self.options_of(request))


class TeamFragment(FragmentView):
    """The reader's team."""

    template_name = "wagtail_esrlm/compliance/parts/team.html"

    def part(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Return the reader's team."""
        return team_part(request, **self.options_of(request))
