"""The named parts that a blended competency is earned by (rule 31)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ..errors import InvalidInput, Refused
from ..names import fold, tidy
from ..workforce.audit import record
from .models import Competency, CompetencyPart

LONGEST_NAME = 120


@dataclass(frozen=True)
class PartInput:
    """One part as it is stated.

    Attributes:
        pk: Of a part that is stored; None for a new one.
        course_id: The course that is the part; None where other evidence is entered.
    """

    name: str
    course_id: int | None = None
    pk: int | None = None


@transaction.atomic
def set_parts(
    *,
    competency: Competency,
    parts: Sequence[PartInput],
    within_months: int | None = None,
    by: Any = None,
) -> bool:
    """Let a competency be earned by exactly these parts, in this order (rule 31).

    What people have done keeps its part; awards that were given stay. Nobody is
    awarded by the change itself: the next part that somebody does is counted with it.

    Args:
        parts: None for a competency that is earned at once; else two or more.
        within_months: In how many months all parts must lie; None for no limit.

    Returns: whether anything changed.

    Raises:
        InvalidInput: for a single part, or a name that is empty, too long or twice.
        Refused: ``in_use``, where somebody has done a part that would go.
    """
    stated = [(tidy(part.name), part) for part in parts]
    _check(stated)
    held = Competency.objects.select_for_update().get(pk=competency.pk)
    stored = {part.pk: part for part in held.parts.all()}
    before = _in_words(stored.values(), held.parts_within_months)
    if unknown := {part.pk for _name, part in stated if part.pk} - set(stored):
        raise InvalidInput(
            _("%(count)d of the parts is not there any more. Load the page again.")
            % {"count": len(unknown)}
        )
    _remove([stored[pk] for pk in set(stored) - {part.pk for _n, part in stated}])
    # Names may change places: the constraint looks at each row as it is written.
    for pk in stored:
        CompetencyPart.objects.filter(pk=pk).update(name=f"#{pk}")
    for order, (name, part) in enumerate(stated):
        values = {"name": name, "course_id": part.course_id, "sort_order": order}
        if part.pk is None:
            CompetencyPart.objects.create(competency=held, **values)
        else:
            CompetencyPart.objects.filter(pk=part.pk).update(**values)
    Competency.objects.filter(pk=held.pk).update(parts_within_months=within_months)
    after = _in_words(held.parts.all(), within_months)
    if after == before:
        return False
    record(
        held,
        "wagtail_esrlm.record.change",
        by=by,
        changes={"parts": (before, after)},
    )
    return True


def _check(stated: Sequence[tuple[str, PartInput]]) -> None:
    if len(stated) == 1:
        raise InvalidInput(
            _("One part is no blend. Name two or more, or none: then it is one whole.")
        )
    names = [name for name, _part in stated]
    if not all(names):
        raise InvalidInput(_("Every part needs a name."))
    if any(len(name) > LONGEST_NAME for name in names):
        raise InvalidInput(
            _("A name has at most %(most)d characters.") % {"most": LONGEST_NAME}
        )
    if len({fold(name) for name in names}) < len(names):
        raise InvalidInput(_("Two parts have the same name."))


def _remove(parts: Sequence[CompetencyPart]) -> None:
    for part in parts:
        try:
            part.delete()
        except ProtectedError as err:
            raise Refused(
                "in_use",
                _("“%(name)s” stays: people have done this part. Rename it instead.")
                % {"name": part.name},
            ) from err


def _in_words(parts: Any, within_months: int | None) -> list[str]:
    """Return the parts as the history names them."""
    ordered = sorted(parts, key=lambda part: (part.sort_order, part.pk))
    words = [
        f"{part.name}: {part.course}" if part.course_id else part.name
        for part in ordered
    ]
    return [*words, str(within_months)] if within_months else words
