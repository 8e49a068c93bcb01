"""Brings a trust in through ``esrlm_import``; the rest, which no file says, by hand."""

from __future__ import annotations

import io
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.names import fold
from wagtail_esrlm.snippets.models import Competency
from wagtail_esrlm.workforce.models import BusinessGroup, Person

from ..oracle_trust import Trust
from . import files, tables
from .dice import Dice
from .snapshots import StaffList


def import_trust(
    trust: Trust,
    folder: Path,
    dice: Dice,
    staff: list[StaffList] | None = None,
    *,
    after_each=lambda: None,
) -> None:
    """Import a trust's files in their order, then what has no file.

    Args:
        trust: one with a single business group.
        folder: where to put the files.
        dice: what chooses between ways to say the same.
        staff: the staff lists; one of everybody's dated rows if not given.
        after_each: called after every file.
    """
    (group,) = trust.business_groups
    if group.end_of_month:
        known, _ = BusinessGroup.objects.get_or_create(vpd=group.vpd)
        known.end_of_month_expiry = True
        known.save()
    for each in files.write(trust, folder, dice, staff):
        import_file(each, group.vpd)
        after_each()
    add_what_has_no_file(trust)
    after_each()


def import_file(each: files.Import, vpd: str) -> None:
    """Run the command; rows it lists are the business of the cells compared later."""
    options = {"effective": each.effective.isoformat()} if each.effective else {}
    if each.full:
        options |= {"full_file": True, "max_drop": 100.0}
    told = io.StringIO()
    try:
        call_command(
            "esrlm_import",
            each.kind,
            str(each.path),
            business_group=vpd,
            create_missing=each.create_missing,
            stdout=told,
            stderr=told,
            **options,
        )
    except SystemExit as stopped:
        assert stopped.code in (0, 1, None), f"{each}\n{told.getvalue()}"


def add_what_has_no_file(trust: Trust) -> None:
    """Add own amber windows, exemptions and awards that were void."""
    known = tables.Tables(
        people={
            each.employee_number: Person.objects.get(
                employee_number_key=fold(each.employee_number)
            )
            for each in trust.people
        },
        competencies={
            each.name: Competency.objects.get(name_key=fold(each.name))
            for each in trust.competencies
        },
    )
    for each in trust.competencies:
        if each.amber_months is not None:
            competency = known.competencies[each.name]
            competency.amber_months = each.amber_months
            competency.save()
    tables.write_exemptions(known, [trust])
    for each in trust.awards:
        if each.voided:
            CompetencyAward.objects.create(
                person=known.people[each.employee_number],
                competency=known.competencies[each.competency],
                achieved_on=each.achieved_on,
                voided_at=timezone.now(),
                void_reason="Entered in error",
            )
