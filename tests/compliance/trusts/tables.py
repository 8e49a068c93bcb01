"""Writes the oracle's trusts into our tables, many of them at once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.utils import timezone

from wagtail_esrlm.compliance import models as compliance
from wagtail_esrlm.snippets import models as snippets
from wagtail_esrlm.workforce import models as workforce

from .. import oracle_trust as told
from ..oracle import FOREVER, ONE_DAY, Oracle

TARGET_FIELDS = {
    told.Level.BUSINESS_GROUP: "business_group",
    told.Level.ORGANISATION: "organisation",
    told.Level.JOB_ROLE: "job_role",
    told.Level.POSITION: "position",
    told.Level.ASSIGNMENT: "assignment",
    told.Level.SUPPLEMENTARY_ROLE: "supplementary_role",
}


def created(rows: Iterable) -> list:
    """Create rows of one model, their keys folded as ``save`` would."""
    rows = list(rows)
    for row in rows:
        if hasattr(row, "fold_keys"):
            row.fold_keys()
    return type(rows[0]).objects.bulk_create(rows) if rows else []


@dataclass
class Tables:
    """Where each fact of the trusts went, by its name in the trust."""

    groups: dict[str, workforce.BusinessGroup] = field(default_factory=dict)
    organisations: dict[tuple, workforce.Organisation] = field(default_factory=dict)
    job_roles: dict[tuple, workforce.JobRole] = field(default_factory=dict)
    positions: dict[tuple, workforce.Position] = field(default_factory=dict)
    roles: dict[tuple, workforce.SupplementaryRole] = field(default_factory=dict)
    people: dict[str, workforce.Person] = field(default_factory=dict)
    assignments: dict[tuple, workforce.Assignment] = field(default_factory=dict)
    competencies: dict[str, snippets.Competency] = field(default_factory=dict)


def write(trusts: Iterable[told.Trust], *, awards: bool = True) -> Tables:
    """Write trusts into the tables.

    Args:
        trusts: no two with a business group, employee number or competency name in
            common.
        awards: also awards, their expiry and covers as the oracle has them; without,
            the caller writes them by the service under test.
    """
    trusts = list(trusts)
    tables = Tables()
    write_statuses()
    write_structure(tables, trusts)
    write_people(tables, trusts)
    write_periods(tables, trusts)
    write_competencies(tables, trusts)
    write_requirements(tables, trusts)
    write_exemptions(tables, trusts)
    if awards:
        write_awards(tables, trusts)
    return tables


def write_statuses() -> None:
    """Write the words of rule 2, unless they are there."""
    for name in told.INACTIVE_STATUSES:
        workforce.AssignmentStatus.objects.get_or_create(
            name_key=name, defaults={"name": name, "is_active": False}
        )


def write_structure(tables: Tables, trusts: list[told.Trust]) -> None:
    """Write business groups, the tree, job roles, positions and roles."""
    groups = created(
        workforce.BusinessGroup(
            vpd=group.vpd, name=group.vpd, end_of_month_expiry=group.end_of_month
        )
        for trust in trusts
        for group in trust.business_groups
    )
    tables.groups = {group.vpd: group for group in groups}
    paths = {
        (vpd, path)
        for trust in trusts
        for vpd, path in (*trust.organisations, *used_paths(trust))
    }
    for depth in range(1, max(len(path) for _, path in paths) + 1):
        level = sorted(key for key in paths if len(key[1]) == depth)
        organisations = created(
            workforce.Organisation(
                business_group=tables.groups[vpd],
                parent=tables.organisations.get((vpd, path[:-1])),
                name=path[-1],
            )
            for vpd, path in level
        )
        tables.organisations.update(zip(level, organisations, strict=True))
    tables.job_roles = write_names(tables, workforce.JobRole, trusts, job_roles)
    tables.positions = write_names(tables, workforce.Position, trusts, positions)
    tables.roles = write_names(tables, workforce.SupplementaryRole, trusts, roles)


def write_names(
    tables: Tables,
    model: type,
    trusts: list[told.Trust],
    names_of: Callable[[told.Trust], set[tuple[str, str]]],
) -> dict[tuple, object]:
    """Write a kind of thing that only has a name, or a number, in a group."""
    keys = sorted({key for trust in trusts for key in names_of(trust)})
    column = "number" if model is workforce.Position else "name"
    rows = created(
        model(business_group=tables.groups[vpd], **{column: name}) for vpd, name in keys
    )
    return dict(zip(keys, rows, strict=True))


def seats(trust: told.Trust) -> Iterable[tuple[str, told.Row]]:
    """Yield every stated row, with its group."""
    for person in trust.people:
        for assignment in person.assignments:
            for row in assignment.rows:
                yield assignment.vpd, row


def targets(trust: told.Trust, level: told.Level) -> set[tuple]:
    """Collect what requirements of a level stand on."""
    return {
        (each.vpd, each.target) for each in trust.requirements if each.level == level
    }


def used_paths(trust: told.Trust) -> set[tuple[str, tuple[str, ...]]]:
    """Collect every organisation somebody sits in or something stands on."""
    whole = {(vpd, row.organisation) for vpd, row in seats(trust)}
    whole |= targets(trust, told.Level.ORGANISATION)
    return {
        (vpd, path[:depth]) for vpd, path in whole for depth in range(1, len(path) + 1)
    }


def job_roles(trust: told.Trust) -> set[tuple[str, str]]:
    """Collect job roles."""
    used = {(vpd, row.job_role) for vpd, row in seats(trust) if row.job_role}
    return used | targets(trust, told.Level.JOB_ROLE)


def positions(trust: told.Trust) -> set[tuple[str, str]]:
    """Collect position numbers."""
    used = {(vpd, row.position) for vpd, row in seats(trust) if row.position}
    return used | targets(trust, told.Level.POSITION)


def roles(trust: told.Trust) -> set[tuple[str, str]]:
    """Collect supplementary roles."""
    used = {
        (vpd, role) for vpd, row in seats(trust) for role in row.supplementary_roles
    }
    return used | targets(trust, told.Level.SUPPLEMENTARY_ROLE)


def write_people(tables: Tables, trusts: list[told.Trust]) -> None:
    """Write people and their assignments."""
    people = [person for trust in trusts for person in trust.people]
    rows = created(
        workforce.Person(
            business_group=tables.groups[person.vpd],
            employee_number=person.employee_number,
            first_name="Sam",
            last_name=person.employee_number,
            person_type=person.person_type.name.lower(),
        )
        for person in people
    )
    tables.people = {row.employee_number: row for row in rows}
    pairs = [(person, each) for person in people for each in person.assignments]
    assignments = created(
        workforce.Assignment(
            business_group=tables.groups[assignment.vpd],
            number=assignment.number,
            person=tables.people[person.employee_number],
        )
        for person, assignment in pairs
    )
    tables.assignments = {
        (assignment.vpd, assignment.number): row
        for (_, assignment), row in zip(pairs, assignments, strict=True)
    }


def stretches(
    assignment: told.Assignment,
) -> Iterable[tuple[datetime.date, datetime.date | None, told.Row]]:
    """Cut overlapping rows so that one covers each day (rule 9)."""
    cuts = {row.starts_on for row in assignment.rows}
    cuts |= {row.ends_on + ONE_DAY for row in assignment.rows if row.ends_on}
    in_order = sorted(cuts)
    for index, start in enumerate(in_order):
        row = Oracle.row_on(None, assignment, start)
        following = in_order[index + 1 : index + 2]
        if row is not None:
            yield start, following[0] - ONE_DAY if following else None, row


def write_periods(tables: Tables, trusts: list[told.Trust]) -> None:
    """Write what every assignment is on each day, and the roles held through it."""
    periods, held = [], []
    for trust in trusts:
        for person in trust.people:
            for assignment in person.assignments:
                vpd = assignment.vpd
                for starts_on, ends_on, row in stretches(assignment):
                    periods.append(
                        workforce.AssignmentPeriod(
                            assignment=tables.assignments[vpd, assignment.number],
                            organisation=tables.organisations.get(
                                (vpd, row.organisation)
                            ),
                            job_role=tables.job_roles.get((vpd, row.job_role)),
                            position=tables.positions.get((vpd, row.position)),
                            grade=row.grade,
                            status=row.status,
                            starts_on=starts_on,
                            ends_on=ends_on,
                            row_starts_on=row.starts_on,
                            row_ends_on=row.ends_on,
                        )
                    )
                    held.append([(vpd, role) for role in row.supplementary_roles])
    created(periods)
    created(
        workforce.SupplementaryRoleHolding(
            assignment_period=period, supplementary_role=tables.roles[key]
        )
        for period, keys in zip(periods, held, strict=True)
        for key in keys
    )


def write_competencies(tables: Tables, trusts: list[told.Trust]) -> None:
    """Write competencies with their dated periods and covers."""
    competencies = [each for trust in trusts for each in trust.competencies]
    rows = created(
        snippets.Competency(
            name=each.name, ends_on=each.ends_on, amber_months=each.amber_months
        )
        for each in competencies
    )
    tables.competencies = {
        each.name: row for each, row in zip(competencies, rows, strict=True)
    }
    periods, covers = [], []
    for each in competencies:
        row = tables.competencies[each.name]
        ends = [version.from_day - ONE_DAY for version in each.versions[1:]]
        for version, ends_on in zip(each.versions, [*ends, None], strict=True):
            dates = {"starts_on": version.from_day, "ends_on": ends_on}
            periods.append(
                snippets.RenewalPeriod(
                    competency=row, months=version.renewal_months or None, **dates
                )
            )
            covers += [
                snippets.CompetencyCover(
                    competency=row, covered=tables.competencies[name], **dates
                )
                for name in sorted(version.covers)
            ]
    created(periods)
    created(covers)


def write_requirements(tables: Tables, trusts: list[told.Trust]) -> None:
    """Write requirements, each on its one target."""
    by_level = {
        told.Level.BUSINESS_GROUP: {
            (vpd, vpd): row for vpd, row in tables.groups.items()
        },
        told.Level.ORGANISATION: tables.organisations,
        told.Level.JOB_ROLE: tables.job_roles,
        told.Level.POSITION: tables.positions,
        told.Level.ASSIGNMENT: tables.assignments,
        told.Level.SUPPLEMENTARY_ROLE: tables.roles,
    }
    created(
        compliance.Requirement(
            competency=tables.competencies[each.competency],
            this_organisation_only=each.this_organisation_only,
            grade=each.grade,
            essential=each.essential,
            before_activity=each.before_the_activity,
            grace_days=0 if each.before_the_activity else each.grace_days,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            **{TARGET_FIELDS[each.level]: by_level[each.level][each.vpd, each.target]},
        )
        for trust in trusts
        for each in trust.requirements
    )


def write_exemptions(tables: Tables, trusts: list[told.Trust]) -> None:
    """Write exemptions, approved by somebody."""
    exemptions = [each for trust in trusts for each in trust.exemptions]
    if not exemptions:
        return
    approver = an_approver()
    created(
        compliance.Exemption(
            person=tables.people[each.employee_number],
            competency=tables.competencies[each.competency],
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            reason=compliance.Exemption.Reason.OTHER,
            approved_by=approver,
        )
        for each in exemptions
    )


def an_approver():
    """Return somebody who approved it all."""
    User = get_user_model()
    name = {User.USERNAME_FIELD: "approver@example.com"}
    found = User.objects.filter(**name).first()
    return found or User.objects.create(**name)


def write_awards(tables: Tables, trusts: list[told.Trust]) -> None:
    """Write awards as the oracle understands them, covers included."""
    now = timezone.now()
    awards, held = [], []
    for trust in trusts:
        oracle = Oracle(trust)
        for each in filter(oracle.accepted, trust.awards):
            expiry = oracle.expiry(each)
            awards.append(
                compliance.CompetencyAward(
                    person=tables.people[each.employee_number],
                    competency=tables.competencies[each.competency],
                    achieved_on=each.achieved_on,
                    expires_on=None if expiry == FOREVER else expiry,
                    voided_at=now if each.voided else None,
                    void_reason="Entered in error" if each.voided else "",
                )
            )
            held.append(
                {each.competency: expiry}
                | {
                    name: min(expiry, oracle.computed_expiry(each, name))
                    for name in oracle.covered(each.competency, each.achieved_on)
                }
            )
    created(awards)
    created(
        compliance.HeldCompetency(
            award=award,
            person=award.person,
            competency=tables.competencies[name],
            achieved_on=award.achieved_on,
            held_until=held_until,
            is_own=tables.competencies[name] == award.competency,
        )
        for award, until in zip(awards, held, strict=True)
        if award.voided_at is None
        for name, held_until in sorted(until.items())
    )


def by_employee(trusts: Iterable[told.Trust]) -> dict[str, told.Trust]:
    """Find the trust of each employee number."""
    found = defaultdict()
    for trust in trusts:
        for person in trust.people:
            found[person.employee_number] = trust
    return found
