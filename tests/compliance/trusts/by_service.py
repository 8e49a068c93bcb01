"""Writes a trust's awards by the package's own service, in the order of life."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from wagtail_esrlm.compliance.awards import AwardInput, void_award, write_awards
from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.compliance.terms import change_covers, change_renewal_period

from ..oracle import Oracle
from ..oracle_trust import Award, Trust, Version
from .tables import Tables

FAR = datetime.date(2090, 1, 1)


def write(known: Tables, trusts: Iterable[Trust]) -> None:
    """Write awards, void ones first, so that what replaces them is given anew."""
    accepted = [
        award
        for trust in trusts
        for award in filter(Oracle(trust).accepted, trust.awards)
    ]
    for award in accepted:
        if award.voided:
            (result,) = write_awards(awards=[given(known, award)], on=FAR, revive=True)
            void_award(award=result.award, reason="Entered in error")
    write_awards(
        awards=[given(known, award) for award in accepted if not award.voided],
        on=FAR,
        revive=True,
    )


def given(known: Tables, award: Award) -> AwardInput:
    """Say an award as the service wants to hear it."""
    stated = award.stated
    return AwardInput(
        person_id=known.people[award.employee_number].pk,
        competency_id=known.competencies[award.competency].pk,
        achieved_on=award.achieved_on,
        stated_expires_on=None if stated == "never" else stated,
        stated_never=stated == "never",
        is_transfer=bool(award.from_vpd),
        origin=CompetencyAward.Origin.IMPORT,
    )


def before_any_change(trust: Trust) -> Trust:
    """Leave only each competency's first version, in force since always."""
    return replace(
        trust,
        competencies=tuple(
            replace(each, versions=each.versions[:1]) for each in trust.competencies
        ),
    )


def without_transfers(trust: Trust) -> Trust:
    """Leave transfers out: whether they are taken over depends on the period then."""
    own = tuple(award for award in trust.awards if not award.from_vpd)
    return replace(trust, awards=own)


def change_versions(known: Tables, trusts: Iterable[Trust]) -> None:
    """Bring the later versions into force one day after another (rule 107)."""
    changes = [
        (version.from_day, each.name, version)
        for trust in trusts
        for each in trust.competencies
        for version in each.versions[1:]
    ]
    for day, name, version in sorted(changes, key=lambda change: change[:2]):
        change_version(known, name, day, version)


def change_version(
    known: Tables, name: str, day: datetime.date, version: Version
) -> None:
    """Change the period and the covers from that day on."""
    competency = known.competencies[name]
    change_renewal_period(
        competency=competency, months=version.renewal_months or None, effective_on=day
    )
    change_covers(
        competency=competency,
        covered=[known.competencies[covered] for covered in version.covers],
        effective_on=day,
    )
