"""Compliance in plain words: statuses, dates, reasons and the sentence on top.

Everything is said to the person ("you") or about them, by name.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .rules import ComplianceRow, Figure, Level, Reason, Status

#: How dates read in full, and where space is short.
LONG_DAY = "j F Y"
SHORT_DAY = "j M"

#: A space at which no line ends.
NO_BREAK = "\u00a0"

#: Between the parts of an organisation's path.
PATH_SEPARATOR = " > "

#: The renewal period that ESR writes at the end of a title.
_PERIOD = re.compile(
    r"\s*[-–]\s*(?:\d{1,3}\s*(?:years?|months?)|no\s+specified\s+renewal)\s*$",
    re.IGNORECASE,
)


def split_title(title: str) -> tuple[str, str]:
    """Part a title from its renewal period, which sentences leave out.

    >>> split_title("Fire Safety - 2 Years")
    ('Fire Safety', ' - 2 Years')
    """
    short = _PERIOD.sub("", title) or title
    return short, title[len(short) :]


@dataclass(frozen=True)
class Tag:
    """A status as people see it: a word, an icon and a tint, always together.

    Attributes:
        kind: The tint: success, warning, danger, info or neutral.
        icon: Name of the shape in ``icons.ICONS``.
    """

    word: str | Promise
    kind: str
    icon: str


TAGS: dict[Status, Tag] = {
    Status.COMPLIANT: Tag(gettext_lazy("Up to date"), "success", "tick"),
    Status.EXPIRING: Tag(gettext_lazy("Expiring soon"), "warning", "clock"),
    Status.DUE: Tag(gettext_lazy("Due"), "warning", "flag"),
    Status.EXPIRED: Tag(gettext_lazy("Expired"), "danger", "alert"),
    Status.MISSING: Tag(gettext_lazy("Not done"), "danger", "cross"),
    Status.EXEMPT: Tag(gettext_lazy("Exempt"), "neutral", "pause"),
    Status.NOT_REQUIRED: Tag(gettext_lazy("Extra"), "info", "plus"),
}

#: Recommended rows are never red and never chased (rule 14).
NOT_HELD = Tag(gettext_lazy("Not held"), "neutral", "ring")
COMING = Tag(gettext_lazy("Coming"), "neutral", "calendar")
AWAY = Tag(gettext_lazy("Away"), "neutral", "pause")
SEPARATE = Tag(gettext_lazy("Bank or honorary"), "neutral", "pause")
NOTHING = Tag(gettext_lazy("Nothing to do"), "success", "tick")
NOTHING_REQUIRED = Tag(gettext_lazy("Nothing required"), "neutral", "ring")


def tag_of(row: ComplianceRow) -> Tag:
    """Return the status of a row as a tag (rules 14 and 36)."""
    if row.essential is False and row.status not in (
        Status.COMPLIANT,
        Status.EXPIRING,
        Status.EXEMPT,
    ):
        return NOT_HELD
    if row.essential is False and row.status is Status.EXPIRING:
        return TAGS[Status.COMPLIANT]
    return TAGS[row.status]


def day_in_words(day: datetime.date) -> str:
    """Return "3 December 2026"."""
    return date_format(day, LONG_DAY)


def distance(day: datetime.date, *, on: datetime.date) -> str:
    """Return how far a day is: "today", "in 7 days", "20 days ago"; "" beyond 90."""
    days = (day - on).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if 0 < days <= 90:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    if -90 <= days < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {
            "days": -days
        }
    return ""


@dataclass(frozen=True)
class Voice:
    """To whom the words are said.

    Attributes:
        you: Said to the person themselves.
        name: The person's name, where it is said about them.
    """

    you: bool = True
    name: str = ""


def lead(figure: Figure, voice: Voice) -> str:
    """Return the answer on top: "You are up to date with 14 of 17." (rule 34)."""
    numbers = {"met": figure.met, "required": figure.required, "name": voice.name}
    if not figure.required:
        return _nothing_required(figure, voice)
    if figure.met == figure.required:
        return (
            ngettext(
                "You are up to date with the one thing you must hold.",
                "You are up to date with all %(required)d.",
                figure.required,
            )
            if voice.you
            else ngettext(
                "%(name)s is up to date with the one thing they must hold.",
                "%(name)s is up to date with all %(required)d.",
                figure.required,
            )
        ) % numbers
    if voice.you:
        text = _("You are up to date with %(met)d of %(required)d.")
    else:
        text = _("%(name)s is up to date with %(met)d of %(required)d.")
    return text % numbers


def _nothing_required(figure: Figure, voice: Voice) -> str:
    if figure.exempt:
        text = (
            _("You are exempt from everything that counts at the moment.")
            if voice.you
            else _("%(name)s is exempt from everything that counts at the moment.")
        )
    else:
        text = (
            _("Nothing is required of you at the moment.")
            if voice.you
            else _("Nothing is required of %(name)s at the moment.")
        )
    return text % {"name": voice.name}


def next_step(worst: ComplianceRow | None) -> str:
    """Return what comes first: "Next: Fire Safety, by 30 November 2026." or ""."""
    if worst is None:
        return ""
    words: dict[str, str] = {"title": split_title(worst.competency_title)[0]}
    if worst.status is Status.EXPIRED and worst.held_until:
        words["day"] = day_in_words(worst.held_until)
        return _("Next: %(title)s, which expired on %(day)s.") % words
    by = worst.due_on if worst.status is Status.DUE else worst.held_until
    if worst.status is Status.MISSING or by is None:
        return _("Next: %(title)s, which is not done yet.") % words
    words["day"] = day_in_words(by)
    return _("Next: %(title)s, by %(day)s.") % words


def facts(row: ComplianceRow, *, on: datetime.date) -> list[tuple[str, str]]:
    """Return the dates of a row as (term, words), the one that matters first.

    Recommended rows get no "due by": nobody chases them (rule 14).
    """
    stated: list[tuple[str, str]] = []
    if row.held_until is None and row.essential is not None:
        if row.essential and row.due_on and row.status is not Status.EXEMPT:
            stated.append(_due(row.due_on, row, on=on))
        stated.append((_("Achieved"), _("Not yet")))
        return stated
    until = row.valid_until
    if row.never_expires:
        stated.append((_("Valid until"), _("Does not expire")))
    elif until is not None:
        term = _("Expired on") if until < on else _("Valid until")
        stated.append((term, _with_distance(until, row, on=on)))
    if row.achieved_on:
        stated.append((_("Achieved"), day_in_words(row.achieved_on)))
    return stated


def _due(
    due_on: datetime.date, row: ComplianceRow, *, on: datetime.date
) -> tuple[str, str]:
    if row.status is Status.DUE:
        return _("Due by"), _with_distance(due_on, row, on=on)
    if row.required_since == due_on:
        return _("Needed since"), day_in_words(due_on)
    return _("Was due by"), _with_distance(due_on, row, on=on)


def _with_distance(day: datetime.date, row: ComplianceRow, *, on: datetime.date) -> str:
    far = distance(day, on=on)
    if not far or row.status in (Status.COMPLIANT, Status.NOT_REQUIRED, Status.EXEMPT):
        return day_in_words(day)
    kept_together = far.replace(" ", NO_BREAK)
    return _("%(day)s (%(distance)s)") % {
        "day": day_in_words(day),
        "distance": kept_together,
    }


def reason_in_words(reason: Reason, *, you: bool, employer: str) -> str:
    """Return a source as the end of "Required ...": "because you work in Surgery".

    Args:
        employer: Name of the business group, for what is required of everybody.
    """
    words = {"target": reason.target, "employer": employer or reason.target}
    if reason.level is Level.ORGANISATION:
        words["target"] = reason.target.rsplit(PATH_SEPARATOR, 1)[-1]
    return _REASONS[reason.level, you] % words


#: By level, and whether it is said to the person.
_REASONS: dict[tuple[Level, bool], str | Promise] = {
    (Level.BUSINESS_GROUP, True): gettext_lazy("of everyone at %(employer)s"),
    (Level.BUSINESS_GROUP, False): gettext_lazy("of everyone at %(employer)s"),
    (Level.ORGANISATION, True): gettext_lazy("because you work in %(target)s"),
    (Level.ORGANISATION, False): gettext_lazy("because they work in %(target)s"),
    (Level.JOB_ROLE, True): gettext_lazy("because your job role is %(target)s"),
    (Level.JOB_ROLE, False): gettext_lazy("because their job role is %(target)s"),
    (Level.POSITION, True): gettext_lazy("because of your post %(target)s"),
    (Level.POSITION, False): gettext_lazy("because of their post %(target)s"),
    (Level.ASSIGNMENT, True): gettext_lazy(
        "because it was set for you (assignment %(target)s)"
    ),
    (Level.ASSIGNMENT, False): gettext_lazy(
        "because it was set for them (assignment %(target)s)"
    ),
    (Level.SUPPLEMENTARY_ROLE, True): gettext_lazy(
        "because of your role as %(target)s"
    ),
    (Level.SUPPLEMENTARY_ROLE, False): gettext_lazy(
        "because of their role as %(target)s"
    ),
}


def reasons_in_words(
    reasons: tuple[Reason, ...], *, you: bool, employer: str
) -> tuple[str, ...]:
    """Return every source once, from the widest level to the narrowest."""
    ordered = sorted(reasons, key=lambda reason: (reason.level, reason.target))
    said = [reason_in_words(reason, you=you, employer=employer) for reason in ordered]
    return tuple(dict.fromkeys(said))
