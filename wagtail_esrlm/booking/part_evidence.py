"""Parts of blended competencies that people did elsewhere, with their proof (31)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ..clock import today
from ..errors import InvalidInput
from ..snippets.models import CompetencyPart
from ..workforce.audit import record
from ..workforce.models import Person
from .completion import complete_part


@transaction.atomic
def record_part(
    *,
    part: CompetencyPart,
    person: Person,
    completed_on: datetime.date,
    evidence: str,
    by: Any,
) -> None:
    """Note that somebody did a part that no class of ours was, and award by the last.

    The same part on the same day stands once, with its first evidence.

    Raises:
        InvalidInput: for a day to come (rule 25), after the end of the competency
            (rule 33), or without evidence.
    """
    competency = part.competency
    if completed_on > today():
        raise InvalidInput(_("A day to come cannot be recorded."))
    if competency.ends_on is not None and completed_on > competency.ends_on:
        raise InvalidInput(_("The competency had ended by then."))
    if not evidence.strip():
        raise InvalidInput(_("Say where the proof is."))
    complete_part(
        part=part,
        person_id=person.pk,
        completed_on=completed_on,
        evidence=evidence.strip()[:255],
        by=by,
    )
    record(
        competency,
        "wagtail_esrlm.record.change",
        by=by,
        about=f"{part.name}: {person.employee_number}, {completed_on.isoformat()}",
    )
