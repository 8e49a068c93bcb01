"""Structure that staff files name: found, or created where the import says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ...names import fold, tidy
from ...workforce.models import (
    BusinessGroup,
    JobRole,
    Organisation,
    Position,
    SupplementaryRole,
)
from ..lookups import not_known
from ..outcomes import Report
from .staff_rows import StaffRow

SEPARATOR = " > "


class Named:
    """Things of one model with unique names in a business group.

    Attributes:
        ids: primary keys by folded name.
    """

    def __init__(self, model: Any, field: str, group: BusinessGroup) -> None:
        self.model, self.field, self.group = model, field, group
        self.things = {
            getattr(thing, f"{field}_key"): thing
            for thing in model.objects.filter(business_group=group)
        }

    def id(self, name: str) -> int | None:
        """Return the primary key of that name, None for an empty one."""
        return self.things[fold(name)].pk if name else None

    def spelt(self) -> Iterable[str]:
        """Return every name as stored."""
        return (getattr(thing, self.field) for thing in self.things.values())

    def create(self, names: Iterable[str]) -> list[str]:
        """Create the names that are missing; return them as given."""
        missing: dict[str, str] = {}
        for name in names:
            if name and fold(name) not in self.things:
                missing.setdefault(fold(name), name)
        created = self.model.objects.bulk_create(
            [
                self.model(
                    business_group=self.group,
                    **{self.field: tidy(name), f"{self.field}_key": key},
                )
                for key, name in missing.items()
            ],
            batch_size=1000,
        )
        for thing in created:
            self.things[getattr(thing, f"{self.field}_key")] = thing
        return list(missing.values())


class Tree:
    """Organisations of a business group by folded path."""

    def __init__(self, group: BusinessGroup) -> None:
        self.group = group
        self.nodes: dict[tuple[str, ...], Organisation] = {}
        self.names: dict[tuple[str, ...], str] = {}
        children: dict[int | None, list[Organisation]] = {}
        for node in Organisation.objects.filter(business_group=group):
            children.setdefault(node.parent_id, []).append(node)
        waiting: list[tuple[tuple[str, ...], str, int | None]] = [((), "", None)]
        for key, path, parent in waiting:
            for node in children.get(parent, ()):
                below = (*key, node.name_key)
                spelt = f"{path}{SEPARATOR}{node.name}" if path else node.name
                self.nodes[below] = node
                self.names[below] = spelt
                waiting.append((below, spelt, node.pk))

    def id(self, path: tuple[str, ...]) -> int | None:
        """Return the primary key of the path, None for an empty one."""
        return self.nodes[tuple(map(fold, path))].pk if path else None

    def knows(self, path: tuple[str, ...]) -> bool:
        """Whether the whole path exists."""
        return tuple(map(fold, path)) in self.nodes

    def create(self, paths: Iterable[tuple[str, ...]]) -> list[str]:
        """Create what is missing of the paths, level by level; return new paths."""
        created = []
        wanted = {path[: depth + 1] for path in paths for depth in range(len(path))}
        for path in sorted(wanted, key=lambda each: (len(each), each)):
            key = tuple(map(fold, path))
            if key in self.nodes:
                continue
            node = Organisation.objects.create(
                business_group=self.group,
                parent=self.nodes.get(key[:-1]),
                name=path[-1],
            )
            self.nodes[key] = node
            self.names[key] = SEPARATOR.join(path)
            created.append(self.names[key])
        return created


class StaffNames:
    """All that staff rows name: organisations, job roles, positions, roles."""

    def __init__(self, group: BusinessGroup, report: Report) -> None:
        self.report = report
        self.organisations = Tree(group)
        self.job_roles = Named(JobRole, "name", group)
        self.positions = Named(Position, "number", group)
        self.roles = Named(SupplementaryRole, "name", group)

    def create_missing(self, rows: Sequence[StaffRow]) -> None:
        """Create and list what the rows name and nobody knows (rule 104)."""
        self._list(
            _("organisations"),
            self.organisations.create({row.organisation for row in rows}),
        )
        for label, names, wanted in (
            (_("job roles"), self.job_roles, [row.job_role for row in rows]),
            (_("positions"), self.positions, [row.position for row in rows]),
            (
                _("supplementary roles"),
                self.roles,
                [role for row in rows for role in row.roles],
            ),
        ):
            self._list(label, names.create(wanted))

    def refuse_shortened(self, rows: Iterable[StaffRow]) -> None:
        """Refuse new positions that a spreadsheet took the leading zeros of (rule 96).

        To create them would end what their holders must hold (rule 104).
        """
        known = self.positions.things
        bare = {key.lstrip("0"): key for key in known if key.startswith("0")}
        for row in rows:
            key = fold(row.position)
            if key and key not in known and key.isdigit() and key in bare:
                row.outcome.refuse(
                    "Position Number",
                    _("may have lost leading zeros: %(number)s exists")
                    % {"number": known[bare[key]].number},
                )

    def refuse_unknown(self, row: StaffRow) -> None:
        """Refuse a row that names what does not exist, with the nearest names."""
        if row.organisation and not self.organisations.knows(row.organisation):
            row.outcome.refuse(
                "Organisation",
                not_known(
                    SEPARATOR.join(row.organisation),
                    {},
                    self.organisations.names.values(),
                ),
            )
        for column, names, name in (
            ("Job Role", self.job_roles, row.job_role),
            ("Position Number", self.positions, row.position),
            *(("Supplementary Roles", self.roles, role) for role in row.roles),
        ):
            if name and fold(name) not in names.things:
                row.outcome.refuse(
                    column, not_known(name, names.things, names.spelt()), name
                )

    def update_titles(self, rows: Sequence[StaffRow]) -> None:
        """Take over position titles and staff groups; the last row of each counts."""
        for column, names, field, of in (
            ("Position Title", self.positions, "title", lambda row: row.position),
            ("Staff Group", self.job_roles, "staff_group", lambda row: row.job_role),
        ):
            last = {
                fold(of(row)): (tidy(row.outcome.text(column)), row)
                for row in rows
                if of(row) and row.outcome.text(column)
            }
            changed = []
            for key, (stated, row) in last.items():
                thing = names.things[key]
                if getattr(thing, field) != stated:
                    setattr(thing, field, stated)
                    changed.append(thing)
                    row.outcome.outcome = "updated"
            names.model.objects.bulk_update(changed, [field], batch_size=500)

    def _list(self, label: str, created: list[str]) -> None:
        if created:
            self.report.notice(
                _("Created %(count)d %(label)s: %(names)s")
                % {
                    "count": len(created),
                    "label": label,
                    "names": "; ".join(created[:50])
                    + ("; …" if len(created) > 50 else ""),
                }
            )
