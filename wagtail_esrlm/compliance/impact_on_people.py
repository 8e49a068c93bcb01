"""What a change to particular people does, before it is made.

Like ``impact``, but the people are known beforehand, so only theirs is calculated.
"""

from __future__ import annotations

from collections.abc import Collection

from ..clock import today
from ..permissions.scopes import organisations_below
from ..workforce.models import AssignmentPeriod, AssignmentStatus, Organisation
from ..workforce.services import change_status, move_organisation
from .awards import void_award
from .impact import Impact, impact_of
from .models import CompetencyAward, Exemption
from .services import withdraw_exemption

#: Beyond so many people, naming them costs more than calculating everybody.
MOST_NAMED = 5000


def of_moved_organisation(
    organisation: Organisation, parent: Organisation | None
) -> Impact:
    """Preview ``move_organisation``: requirements above it change for all below.

    Raises: ``Conflict`` and ``InvalidInput`` as it does.
    """
    below = organisations_below([organisation.pk])
    people = set(
        AssignmentPeriod.objects.active_on(today())
        .filter(organisation_id__in=below)
        .values_list("assignment__person_id", flat=True)
    )
    return impact_of(
        lambda: move_organisation(
            organisation=Organisation.objects.get(pk=organisation.pk),
            parent=parent,
            by=None,
            reason="preview",
        ),
        person_ids=_named(people),
    )


def of_changed_status(
    status: AssignmentStatus, *, is_active: bool, is_absence: bool
) -> Impact:
    """Preview ``change_status``: whose posts in this status begin or cease to count."""
    people = set(
        AssignmentPeriod.objects.covering(today())
        .filter(status_key=status.name_key)
        .values_list("assignment__person_id", flat=True)
    )
    return impact_of(
        lambda: change_status(
            status=status, is_active=is_active, is_absence=is_absence, by=None
        ),
        person_ids=_named(people),
    )


def of_voided_award(award: CompetencyAward) -> Impact:
    """Preview ``void_award``: what its person then no longer holds."""
    held = award.held.values_list("competency_id", flat=True)
    return impact_of(
        lambda: void_award(
            award=CompetencyAward.objects.get(pk=award.pk), reason="preview"
        ),
        competency_ids=[award.competency_id, *held],
        person_ids=[award.person_id],
    )


def of_withdrawn_exemption(exemption: Exemption) -> Impact:
    """Preview ``withdraw_exemption``: the competency counts again for its person."""
    return impact_of(
        lambda: withdraw_exemption(
            exemption=Exemption.objects.get(pk=exemption.pk),
            reason="preview",
            by=None,
        ),
        competency_ids=[exemption.competency_id],
        person_ids=[exemption.person_id],
    )


def _named(people: Collection[int]) -> Collection[int] | None:
    return people if len(people) <= MOST_NAMED else None
