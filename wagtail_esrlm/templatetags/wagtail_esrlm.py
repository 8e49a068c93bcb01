"""``{% load wagtail_esrlm %}``: compliance on a host's own pages.

``{% esrlm_compliance person %}`` shows a person's compliance to whoever may see it: the
reader comes from the context's request, and without one nothing is rendered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..icons import ICONS

if TYPE_CHECKING:
    from ..compliance.wording import Tag
    from ..workforce.models import Person

register = template.Library()

STYLES = "wagtail_esrlm/{}.css"
SCRIPTS = "wagtail_esrlm/{}.js"


@register.inclusion_tag(
    "wagtail_esrlm/compliance/parts/person.html", takes_context=True
)
def esrlm_compliance(
    context: template.Context,
    person: Person | None,
    level: int = 2,
    show: str = "all",
    heading: str | None = None,
) -> dict[str, Any]:
    """Show a person's compliance to a reader who may see it (rules 40, 41, 102).

    Args:
        level: Level of its heading.
        show: "all", "action" or "summary".
        heading: Its words; "" for none.
    """
    from ..compliance.parts import person_part

    return person_part(
        context.get("request"), person, level=level, show=show, heading=heading
    )


@register.inclusion_tag("wagtail_esrlm/compliance/parts/own.html", takes_context=True)
def esrlm_my_compliance(
    context: template.Context,
    level: int = 2,
    show: str = "all",
    heading: str | None = None,
) -> dict[str, Any]:
    """Show the reader their own compliance."""
    from ..compliance.parts import own_part

    return own_part(context.get("request"), level=level, show=show, heading=heading)


@register.inclusion_tag("wagtail_esrlm/compliance/parts/team.html", takes_context=True)
def esrlm_team_compliance(
    context: template.Context,
    level: int = 2,
    show: str = "action",
    heading: str | None = None,
) -> dict[str, Any]:
    """Show a manager their team; nothing to a reader without one."""
    from ..compliance.parts import team_part

    return team_part(context.get("request"), level=level, show=show, heading=heading)


@register.simple_tag(takes_context=True)
def esrlm_unread_messages(context: template.Context) -> int:
    """Return how many messages the reader has not opened; 0 for nobody known.

    ``{% esrlm_unread_messages as unread %}``, for a link to the inbox. It makes the
    page's answer private to its reader. Queries: 1, once a request.
    """
    from ..notifications.inbox import unread_count
    from ..personal import mark_personal
    from ..workforce.selectors import person_for_request

    request = context.get("request")
    person = person_for_request(request)
    if request is None or person is None:
        return 0
    mark_personal(request)
    known: int | None = getattr(request, "_esrlm_unread", None)
    if known is None:
        known = request._esrlm_unread = unread_count(person.pk)
    return known


@register.simple_tag
def esrlm_icon(name: str) -> SafeString:
    """Draw a shape beside a word, by its name in ``icons.ICONS``."""
    return ICONS[name]


@register.simple_tag
def esrlm_tag(tag: Tag) -> SafeString:
    """Show a status: text, icon and tint together."""
    return _shown(str(tag.word), tag.kind, tag.icon)


@lru_cache(maxsize=512)
def _shown(word: str, kind: str, icon: str) -> SafeString:
    """Return a status as HTML: lists say the same ones many times."""
    return format_html(
        '<span class="esrlm-tag esrlm-tag--{}">{} {}</span>', kind, ICONS[icon], word
    )


@register.simple_tag(takes_context=True)
def esrlm_styles(context: template.Context, name: str = "esrlm") -> SafeString:
    """Link a style sheet of ours, once a page; for a host's ``<head>``, or in place."""
    address = STYLES.format(name)
    return _once(
        context,
        address,
        format_html('<link rel="stylesheet" href="{}">', static(address)),
    )


@register.simple_tag(takes_context=True)
def esrlm_script(context: template.Context, name: str) -> SafeString:
    """Load one of our modules, once a page."""
    return _once(
        context,
        name,
        format_html(
            '<script type="module" src="{}"></script>', static(SCRIPTS.format(name))
        ),
    )


def _once(context: template.Context, name: str, html: SafeString) -> SafeString:
    request = context.get("request")
    if request is None:
        return html
    given: set[str] = request.__dict__.setdefault("_esrlm_assets", set())
    if name in given:
        return mark_safe("")
    given.add(name)
    return html
