"""What happened to a booking, for the person whose it is."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..clock import zone
from .models import Enrolment, EnrolmentStep
from .wording import TAGS

#: Steps that leave a booking where it stands, by what was done.
LEAVES_IT: dict[str, str | Promise] = {
    "offer_sent": gettext_lazy("You were told of the offer"),
    "assess": gettext_lazy("Your result was entered"),
    "priority": gettext_lazy("Your priority on the list was changed"),
    "keep": gettext_lazy("You kept the place"),
    "escalate": gettext_lazy("Somebody else was asked to approve it"),
    "postpone_class": gettext_lazy("The class was postponed"),
    "move_class": gettext_lazy("The class was moved"),
    "correct": gettext_lazy("The record was corrected"),
}


def steps_in_words(enrolment: Enrolment) -> list[str]:
    """Return what happened to a booking, oldest first. Queries: 1."""
    return [
        _("%(when)s: %(what)s")
        % {
            "when": date_format(step.at.astimezone(zone()), "j F Y, G:i"),
            "what": _words_of(step),
        }
        for step in enrolment.steps.all()
    ]


def _words_of(step: EnrolmentStep) -> str:
    """Say where the booking came to stand, or what was done that left it there."""
    if step.from_state == step.to_state:
        return str(LEAVES_IT.get(step.action, _("Changed")))
    return str(TAGS[step.to_state].word) if step.to_state in TAGS else ""
