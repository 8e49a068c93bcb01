"""Who may book, decide and keep registers for whom (rules 40, 56-58, 99)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from ..clock import today
from ..conf import esrlm_settings
from ..errors import Refused
from ..permissions.roles import extend_role, may
from ..workforce.models import Person
from ..workforce.selectors import assignments_managed_by, person_for_user, reports
from .facts import ClassFacts, Source, Terms
from .refusals import no
from .rules import Why

#: The permission of those who book, move and cancel for anybody.
MANAGE = "wagtail_esrlm.manage_bookings"
#: The permission of those who keep the registers of classes they teach.
KEEP_REGISTERS = "wagtail_esrlm.keep_registers"


def is_self(user: Any, person: Person) -> bool:
    """Whether a log-in belongs to the person. Queries: 0, or the host's resolver's."""
    if user is None or not user.is_authenticated:
        return False
    if esrlm_settings.PERSON_RESOLVER is None:
        return bool(person.user_id == user.pk)
    found = person_for_user(user)
    return found is not None and found.pk == person.pk


def manages_bookings(user: Any) -> bool:
    """Whether a log-in books for anybody; the system itself does."""
    return user is None or bool(user.is_active and user.has_perm(MANAGE))


def keeps_registers(user: Any) -> bool:
    """Whether a log-in keeps registers at all, of its own classes or of any."""
    return manages_bookings(user) or bool(
        user.is_active and user.has_perm(KEEP_REGISTERS)
    )


def managed_by(user: Any, person: Person, *, on: datetime.date) -> frozenset[int]:
    """Return the person's assignments that lead up to a log-in (rule 40)."""
    manager = person_for_user(user)
    if manager is None or manager.pk == person.pk:
        return frozenset()
    return assignments_managed_by(manager, person, on=on)


def managed_people_by(user: Any, *, on: datetime.date) -> dict[int, frozenset[int]]:
    """Return a manager's team, each with the assignments that lead to them (40)."""
    manager = person_for_user(user)
    if manager is None:
        return {}
    return {
        report.person_id: report.assignment_ids for report in reports(manager, on=on)
    }


def must_act_as(
    user: Any, person: Person, source: Source, *, on: datetime.date | None = None
) -> frozenset[int] | None:
    """Make sure that a log-in may book for a person in this capacity (rule 58).

    Returns: for a manager, the assignments they may book for; None for any.

    Raises:
        Refused: when it may not.
    """
    if user is None:
        return None
    if source is Source.SELF:
        if not is_self(user, person):
            raise no(Why.NOT_YOURS)
        return None
    if source is Source.MANAGER:
        assignments = managed_by(user, person, on=on or today())
        if not assignments:
            raise no(Why.NOT_IN_TEAM)
        return assignments
    if not manages_bookings(user):
        raise no(Why.NOT_IN_TEAM)
    return None


def approves_own(user: Any, person: Person, wanted: ClassFacts, terms: Terms) -> bool:
    """Whether somebody of the office would book themselves past approval (rule 57)."""
    return wanted.approval_required and terms.by_office and is_self(user, person)


def refuse_own(person_ids: Collection[int], by: Any) -> None:
    """Make sure that nobody records their own attendance. Queries: 1 with a log-in.

    Raises:
        Refused: where one of these people is who does it.
    """
    own = person_for_user(by) if by is not None else None
    if own is not None and own.pk in person_ids:
        raise Refused(
            "own_attendance", _("Somebody else has to record your own attendance.")
        )


def register() -> None:
    """Give the roles their permissions; called when the app is ready."""
    views = may("view", "enrolment", "enrolmentstep")
    for code in ("class_administrator", "learning_administrator"):
        extend_role(code, MANAGE, KEEP_REGISTERS, *may("add change", "enrolment"))
        extend_role(code, *views, *may("add change view", "learningclass"))
    extend_role("instructor", KEEP_REGISTERS, *may("view", "learningclass"))
