"""The one door for files: check, apply in one transaction, tell what it did."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connections, router, transaction
from django.utils.translation import gettext as _

from ..clock import now, today
from ..errors import FileRefused
from ..locks import try_again
from ..workforce.models import BusinessGroup
from .kinds import KINDS
from .models import ImportBatch, ImportRow
from .outcomes import Loser, Options, Report, RowOutcome
from .readers import Table
from .staging import read_file, stage

#: Rows written that make fresh statistics worth their time.
ANALYSE_FROM = 2000

#: How many notices are stored with the batch.
MOST_STORED = 2000

#: How many of those who lose a required competency are stored: some thousand people's.
MOST_LOSERS = 50_000


@dataclass
class ImportResult:
    """What an import did, or in a dry run would do."""

    kind: str
    batch: ImportBatch
    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ended: int = 0
    rejected: int = 0
    seconds: float = 0.0
    notices: list[str] = field(default_factory=list)
    losers: list[Loser] = field(default_factory=list)
    rejects: list[RowOutcome] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the one object that ``--json`` prints."""
        return {
            "kind": self.kind,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "ended": self.ended,
            "rejected": self.rejected,
            "seconds": round(self.seconds, 2),
        }


class _DryRun(Exception):
    """Rolls back what a dry run wrote."""


def import_file(
    *,
    kind: str,
    path: str | Path | None = None,
    file: BinaryIO | None = None,
    business_group: str | BusinessGroup | None = None,
    dry_run: bool = False,
    create_missing: bool = False,
    effective: datetime.date | None = None,
    correct: bool = False,
    full_file: bool = False,
    max_drop: float = 5.0,
    user: Any = None,
) -> ImportResult:
    """Stage, check and apply one file; good rows apply, bad rows are listed.

    Args:
        kind: one of ``KINDS``.
        path, file: one of both.
        business_group: VPD code; default the only one.
        dry_run: tell what would happen; only the staged rows are kept.
        create_missing: create organisations, roles, positions, the business group.
        effective: from when changed facts hold (rules 103, 107); default today.
        correct: the current rows were wrong: overwrite them (rule 103).
        full_file: end what the file does not name (rule 93).
        max_drop: per cent of running assignments a full file may end.

    Returns: counts, notices, losers and refused rows.

    Raises:
        FileRefused: nothing was changed; a batch keeps the reason where it was staged.
    """
    given = read_file(kind=kind, path=path, file=file)
    batch, is_new = stage(
        given,
        business_group=business_group,
        create_missing=create_missing,
        wishes={
            "dry_run": dry_run,
            "create_missing": create_missing,
            "effective": effective.isoformat() if effective else None,
            "correct": correct,
            "full_file": full_file,
            "max_drop": max_drop,
        },
        user=user,
    )
    return run(
        batch,
        given.table,
        given.columns,
        dry_run=dry_run,
        forget_group=is_new,
        by=user,
    )


def run(
    batch: ImportBatch,
    table: Table,
    columns: dict[str, str],
    *,
    dry_run: bool,
    forget_group: bool = False,
    by: Any = None,
    max_drop: float | None = None,
) -> ImportResult:
    """Check a staged file and, unless it is a dry run, apply it.

    Args:
        batch: what ``stage`` kept.
        table, columns: the same rows.
        forget_group: the business group was made for it: take it back where nothing
            is applied.
        max_drop: instead of what the batch was staged with.

    Raises:
        FileRefused: nothing was changed; the batch keeps the reason.
    """
    started = time.monotonic()
    effective = batch.options["effective"]
    options = Options(
        stated_group=batch.business_group,
        today=today(),
        create_missing=batch.options["create_missing"],
        effective=datetime.date.fromisoformat(effective) if effective else None,
        correct=batch.options["correct"],
        full_file=batch.options["full_file"],
        max_drop=batch.options["max_drop"] if max_drop is None else max_drop,
        by=by,
    )
    try:
        rows, report = try_again(
            router.db_for_write(ImportBatch),
            lambda: _apply(batch.kind, table, columns, options, dry_run),
        )
    except FileRefused as err:
        _finish(batch, ImportBatch.State.REFUSED, refusal=str(err.sentence))
        if forget_group:
            _forget(batch)
        raise
    batch.drop_percent = report.drop_percent
    result = _result(batch.kind, batch, rows, report, dry_run)
    result.headers = table.headers
    if not dry_run and result.created + result.updated >= ANALYSE_FROM:
        _analyse()
    _keep(batch, rows, result)
    if dry_run and forget_group:
        _forget(batch)
    result.seconds = time.monotonic() - started
    return result


def _note_surplus(columns: dict[str, str], table: Table, report: Report) -> None:
    known = set(columns.values())
    surplus = [header for header in table.headers if header and header not in known]
    if surplus:
        report.notice(
            _("Columns that mean nothing here were ignored: %(names)s.")
            % {"names": ", ".join(surplus)}
        )
    numeric = sorted(
        {
            name
            for name, header in columns.items()
            if name.endswith("Number")
            and any(header in row.numeric for row in table.rows)
        }
    )
    if numeric:
        report.notice(
            _("%(names)s holds numbers, not text: leading zeros may be lost.")
            % {"names": ", ".join(numeric)}
        )


def _apply(
    kind: str, table: Table, columns: dict[str, str], options: Options, dry_run: bool
) -> tuple[list[RowOutcome], Report]:
    """Apply every row in one transaction, or try it and take it back.

    Returns: what became of each row, and what is to be said of the whole.
    """
    report = Report(notices=list(table.notices))
    _note_surplus(columns, table, report)
    rows = [RowOutcome(row, columns) for row in table.rows]
    try:
        with transaction.atomic(using=router.db_for_write(ImportBatch)):
            KINDS[kind](options, report).apply(rows)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return rows, report


def _result(
    kind: str, batch: ImportBatch, rows: list[RowOutcome], report: Report, dry_run: bool
) -> ImportResult:
    result = ImportResult(kind=kind, batch=batch, dry_run=dry_run, rows=len(rows))
    for row in rows:
        if row.is_refused:
            row.outcome = "rejected"
            result.rejects.append(row)
        setattr(result, row.outcome, getattr(result, row.outcome) + 1)
    result.ended = report.ended
    result.notices = report.notices
    result.losers = report.losers
    return result


def _keep(batch: ImportBatch, rows: list[RowOutcome], result: ImportResult) -> None:
    """Store what became of every row, and of the whole."""
    stored = ImportRow.objects.filter(batch=batch)
    stored.filter(outcome="rejected").update(outcome="staged", problems=[])
    for outcome in ("created", "updated", "unchanged"):
        lines = [row.line for row in rows if row.outcome == outcome]
        if len(lines) == len(rows):
            stored.update(outcome=outcome)
            break
        for start in range(0, len(lines), 5000):
            stored.filter(line__in=lines[start : start + 5000]).update(outcome=outcome)
    refused = {row.line: row for row in result.rejects}
    for start in range(0, len(refused), 2000):
        page = list(refused)[start : start + 2000]
        changed = list(stored.filter(line__in=page))
        for row in changed:
            row.outcome = "rejected"
            row.problems = [p.as_json() for p in refused[row.line].problems]
        ImportRow.objects.bulk_update(changed, ["outcome", "problems"], batch_size=500)
    for name in ("created", "updated", "unchanged", "ended", "rejected"):
        setattr(batch, name, getattr(result, name))
    batch.notices = result.notices[:MOST_STORED]
    batch.losers = [loser.as_json() for loser in result.losers[:MOST_LOSERS]]
    if len(result.losers) > MOST_LOSERS:
        batch.notices.insert(
            0,
            _(
                "%(all)s times somebody no longer has to hold something; the first "
                "%(kept)s are kept here."
            )
            % {"all": f"{len(result.losers):,}", "kept": f"{MOST_LOSERS:,}"},
        )
    _finish(
        batch,
        ImportBatch.State.CHECKED if result.dry_run else ImportBatch.State.APPLIED,
    )


def _finish(batch: ImportBatch, state: str, *, refusal: str = "") -> None:
    batch.state = state
    batch.refusal = refusal
    batch.rows_done = batch.rows_total
    batch.ended_at = now()
    batch.save()


def _forget(batch: ImportBatch) -> None:
    """Take back a business group that a dry run or a refused file had made."""
    group = batch.business_group
    batch.business_group = None
    batch.save(update_fields=["business_group"])
    if group is not None:
        group.delete()


def _analyse() -> None:
    connection = connections[router.db_for_write(ImportBatch)]
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
