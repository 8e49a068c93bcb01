"""The words' facts of reminders and digests: what is true when they are sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..clock import today
from ..compliance.rules import ComplianceRow, NextAction, Status
from ..compliance.selectors import absent_and_separate, person_compliance
from ..compliance.team import Member, team_of
from ..links import absolute, link, person_link
from ..notifications.kinds import Context, register_kind
from ..notifications.models import Message
from ..permissions.shown import shown_from_days
from ..workforce.models import Person
from .compliance import DIGEST, DIGEST_AHEAD, REMINDER
from .needs import Cell, booked_until
from .rules import BEFORE_DUE, BEFORE_EXPIRY, ONE_DAY, Need

#: People that a manager's digest names; the page has them all.
MOST_NAMED = 15


@dataclass(frozen=True)
class Line:
    """One line of a reminder: what, by when, and what to do about it."""

    title: str
    when: str
    action_label: str = ""
    action_url: str = ""


def register() -> None:
    """Register the kinds; called when the app is ready."""
    register_kind(
        REMINDER,
        label=gettext_lazy("Reminder of training"),
        render=_reminder,
        example=_reminder_example,
    )
    register_kind(
        DIGEST,
        label=gettext_lazy("Weekly digest for managers"),
        render=_digest,
        example=_digest_example,
    )


def _reminder(message: Message) -> Context | None:
    """List all that needs doing now; None where everything is taken care of."""
    person, day = message.person, today()
    if not _may_be_told(person, day):
        return None
    rows = [row for row in person_compliance(person, on=day).rows if row.is_counted]
    booked = booked_until(day, [person.pk])
    open_rows = [row for row in rows if _is_open(row, booked, day)]
    if not open_rows:
        return None
    overdue = [row for row in open_rows if not row.status.is_met and not _is_due(row)]
    soon = [row for row in open_rows if row not in overdue]
    return {
        "overdue": [_line(row, day) for row in sorted(overdue, key=_urgency)],
        "soon": [_line(row, day) for row in sorted(soon, key=_urgency)],
        "link": link("my_compliance"),
        "link_label": _("See what to do"),
    }


def _may_be_told(person: Person, day: datetime.date) -> bool:
    """Whether compliance is shown (102) and the person is not away (10)."""
    shown = shown_from_days([person.pk], on=day).get(person.pk)
    away, _separate = absent_and_separate([person.pk], on=day)
    return shown is not None and shown <= day and person.pk not in away


def _is_due(row: ComplianceRow) -> bool:
    return row.status is Status.DUE


def _is_open(
    row: ComplianceRow, booked: Mapping[Cell, datetime.date], day: datetime.date
) -> bool:
    """Whether there is something to do about a row within the reach of reminders."""
    if row.due_on is None or row.never_expires:
        return False
    need = Need(
        row.person_id,
        row.competency_id,
        row.held_until,
        row.due_on,
        booked.get((row.person_id, row.competency_id)),
    )
    reach = max(BEFORE_DUE if row.held_until is None else BEFORE_EXPIRY)
    return not need.is_taken_care_of and need.ends_on <= day + reach * ONE_DAY


def _urgency(row: ComplianceRow) -> tuple[datetime.date, str]:
    return row.held_until or row.due_on or datetime.date.max, row.competency_title


def _line(row: ComplianceRow, day: datetime.date) -> Line:
    action = row.next_action or NextAction("", "")
    return Line(
        row.competency_title, _when(row, day), action.label, absolute(action.url)
    )


def _when(row: ComplianceRow, day: datetime.date) -> str:
    """Return "ran out on 3 December 2026", "runs out on ...", "due by ..."."""
    ends_on = row.held_until or row.due_on or day
    words = {"day": date_format(ends_on, "j F Y")}
    if row.held_until is not None:
        if row.held_until < day:
            return _("ran out on %(day)s") % words
        return _("runs out after %(day)s") % words
    if ends_on == day:
        return _("due today")
    if ends_on < day:
        return _("was due by %(day)s") % words
    return _("due by %(day)s") % words


def _digest(message: Message) -> Context | None:
    """List the direct reports who need training; None where nobody does (rule 40)."""
    manager, day = message.person, today()
    team = team_of(manager, manager.user, on=day, indirect=False)
    needing = [member for member in team.members if _counts(member, day)]
    if not needing:
        return None
    lines = [_member_line(member, day) for member in needing]
    overdue = sum(bool(_overdue(member)) for member in needing)
    return {
        "lines": lines[:MOST_NAMED],
        "more": len(lines) - len(lines[:MOST_NAMED]),
        "overdue": overdue,
        "soon": len(needing) - overdue,
        "team_size": team.direct_size,
        "link": link("my_team"),
        "link_label": _("See my team"),
    }


def _overdue(member: Member) -> list[ComplianceRow]:
    if member.compliance is None:
        return []
    return [
        row
        for row in member.compliance.rows
        if row.is_counted and row.status in (Status.EXPIRED, Status.MISSING)
    ]


def _soon(member: Member, day: datetime.date) -> list[ComplianceRow]:
    if member.compliance is None:
        return []
    until = day + DIGEST_AHEAD * ONE_DAY
    return [
        row
        for row in member.compliance.rows
        if row.is_counted
        and row.status in (Status.EXPIRING, Status.DUE)
        and (row.held_until or row.due_on or until) <= until
    ]


def _counts(member: Member, day: datetime.date) -> bool:
    if member.is_left_out or member.compliance is None:
        return False
    return bool(_overdue(member) or _soon(member, day))


def _member_line(member: Member, day: datetime.date) -> Line:
    overdue, soon = len(_overdue(member)), len(_soon(member, day))
    parts = []
    if overdue:
        parts.append(
            ngettext("%(n)d overdue", "%(n)d overdue", overdue) % {"n": overdue}
        )
    if soon:
        parts.append(
            ngettext("%(n)d within a month", "%(n)d within a month", soon) % {"n": soon}
        )
    return Line(
        member.person.display_name,
        ", ".join(parts),
        _("See"),
        absolute(person_link(member.person)),
    )


def _reminder_example() -> Context:
    return {
        "person": Person(first_name="Amina", last_name="Yusuf"),
        "overdue": [
            Line("Fire Safety", "ran out on 12 November 2026", _("Book"), "/learning/")
        ],
        "soon": [Line("Resuscitation - Level 2", "runs out after 3 January 2027")],
        "link": "/learning/",
        "link_label": _("See what to do"),
    }


def _digest_example() -> Context:
    return {
        "person": Person(first_name="Ruth", last_name="Olsen"),
        "lines": [
            Line("Amina Yusuf", "2 overdue", _("See"), "/learning/"),
            Line("Tom Baker", "1 within a month", _("See"), "/learning/"),
        ],
        "more": 3,
        "overdue": 4,
        "soon": 1,
        "team_size": 12,
        "link": "/learning/",
        "link_label": _("See my team"),
    }
