"""The words of a message: subject, HTML and text, from what is true now.

Words are written once, in ``<template>.html``; the text is taken from it unless a
``<template>.txt`` exists. A host overrides any of the files, or the one base of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template import Context as TemplateContext
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation

from .. import clock
from ..links import absolute, link
from ..site_settings import LearningSettings
from .kinds import Attachment, Context, Kind, find_kind
from .models import Message
from .plain import plain_text

FOLDER = "wagtail_esrlm/messages/"
_LONGEST_SUBJECT = 255
_LONGEST_LABEL = 100


@dataclass(frozen=True)
class Words:
    """What a message says.

    Attributes:
        subject: One line.
        text: Plain text of the mail.
        html: A whole HTML document.
        body: What the inbox shows: the text without greeting, link and footer.
        link: Address it leads to, on this site or elsewhere, or "".
        link_label: What the link says, or "".
        attachments: Files that go with it.
    """

    subject: str
    text: str
    html: str
    body: str
    link: str = ""
    link_label: str = ""
    attachments: list[Attachment] = field(default_factory=list)


def render_message(message: Message) -> Words | None:
    """Return the words of a message from what is true now; None: nothing to say.

    Raises:
        KeyError: where nobody registered its kind.
    """
    kind = find_kind(message.kind)
    with _site_words():
        context = kind.render(message)
        if context is None:
            return None
        attachments = kind.attach(message, context) if kind.attach else []
        return _words(kind, {"person": message.person, **context}, attachments)


def render_example(kind: Kind) -> Words | None:
    """Return the words of a kind's made-up example; None where it has none."""
    if kind.example is None:
        return None
    with _site_words():
        return _words(kind, kind.example(), [])


@contextmanager
def _site_words() -> Iterator[None]:
    """Write in the site's language and zone, whoever's process this is."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(clock.zone()):
        yield


def _words(kind: Kind, context: Context, attachments: list[Attachment]) -> Words:
    base = f"{FOLDER}{kind.template}"
    given = {
        "kind": kind,
        "site_name": getattr(settings, "WAGTAIL_SITE_NAME", ""),
        "inbox_url": absolute(link("inbox")),
        "help": _help(),
        **context,
        "link": absolute(context.get("link", "")),
    }
    subject = " ".join(_as_text(f"{base}.subject.txt", given).split())
    html = get_template(f"{base}.html").render({**given, "subject": subject})
    try:
        text = _as_text(f"{base}.txt", given)
    except TemplateDoesNotExist:
        text = plain_text(html)
    return Words(
        subject=subject[:_LONGEST_SUBJECT],
        text=text.strip() + "\n",
        html=html,
        body=plain_text(html, without="data-mail-only"),
        link=str(context.get("link", "")),
        link_label=str(context.get("link_label", ""))[:_LONGEST_LABEL],
        attachments=attachments,
    )


def _help() -> LearningSettings | None:
    """Return whom to ask, as the default site says. Queries: 1."""
    return LearningSettings.objects.filter(site__is_default_site=True).first()


def _as_text(name: str, context: Context) -> str:
    """Render a template whose text is not HTML: nothing is escaped."""
    template: Any = get_template(name)
    return str(template.template.render(TemplateContext(context, autoescape=False)))
