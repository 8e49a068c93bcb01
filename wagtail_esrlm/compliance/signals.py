"""Marks figures as stale whenever an input changes through the ORM.

Services mark for themselves; this is the safety net under admin forms, shells and
hosts' own code. Marks are written in the transaction that makes the change.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from ..snippets.models import Competency, CompetencyCover, RenewalPeriod
from ..workforce.models import (
    Assignment,
    AssignmentPeriod,
    AssignmentStatus,
    BusinessGroup,
    Organisation,
    Person,
    SupplementaryRoleHolding,
)
from ..workforce.signals import seats_changed
from .marks import forget, mark, mark_all
from .models import CompetencyAward, Exemption, Requirement


def connect() -> None:
    """Listen to every model the calculation reads; called once, when apps are ready."""
    for model, receiver in RECEIVERS.items():
        uid = f"esrlm_stale_{model.__name__}"
        post_save.connect(receiver, sender=model, dispatch_uid=f"{uid}_save")
        deleted = pre_delete if model is SupplementaryRoleHolding else post_delete
        deleted.connect(receiver, sender=model, dispatch_uid=f"{uid}_delete")
    for model in OWNERS:
        uid = f"esrlm_stale_{model.__name__}_former"
        pre_save.connect(_note_former, sender=model, dispatch_uid=f"{uid}_note")
        post_save.connect(_of_former, sender=model, dispatch_uid=uid)
    seats_changed.connect(_seats_changed, dispatch_uid="esrlm_stale_seats_changed")


def _seats_changed(
    sender: Any, person_ids: frozenset[int] | None, reason: str, **kwargs: Any
) -> None:
    mark(person_ids=person_ids, reason=reason)


def _of_period(instance: AssignmentPeriod, **kwargs: Any) -> None:
    mark(person_ids=[instance.assignment.person_id], reason="seat")


def _of_holding(instance: SupplementaryRoleHolding, **kwargs: Any) -> None:
    period = instance.assignment_period
    mark(person_ids=[period.assignment.person_id], reason="supplementary role")


def _of_assignment(instance: Assignment, **kwargs: Any) -> None:
    mark(person_ids=[instance.person_id], reason="assignment")


def _of_person(instance: Person, **kwargs: Any) -> None:
    if "created" not in kwargs:
        forget(person_id=instance.pk)
    elif not kwargs["created"] and instance.pk:
        mark(person_ids=[instance.pk], reason="person")


def _of_cell(instance: CompetencyAward | Exemption, **kwargs: Any) -> None:
    mark(person_ids=[instance.person_id], reason=type(instance).__name__)


def _of_requirement(instance: Requirement, **kwargs: Any) -> None:
    mark(competency_ids=[instance.competency_id], reason="requirement")


def _of_competency(
    instance: Competency | RenewalPeriod | CompetencyCover, **kwargs: Any
) -> None:
    is_competency = isinstance(instance, Competency)
    pk = instance.pk if is_competency else instance.competency_id
    if is_competency and "created" not in kwargs:
        forget(competency_id=pk)
    elif pk and not (is_competency and kwargs.get("created")):
        mark(competency_ids=[pk], reason="competency")


def _of_everybody(instance: Any, created: bool = False, **kwargs: Any) -> None:
    if not created or isinstance(instance, AssignmentStatus):
        mark_all(reason=type(instance).__name__)


#: Models whose rows may change hands, and the column that says whose they are.
OWNERS: dict[Any, str] = {
    Assignment: "person_id",
    AssignmentPeriod: "assignment__person_id",
    CompetencyAward: "person_id",
    Exemption: "person_id",
    Requirement: "competency_id",
}


def _note_former(sender: Any, instance: Any, **kwargs: Any) -> None:
    instance._esrlm_former = (
        None
        if instance._state.adding
        else sender.objects.filter(pk=instance.pk)
        .values_list(OWNERS[sender], flat=True)
        .first()
    )


def _of_former(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Mark whose it was before, where a row changed hands."""
    former = instance.__dict__.pop("_esrlm_former", None)
    owner = instance
    for name in OWNERS[sender].split("__"):
        owner = getattr(owner, name)
    if former is None or former == owner:
        return
    if sender is Requirement:
        mark(competency_ids=[former], reason="requirement moved")
    else:
        mark(person_ids=[former], reason=f"{sender.__name__} moved"[:60])


RECEIVERS: dict[Any, Any] = {
    AssignmentPeriod: _of_period,
    SupplementaryRoleHolding: _of_holding,
    Assignment: _of_assignment,
    Person: _of_person,
    CompetencyAward: _of_cell,
    Exemption: _of_cell,
    Requirement: _of_requirement,
    Competency: _of_competency,
    RenewalPeriod: _of_competency,
    CompetencyCover: _of_competency,
    Organisation: _of_everybody,
    AssignmentStatus: _of_everybody,
    BusinessGroup: _of_everybody,
}
