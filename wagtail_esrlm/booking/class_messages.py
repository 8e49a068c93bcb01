"""A message that the learning service writes to chosen people of a class.

The one message whose words are its facts: nothing can be read from elsewhere when it is
sent. They are deleted with the facts of every message (``notifications.purging``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..errors import InvalidInput
from ..names import tidy
from ..notifications.models import Message
from ..notifications.outbox import Saying, say_many
from ..notifications.rendering import Words, render_message
from ..workforce.audit import record
from .models import Enrolment
from .policy import manages_bookings
from .refusals import no
from .rules import Why

#: Name of the kind.
NOTE = "class.note"

LONGEST_SUBJECT = 150
LONGEST_TEXT = 5000


def recipients(enrolments: Sequence[Enrolment]) -> list[Enrolment]:
    """Return one booking for each person, in order: nobody is told twice."""
    return list({each.person_id: each for each in reversed(enrolments)}.values())[::-1]


@transaction.atomic
def message_people(
    *, enrolments: Sequence[Enrolment], subject: str, text: str, token: str, by: Any
) -> int:
    """Write one message to each person; sent by the outbox like any other.

    Args:
        enrolments: Of one class; their people read it.
        token: Names this sending; sent again under the same, nobody is told twice.

    Returns: how many people are told.

    Raises:
        Refused: ``not_in_team``, for who does not manage bookings.
        InvalidInput: without a subject or text, or where they are too long.
    """
    if not manages_bookings(by):
        raise no(Why.NOT_IN_TEAM)
    facts = _facts(subject, text)
    told = recipients(enrolments)
    if not told or len({each.learning_class_id for each in told}) > 1:
        raise InvalidInput(_("Choose people of one class."))
    keys = {each.pk: f"{NOTE}:{token[:40]}:{each.person_id}" for each in told}
    known = Message.objects.filter(dedupe_key__in=list(keys.values()))
    if known.exists():
        return len(told)
    say_many(
        Saying(NOTE, each.person_id, keys[each.pk], each.pk, facts) for each in told
    )
    people = ngettext("%(count)d person", "%(count)d people", len(told))
    record(
        told[0].learning_class,
        "wagtail_esrlm.class.note",
        by=by,
        about=f"“{facts['subject']}”, {people % {'count': len(told)}}",
    )
    return len(told)


def preview_note(*, enrolment: Enrolment, subject: str, text: str) -> Words | None:
    """Return the words as one of them would read them; nothing is written.

    Raises:
        InvalidInput: as ``message_people``.
    """
    message = Message(
        kind=NOTE,
        person=enrolment.person,
        about_id=enrolment.pk,
        facts=_facts(subject, text),
    )
    return render_message(message)


def _facts(subject: str, text: str) -> dict[str, Any]:
    subject, text = tidy(subject), text.replace("\r\n", "\n").strip()
    if not subject or not text:
        raise InvalidInput(_("A message needs a subject and a text."))
    if len(subject) > LONGEST_SUBJECT or len(text) > LONGEST_TEXT:
        raise InvalidInput(
            _("At most %(subject)d characters of subject and %(text)d of text.")
            % {"subject": LONGEST_SUBJECT, "text": LONGEST_TEXT}
        )
    return {"subject": subject, "text": text}
