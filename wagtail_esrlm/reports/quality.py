"""What is wrong in the data, found by itself: each list with what to do about it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ..compliance.award_terms import AwardTerms
from ..compliance.models import CompetencyAward, Requirement
from ..conf import esrlm_settings
from ..workforce.models import Assignment, AssignmentPeriod, AssignmentStatus, Person
from ..workforce.supervision import supervision
from .catalogue import CATALOGUE_CHECKS
from .checks import Check, Line

#: Read at once.
PAGE = 2000

_PERSON = (_("Employee number"), _("Name"))
_SEAT = (*_PERSON, _("Assignment"))


def _active(on: datetime.date) -> Any:
    return (
        AssignmentPeriod.objects.active_on(on)
        .select_related("assignment__person")
        .order_by("assignment__number", "pk")
    )


def _seat(period: AssignmentPeriod) -> Line:
    person = period.assignment.person
    return person.employee_number, str(person), period.assignment.number


def _people(on: datetime.date) -> Any:
    seats = AssignmentPeriod.objects.active_on(on).filter(
        assignment__person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(seats)).order_by("employee_number", "pk")


def _unknown_statuses(on: datetime.date) -> Iterator[Line]:
    known = AssignmentStatus.objects.values("name_key")
    for period in _active(on).exclude(status_key__in=known):
        yield *_seat(period), period.status


def _overlapping_rows(on: datetime.date) -> Iterator[Line]:
    whole = Q(row_starts_on=F("starts_on")) & (
        Q(row_ends_on=F("ends_on")) | Q(row_ends_on__isnull=True, ends_on__isnull=True)
    )
    for period in (
        AssignmentPeriod.objects.exclude(whole)
        .select_related("assignment__person")
        .order_by("assignment__number", "starts_on")
    ):
        yield (
            *_seat(period),
            _span(period.row_starts_on, period.row_ends_on),
            _span(period.starts_on, period.ends_on),
        )


def _span(starts_on: datetime.date, ends_on: datetime.date | None) -> str:
    return f"{starts_on.isoformat()} – {ends_on.isoformat() if ends_on else '…'}"


def _loops(on: datetime.date) -> Iterator[Line]:
    loops = supervision(on=on).loops
    names = {
        person.pk: f"{person} ({person.employee_number})"
        for person in Person.objects.filter(
            pk__in={person for loop in loops for person in loop}
        )
    }
    for loop in loops:
        yield (", ".join(names[person] for person in loop),)


def _seats_of(period_ids: Iterable[int]) -> Iterator[AssignmentPeriod]:
    wanted = sorted(period_ids)
    for start in range(0, len(wanted), PAGE):
        yield from AssignmentPeriod.objects.filter(
            pk__in=wanted[start : start + PAGE]
        ).select_related("assignment__person", "supervisor")


def _left_supervisors(on: datetime.date) -> Iterator[Line]:
    for period in _seats_of(supervision(on=on).replaced):
        yield *_seat(period), str(period.supervisor)


def _unsupervised(on: datetime.date) -> Iterator[Line]:
    for period in _seats_of(supervision(on=on).unsupervised):
        yield _seat(period)


def _without_e_mail(on: datetime.date) -> Iterator[Line]:
    for person in _people(on).filter(email=""):
        yield person.employee_number, str(person)


def _without_log_in(on: datetime.date) -> Iterator[Line]:
    """Find people whom no log-in is joined to; a host's resolver knows its own."""
    if esrlm_settings.PERSON_RESOLVER:
        return
    for person in _people(on).filter(user__isnull=True):
        yield person.employee_number, str(person), person.email


def _several_primary(on: datetime.date) -> Iterator[Line]:
    primary = AssignmentPeriod.objects.active_on(on).filter(is_primary=True)
    twice = (
        Assignment.objects.filter(periods__in=primary)
        .order_by()
        .values("person")
        .annotate(seats=Count("pk", distinct=True))
        .filter(seats__gt=1)
    )
    for person in Person.objects.filter(pk__in=twice.values("person")).order_by(
        "employee_number"
    ):
        yield person.employee_number, str(person)


def _stated_expiries(on: datetime.date) -> Iterator[Line]:
    """Find awards whose file states another end than their period gives (rule 18).

    The computed end is the same for all awards of a competency on a day, so each is
    worked out once.
    """
    awards = CompetencyAward.objects.filter(voided_at__isnull=True).exclude(
        expires_on__lt=on
    )
    stated = awards.filter(Q(stated_expires_on__isnull=False) | Q(stated_never=True))
    terms = AwardTerms([])
    for competency_id, achieved_on, expires_on, never in (
        stated.order_by("competency_id", "achieved_on", "stated_expires_on")
        .values_list(
            "competency_id", "achieved_on", "stated_expires_on", "stated_never"
        )
        .distinct()
    ):
        probe = CompetencyAward(competency_id=competency_id, achieved_on=achieved_on)
        computed = terms.expiry(probe)
        if computed is None or not (never or (expires_on and expires_on > computed)):
            continue
        for award in stated.filter(
            competency_id=competency_id,
            achieved_on=achieved_on,
            stated_expires_on=expires_on,
            stated_never=never,
        ).select_related("person", "competency"):
            yield (
                award.person.employee_number,
                str(award.person),
                award.competency.name,
                achieved_on.isoformat(),
                expires_on.isoformat() if expires_on else "–",
                computed.isoformat(),
                award.expires_on.isoformat() if award.expires_on else "–",
            )


def _ended_but_required(on: datetime.date) -> Iterator[Line]:
    """Find requirements of competencies that have ended, until replaced (rule 33)."""
    for requirement in (
        Requirement.objects.filter(competency__ends_on__lt=on)
        .exclude(ends_on__lt=on)
        .select_related(
            "competency",
            "business_group",
            "organisation",
            "job_role",
            "position",
            "assignment",
            "supplementary_role",
        )
    ):
        yield (
            requirement.competency.name,
            str(requirement.competency.ends_on),
            requirement.level.label,
            str(requirement.target),
        )


CHECKS = (
    Check(
        "unknown-statuses",
        _("Unknown assignment statuses"),
        _(
            "They count as active. Add the status under Learning, and say whether it "
            "is active."
        ),
        (*_SEAT, _("Status")),
        _unknown_statuses,
    ),
    Check(
        "overlapping-rows",
        _("Overlapping rows of one assignment"),
        _(
            "On each day the row that started last counts. Mend the dates in ESR, and "
            "load the file again."
        ),
        (*_SEAT, _("Stated"), _("Counts")),
        _overlapping_rows,
    ),
    Check(
        "supervisor-loops",
        _("People who supervise each other in a circle"),
        _("The circle is cut, so somebody in it is seen by nobody. Mend it in ESR."),
        (_("People in the circle"),),
        _loops,
    ),
    Check(
        "left-supervisors",
        _("Supervisors who have left"),
        _("The next active manager above takes their place. Name a new one in ESR."),
        (*_SEAT, _("Supervisor")),
        _left_supervisors,
    ),
    Check(
        "no-supervisor",
        _("Nobody above"),
        _("Class administrators take the place of a manager. Name one in ESR."),
        _SEAT,
        _unsupervised,
    ),
    Check(
        "several-primary",
        _("More than one primary assignment"),
        _("Mark one of them as primary in ESR."),
        _PERSON,
        _several_primary,
    ),
    Check(
        "no-email",
        _("No e-mail address"),
        _("Nothing can be sent to them, and their log-in cannot be found by address."),
        _PERSON,
        _without_e_mail,
    ),
    Check(
        "no-log-in",
        _("No log-in"),
        _("They see nothing on the intranet until they log in for the first time."),
        (*_PERSON, _("E-mail")),
        _without_log_in,
    ),
    Check(
        "stated-expiries",
        _("Awards stated to last longer than the renewal period"),
        _(
            "A stated date is trusted; “never” is not, where there is a period. Check "
            "the certificate, or the period."
        ),
        (
            *_PERSON,
            _("Competency"),
            _("Achieved"),
            _("Stated"),
            _("By the period"),
            _("Counts until"),
        ),
        _stated_expiries,
    ),
    Check(
        "ended-competencies",
        _("Required, but ended"),
        _("They no longer count. Require what replaces them, and end these."),
        (_("Competency"), _("Ended"), _("Level"), _("Asked of")),
        _ended_but_required,
    ),
    *CATALOGUE_CHECKS,
)


def find_check(code: str) -> Check:
    """Return a check by its code.

    Raises:
        KeyError: when there is none.
    """
    return {check.code: check for check in CHECKS}[code]
