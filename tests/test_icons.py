"""Shapes beside words, in a page."""

from __future__ import annotations

import re

from django.template import Context, Template

from wagtail_esrlm.booking import wording as booking_wording
from wagtail_esrlm.compliance import wording as compliance_wording
from wagtail_esrlm.compliance.wording import Tag
from wagtail_esrlm.icons import ICONS


def rendered(source: str, **context: object) -> str:
    return Template("{% load wagtail_esrlm %}" + source).render(Context(context))


def test_every_shape_is_drawn_and_not_read_out():
    for name in ICONS:
        drawing = rendered("{% esrlm_icon name %}", name=name)
        assert re.fullmatch(
            r'<svg [^>]*aria-hidden="true"[^>]*>(<(path|circle) [^<>]+ />)+</svg>',
            drawing,
        )


def test_every_status_has_a_shape():
    tags = [*compliance_wording.TAGS.values(), *booking_wording.TAGS.values()]
    assert {tag.icon for tag in tags} <= ICONS.keys()


def test_a_status_is_shown_by_word_shape_and_tint():
    shown = rendered("{% esrlm_tag tag %}", tag=Tag("A & B", "warning", "flag"))
    assert shown == (
        f'<span class="esrlm-tag esrlm-tag--warning">{ICONS["flag"]} A &amp; B</span>'
    )
