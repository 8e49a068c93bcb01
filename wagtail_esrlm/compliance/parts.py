"""The parts of a page that show compliance: what their templates are given.

Blocks, tags, fragments and whole pages render the same templates with these contexts.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest

from ..conf import esrlm_settings
from ..links import link, link_with, log_out_link, person_link
from ..personal import mark_personal
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from .answers import Answer, State, answer_about, help_for, own_answer
from .presentation import SHOW_ALL, PersonView
from .team import Team, has_team, team_of
from .team_presentation import TeamView, present_team

#: People a block names before it leads to the whole team.
BLOCK_MEMBERS = 5

HIGHEST_LEVEL = 2
LOWEST_LEVEL = 4


def heading_level(value: Any) -> int:
    """Return a heading level that leaves room for the headings below it.

    >>> heading_level("3"), heading_level("x"), heading_level(9)
    (3, 2, 4)
    """
    try:
        level = int(value)
    except (TypeError, ValueError):
        return HIGHEST_LEVEL
    return min(max(level, 1), LOWEST_LEVEL)


def next_uid(request: HttpRequest | None) -> str:
    """Return an id that no other part of this request's page has."""
    if request is None:
        return f"esrlm-{uuid.uuid4().hex[:8]}"
    number = request.__dict__.get("_esrlm_uid", 0) + 1
    request.__dict__["_esrlm_uid"] = number
    return f"esrlm-{number}"


def frame(
    request: HttpRequest | None, *, heading: str | None, level: Any, show: str
) -> dict[str, Any]:
    """Return what every part's template needs.

    Args:
        heading: None for the part's own heading, "" for none.
    """
    number = heading_level(level)
    return {
        "request": request,
        "heading": heading,
        "level": number,
        "sub_level": number + 1,
        "show": show,
        "uid": next_uid(request),
    }


def own_part(
    request: HttpRequest | None,
    *,
    heading: str | None = None,
    level: Any = HIGHEST_LEVEL,
    show: str = SHOW_ALL,
    fetched: bool = False,
) -> dict[str, Any]:
    """Return the context of the reader's own compliance.

    Args:
        fetched: leave it to be fetched after the page, whatever the host's setting.
    """
    context = frame(request, heading=heading, level=level, show=show)
    if fetched or is_deferred(request):
        return context | deferred("fragment_my_compliance", "my_compliance", context)
    return context | answer_part(own_answer(request), show)


def person_part(
    request: HttpRequest | None,
    person: Person | None,
    *,
    heading: str | None = None,
    level: Any = HIGHEST_LEVEL,
    show: str = SHOW_ALL,
) -> dict[str, Any]:
    """Return the context of a person's compliance, for whoever reads the page."""
    context = frame(request, heading=heading, level=level, show=show)
    if person and is_deferred(request):
        return context | deferred(
            "fragment_person", "person_compliance", context, uuid=person.uuid
        )
    return context | answer_part(answer_about(request, person), show)


def answer_part(answer: Answer, show: str) -> dict[str, Any]:
    """Return an answer for a template; nothing in it where nothing is shown."""
    view: PersonView | None = answer.view
    whole = ""
    if view is not None and show != SHOW_ALL:
        view = view.shortened(show)
    if answer.person is not None and show != SHOW_ALL:
        whole = link("my_compliance") if answer.is_own else person_link(answer.person)
    return {
        "answer": answer,
        "state": answer.state.value,
        "view": view,
        "whole_url": whole,
        "team_url": team_link(answer) if show == SHOW_ALL else "",
        "not_you_url": log_out_link() if answer.is_own else "",
        "is_silent": answer.is_silent,
    }


def team_link(answer: Answer) -> str:
    """Return the way to the reader's team, beside what is their own; "" without one."""
    if not (answer.is_own and answer.person and answer.is_shown):
        return ""
    return link("my_team") if has_team(answer.person) else ""


def team_part(
    request: HttpRequest | None,
    *,
    heading: str | None = None,
    level: Any = HIGHEST_LEVEL,
    show: str = SHOW_ALL,
    fetched: bool = False,
) -> dict[str, Any]:
    """Return the context of the reader's team; silent where they have none.

    Args:
        fetched: leave it to be fetched after the page, whatever the host's setting.
    """
    context = frame(request, heading=heading, level=level, show=show)
    if fetched or is_deferred(request):
        return context | deferred("fragment_my_team", "my_team", context)
    own = _readable_person(request)
    if request is None or own is None:
        return context | {"is_silent": True}
    team = team_of(own, request.user, indirect=False)
    if not team.size:
        return context | {"is_silent": True}
    return context | team_context(team, show, help=help_for(request))


def team_context(team: Team, show: str, **kwargs: Any) -> dict[str, Any]:
    """Return a team for a block's template, as much of it as it was asked to show."""
    urgent = [
        member
        for member in team.members
        if member.compliance is not None
        and member.compliance.worst is not None
        and not member.is_left_out
    ]
    listed = {"summary": [], "action": urgent[:BLOCK_MEMBERS]}.get(show, team.members)
    view: TeamView = present_team(team, listed, **kwargs)
    return {"team": view, "team_url": link("my_team"), "is_silent": False}


def _readable_person(request: HttpRequest | None) -> Person | None:
    if own_request_is_hidden(request):
        return None
    mark_personal(request)
    return person_for_request(request)


def own_request_is_hidden(request: HttpRequest | None) -> bool:
    """Whether nothing personal may stand here: no reader, or a preview."""
    return (
        request is None
        or getattr(request, "is_preview", False)
        or getattr(request, "in_preview_panel", False)
        or not getattr(getattr(request, "user", None), "is_authenticated", False)
    )


def is_deferred(request: HttpRequest | None) -> bool:
    """Whether this host has personal parts fetched after the page."""
    return (
        request is not None
        and esrlm_settings.DEFERRED_PERSONAL_BLOCKS
        and not getattr(request, "is_preview", False)
        and not getattr(request, "_esrlm_is_fragment", False)
    )


def deferred(
    fragment: str, page: str, context: dict[str, Any], **kwargs: Any
) -> dict[str, Any]:
    """Return where a part is fetched from; the same for every reader of the page."""
    query = {
        "level": context["level"],
        "show": context["show"],
        "uid": context["uid"],
    }
    address = link_with(fragment, query, **kwargs)
    return {
        "fragment_url": address,
        "page_url": link(page, **kwargs),
        "is_silent": not address,
    }


__all__ = [
    "State",
    "answer_part",
    "own_part",
    "person_part",
    "team_context",
    "team_part",
]
