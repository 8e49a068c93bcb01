"""The writers of the workforce outside imports: people, seats, deputies, structure.

Every change is logged with who, from what to what, from which day and why (rule 98),
and announced inside its transaction, so that figures are marked stale with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..errors import Conflict, InvalidInput
from ..jobs.turns import SEATS, take_turn
from .audit import record
from .models import (
    AssignmentPeriod,
    AssignmentStatus,
    BusinessGroup,
    Deputy,
    Organisation,
    Person,
)
from .seat_facts import Correction, SeatFacts, validated
from .seating import (
    add_assignment,
    correct_period,
    end_assignment,
    open_period,
    remove_period,
)
from .selectors import organisation_paths
from .signals import announce_seats_changed

__all__ = [
    "Correction",
    "SeatFacts",
    "add_assignment",
    "add_person",
    "change_person",
    "change_status",
    "correct_period",
    "end_assignment",
    "end_deputy",
    "move_organisation",
    "name_deputy",
    "open_period",
    "remove_period",
]

#: What an administrator may change of a person; log-ins are linked by ``linking``.
PERSON_FIELDS = frozenset(
    {
        "employee_number",
        "title",
        "first_name",
        "last_name",
        "preferred_name",
        "email",
        "person_type",
        "access",
        "starts_on",
        "ends_on",
    }
)


@transaction.atomic
def add_person(*, business_group: BusinessGroup, by: Any, **facts: Any) -> Person:
    """Add a person; they have no seat and no log-in yet.

    Args:
        business_group: Where their number is unique.
        by: Who does it.
        facts: Values of ``PERSON_FIELDS``.

    Raises:
        InvalidInput: when a value is not acceptable or the number is in use.
    """
    _check_person_fields(facts)
    person = Person(business_group=business_group, **facts)
    validated(person)
    person.save()
    record(
        person,
        "wagtail_esrlm.person.add",
        by=by,
        changes={name: (None, value) for name, value in facts.items() if value},
    )
    return person


@transaction.atomic
def change_person(
    *, person: Person, changes: Mapping[str, Any], by: Any, reason: str = ""
) -> Person:
    """Change a person's details; nothing is written where nothing differs.

    Raises:
        InvalidInput: when a value is not acceptable or the number is in use.
    """
    _check_person_fields(changes)
    stored = Person.objects.select_for_update().get(pk=person.pk)
    differences = {
        name: (getattr(stored, name), value)
        for name, value in changes.items()
        if getattr(stored, name) != value
    }
    if not differences:
        return stored
    for name, (_before, value) in differences.items():
        setattr(stored, name, value)
    validated(stored)
    stored.save(update_fields=list(differences))
    record(
        stored,
        "wagtail_esrlm.person.change",
        by=by,
        changes=differences,
        reason=reason,
    )
    if "person_type" in differences:
        announce_seats_changed([stored.pk], reason="person type changed")
    return stored


def _check_person_fields(facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - PERSON_FIELDS:
        raise InvalidInput(
            _("These cannot be set here: %(names)s.")
            % {"names": ", ".join(sorted(unknown))}
        )


@transaction.atomic
def name_deputy(
    *,
    manager: Person,
    deputy: Person,
    starts_on: datetime.date,
    ends_on: datetime.date,
    by: Any,
) -> Deputy:
    """Let somebody stand in for a manager, both days included (rule 40).

    Raises:
        InvalidInput: when it is the same person, or the end is before the start.
        Conflict: when that person stands in on some of these days already.
    """
    if manager.pk == deputy.pk:
        raise InvalidInput(_("Nobody deputises for themselves."))
    if ends_on < starts_on:
        raise InvalidInput(_("The last day is before the first."))
    Person.objects.select_for_update().get(pk=manager.pk)
    clash = Deputy.objects.filter(
        manager=manager, deputy=deputy, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).first()
    if clash is not None:
        raise Conflict(
            _("%(name)s stands in already from %(start)s to %(end)s.")
            % {
                "name": deputy,
                "start": date_format(clash.starts_on),
                "end": date_format(clash.ends_on),
            }
        )
    named = Deputy.objects.create(
        manager=manager, deputy=deputy, starts_on=starts_on, ends_on=ends_on
    )
    record(
        manager,
        "wagtail_esrlm.deputy.name",
        by=by,
        changes={"deputy": (None, deputy), "until": (None, ends_on)},
        effective_on=starts_on,
    )
    return named


@transaction.atomic
def end_deputy(*, deputy: Deputy, last_day: datetime.date, by: Any) -> Deputy | None:
    """Let a deputy's period end on another day; before its start removes it."""
    stored = (
        Deputy.objects.select_for_update(of=("self",))
        .select_related("manager", "deputy")
        .get(pk=deputy.pk)
    )
    record(
        stored.manager,
        "wagtail_esrlm.deputy.end",
        by=by,
        about=str(stored.deputy),
        changes={"until": (stored.ends_on, last_day)},
        effective_on=stored.starts_on,
    )
    if last_day < stored.starts_on:
        stored.delete()
        return None
    stored.ends_on = last_day
    stored.save(update_fields=["ends_on"])
    return stored


@transaction.atomic
def move_organisation(
    *, organisation: Organisation, parent: Organisation | None, by: Any, reason: str
) -> Organisation:
    """Move a node, with everything below it, to another place in the tree.

    The move takes effect at once and is kept in the history only: figures of the past
    use today's tree and say so.

    Raises:
        InvalidInput: without a reason, or when the business groups differ.
        Conflict: when the new place is below the node itself; the sentence names
            the path.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why: figures of the past use the new tree too."))
    take_turn(SEATS)
    group = organisation.business_group_id
    # The whole tree is locked: two moves at once could close a circle together.
    tree = {
        node.pk: node
        for node in Organisation.objects.select_for_update()
        .filter(business_group_id=group)
        .order_by("pk")
    }
    node = tree[organisation.pk]
    if parent is not None and parent.pk not in tree:
        raise InvalidInput(_("The new place belongs to another business group."))
    paths = organisation_paths(business_group_id=group)
    if parent is not None and node.pk in _upward(parent.pk, tree):
        raise Conflict(
            _("%(name)s cannot be part of itself: %(path)s.")
            % {"name": node, "path": paths[parent.pk]}
        )
    if node.parent_id == (parent.pk if parent else None):
        return node
    node.parent = tree[parent.pk] if parent else None
    validated(node)
    node.save(update_fields=["parent"])
    after = organisation_paths(business_group_id=group)
    record(
        node,
        "wagtail_esrlm.organisation.move",
        by=by,
        changes={"path": (paths[node.pk], after[node.pk])},
        reason=reason,
    )
    below = [pk for pk in tree if node.pk in _upward(pk, tree)]
    people = AssignmentPeriod.objects.filter(organisation_id__in=below).values_list(
        "assignment__person_id", flat=True
    )
    announce_seats_changed(people, reason="organisation moved")
    return node


def _upward(start: int, tree: Mapping[int, Organisation]) -> list[int]:
    """Return the nodes from one to its top, itself first; a circle ends it."""
    path: list[int] = []
    current: int | None = start
    while current is not None and current in tree and current not in path:
        path.append(current)
        current = tree[current].parent_id
    return path


@transaction.atomic
def change_status(
    *, status: AssignmentStatus, is_active: bool, is_absence: bool, by: Any
) -> AssignmentStatus:
    """Change what a word for an assignment's state means (rules 2, 10)."""
    stored = AssignmentStatus.objects.select_for_update().get(pk=status.pk)
    differences = {
        name: (getattr(stored, name), value)
        for name, value in (("is_active", is_active), ("is_absence", is_absence))
        if getattr(stored, name) != value
    }
    if not differences:
        return stored
    stored.is_active, stored.is_absence = is_active, is_absence
    stored.save(update_fields=["is_active", "is_absence"])
    record(stored, "wagtail_esrlm.status.change", by=by, changes=differences)
    if "is_active" in differences:
        people = AssignmentPeriod.objects.filter(
            status_key=stored.name_key
        ).values_list("assignment__person_id", flat=True)
        announce_seats_changed(people, reason="status changed")
    return stored
