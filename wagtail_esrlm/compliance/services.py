"""Writes requirements, exemptions and decisions on evidence; audited, marked stale."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..clock import now, today
from ..errors import Conflict, InvalidInput
from ..jobs.turns import REQUIREMENTS, TERMS, share_turn, take_turn
from ..months import add_months
from ..snippets.models import Competency
from ..workforce.audit import record
from .awards import AwardInput, write_awards
from .marks import mark
from .models import AwardEvidence, CompetencyAward, Exemption, Requirement
from .rules import EXEMPTION_MONTHS

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def add_requirements(
    *, requirements: Sequence[Requirement], by: Any = None
) -> list[Requirement]:
    """Save new requirements together: all or none.

    Raises:
        InvalidInput: where one breaks a rule or stands already; names which.
    """
    _take_turns()
    for requirement in requirements:
        _refuse_after_end(requirement)
        try:
            requirement.full_clean()
        except ValidationError as err:
            raise InvalidInput(
                _("%(requirement)s: %(problem)s")
                % {"requirement": requirement, "problem": " ".join(err.messages)}
            ) from err
        requirement.save()
    mark(
        competency_ids={requirement.competency_id for requirement in requirements},
        reason="requirement added",
    )
    for requirement in requirements:
        record(requirement, "wagtail_esrlm.requirement.add", by=by)
    return list(requirements)


@transaction.atomic
def change_requirement(
    *,
    requirement: Requirement,
    effective_on: datetime.date,
    by: Any = None,
    **changes: Any,
) -> Requirement:
    """Change a requirement from a day on; earlier days keep what was asked (rule 15).

    Args:
        effective_on: first day of the change; on or before its start, it is replaced.
        changes: any of essential, grade, grace_days, before_activity,
            this_organisation_only, ends_on.

    Returns: the requirement in force from that day.
    """
    changing = {"essential", "grade", "grace_days", "before_activity"}
    changing |= {"this_organisation_only", "ends_on"}
    if set(changes) - changing:
        raise InvalidInput(_("End this requirement and add another instead."))
    _take_turns(requirement)
    if requirement.ends_on is not None and requirement.ends_on < effective_on:
        raise InvalidInput(_("The requirement has ended before that day."))
    before = {name: getattr(requirement, name) for name in changes}
    if effective_on <= requirement.starts_on:
        changed = requirement
    else:
        changed = Requirement.objects.get(pk=requirement.pk)
        changed.pk = None
        changed._state.adding = True
        changed.starts_on = effective_on
        end_requirement(requirement=requirement, ends_on=effective_on - ONE_DAY, by=by)
    for name, value in changes.items():
        setattr(changed, name, value)
    _refuse_after_end(changed)
    try:
        changed.full_clean()
    except ValidationError as err:
        raise InvalidInput(" ".join(err.messages)) from err
    changed.save()
    mark(competency_ids=[changed.competency_id], reason="requirement changed")
    record(
        changed,
        "wagtail_esrlm.requirement.change",
        by=by,
        changes={name: (before[name], value) for name, value in changes.items()},
        effective_on=effective_on,
    )
    return changed


@transaction.atomic
def end_requirement(
    *, requirement: Requirement, ends_on: datetime.date | None, by: Any = None
) -> None:
    """Set the last day on which it is required; None opens it again.

    Raises:
        InvalidInput: for a day before its start: remove it instead.
    """
    _take_turns(requirement)
    if ends_on is not None and ends_on < requirement.starts_on:
        raise InvalidInput(_("It would end before it starts."))
    before = requirement.ends_on
    requirement.ends_on = ends_on
    requirement.save(update_fields=["ends_on"])
    mark(competency_ids=[requirement.competency_id], reason="requirement ended")
    record(
        requirement,
        "wagtail_esrlm.requirement.end",
        by=by,
        changes={"ends_on": (before, ends_on)},
    )


@transaction.atomic
def remove_requirement(*, requirement: Requirement, by: Any = None) -> None:
    """Take away a requirement that has not begun.

    Raises:
        Conflict: once it has begun: figures of the past rest on it (rule 15).
    """
    _take_turns(requirement)
    if requirement.starts_on <= today():
        raise Conflict(_("This requirement has begun. End it instead."))
    mark(competency_ids=[requirement.competency_id], reason="requirement removed")
    record(requirement, "wagtail_esrlm.requirement.remove", by=by)
    requirement.delete()


@transaction.atomic
def exempt(*, exemption: Exemption, by: Any) -> Exemption:
    """Save an exemption of at most twelve months (rule 101).

    Raises:
        InvalidInput: when it is longer, or breaks another rule.
    """
    exemption.approved_by = by
    if exemption.ends_on >= add_months(exemption.starts_on, EXEMPTION_MONTHS):
        raise InvalidInput(_("An exemption lasts twelve months at most."))
    try:
        exemption.full_clean()
    except ValidationError as err:
        raise InvalidInput(" ".join(err.messages)) from err
    exemption.save()
    mark(person_ids=[exemption.person_id], reason="exemption")
    record(exemption, "wagtail_esrlm.exemption.give", by=by)
    return exemption


@transaction.atomic
def withdraw_exemption(*, exemption: Exemption, reason: str, by: Any) -> None:
    """Withdraw an exemption given in error; it is kept, and counts on no day.

    Raises:
        InvalidInput: without a reason.
        Conflict: when it is withdrawn already.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why the exemption is withdrawn."))
    withdrawn = Exemption.objects.filter(pk=exemption.pk, voided_at__isnull=True)
    if not withdrawn.update(
        voided_at=now(), voided_by=by, void_reason=reason.strip()[:255]
    ):
        raise Conflict(_("This exemption is withdrawn already."))
    mark(person_ids=[exemption.person_id], reason="exemption withdrawn")
    record(exemption, "wagtail_esrlm.exemption.withdraw", by=by, reason=reason)


@transaction.atomic
def accept_evidence(*, evidence: AwardEvidence, by: Any) -> CompetencyAward:
    """Turn evidence into an award, as a transfer within our own period (rule 29).

    Raises:
        Conflict: when it was decided already.
    """
    _decide(evidence, AwardEvidence.State.ACCEPTED, by, reason="")
    (result,) = write_awards(
        awards=[
            AwardInput(
                person_id=evidence.person_id,
                competency_id=evidence.competency_id,
                achieved_on=evidence.achieved_on,
                stated_expires_on=evidence.stated_expires_on,
                is_transfer=True,
                evidence=evidence.source,
                details=evidence.details,
            )
        ],
        by=by,
        revive=True,
    )
    if result.award is None:
        raise Conflict(_("The award was made void and is not given again."))
    AwardEvidence.objects.filter(pk=evidence.pk).update(award=result.award)
    record(evidence, "wagtail_esrlm.evidence.accept", by=by)
    return result.award


@transaction.atomic
def refuse_evidence(*, evidence: AwardEvidence, reason: str, by: Any) -> None:
    """Refuse evidence; it is kept and never counts.

    Raises:
        InvalidInput: without a reason.
        Conflict: when it was decided already.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why the evidence is refused."))
    _decide(evidence, AwardEvidence.State.REFUSED, by, reason=reason.strip())
    record(evidence, "wagtail_esrlm.evidence.refuse", by=by, reason=reason)


def _decide(evidence: AwardEvidence, state: str, by: Any, *, reason: str) -> None:
    decided = AwardEvidence.objects.filter(
        pk=evidence.pk, state=AwardEvidence.State.PENDING
    ).update(state=state, decided_at=now(), decided_by=by, decision_reason=reason[:255])
    if not decided:
        raise Conflict(_("This evidence has been decided already."))


def _take_turns(requirement: Requirement | None = None) -> None:
    """Let no other write requirements or end competencies; read what stands now.

    Raises:
        Conflict: when the requirement was removed meanwhile.
    """
    share_turn(TERMS)
    take_turn(REQUIREMENTS)
    if requirement is None:
        return
    try:
        requirement.refresh_from_db()
    except Requirement.DoesNotExist as err:
        raise Conflict(_("This requirement was removed meanwhile.")) from err


def _refuse_after_end(requirement: Requirement) -> None:
    ended = (
        Competency.objects.filter(pk=requirement.competency_id)
        .values_list("ends_on", flat=True)
        .first()
    )
    if ended is not None and requirement.starts_on > ended:
        raise InvalidInput(
            _("%(competency)s has ended and cannot be newly required.")
            % {"competency": requirement.competency}
        )
