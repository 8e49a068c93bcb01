"""Keeps files that come in, every row as it was given, before anything is applied."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.db import router, transaction
from django.utils.translation import gettext as _

from ..conf import esrlm_settings
from ..errors import FileRefused
from ..names import fold, tidy
from ..workforce.models import BusinessGroup
from .kinds import KINDS
from .models import WITHOUT_GROUP, ImportBatch, ImportRow
from .outcomes import Column
from .readers import Table, read_table


@dataclass(frozen=True)
class FileRead:
    """A file as it was read.

    Attributes:
        columns: Folded headers by column name, of the columns that it has.
    """

    kind: str
    name: str
    sha256: str
    table: Table
    columns: dict[str, str]


def read_file(
    *, kind: str, path: str | Path | None = None, file: BinaryIO | None = None
) -> FileRead:
    """Read a file; may take long, so do it in no transaction.

    Args:
        path, file: one of both.

    Raises:
        FileRefused: where it cannot be read or lacks columns.
    """
    content, name = _content(path, file)
    table = read_table(content)
    return FileRead(
        kind=kind,
        name=name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        table=table,
        columns=_columns(KINDS[kind].columns, table),
    )


def stage(
    given: FileRead,
    *,
    business_group: str | BusinessGroup | None = None,
    create_missing: bool = False,
    wishes: dict[str, Any],
    user: Any = None,
) -> tuple[ImportBatch, bool]:
    """Keep every row of a file, all or none; nothing is applied.

    Returns: the batch, and whether the business group is new.

    Raises:
        FileRefused: where it has no business group.
    """
    table = given.table
    with transaction.atomic(using=router.db_for_write(ImportBatch)):
        group, is_new = _business_group(given.kind, business_group, create_missing)
        batch = ImportBatch.objects.create(
            kind=given.kind,
            business_group=group,
            file_name=given.name,
            sha256=given.sha256,
            options=wishes
            | {
                "read": list(table.notices),
                "numeric": sorted({name for row in table.rows for name in row.numeric}),
            },
            columns=table.headers,
            rows_total=len(table.rows),
            notices=list(table.notices),
            created_by=user,
        )
        ImportRow.objects.bulk_create(
            (
                ImportRow(batch=batch, line=row.line, data=row.cells, fault=row.fault)
                for row in table.rows
            ),
            batch_size=2000,
        )
    return batch, is_new


def _content(path: str | Path | None, file: BinaryIO | None) -> tuple[bytes, str]:
    limit = esrlm_settings.IMPORT_MAX_BYTES + 1
    if file is not None:
        return file.read(limit), Path(getattr(file, "name", "") or "").name
    try:
        with Path(path or "").open("rb") as opened:
            return opened.read(limit), Path(path or "").name
    except OSError as err:
        raise FileRefused(
            _("The file cannot be read: %(why)s") % {"why": err.strerror}
        ) from err


def _columns(wanted: Sequence[Column], table: Table) -> dict[str, str]:
    """Return folded headers by column name.

    Raises:
        FileRefused: with every required column that is missing.
    """
    missing = [
        column.name
        for column in wanted
        if column.required and fold(column.name) not in table.headers
    ]
    if missing:
        raise FileRefused(
            _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        )
    return {
        column.name: fold(column.name)
        for column in wanted
        if fold(column.name) in table.headers
    }


def _business_group(
    kind: str, wanted: str | BusinessGroup | None, create_missing: bool
) -> tuple[BusinessGroup | None, bool]:
    """Return the business group, and whether it was made just now.

    None where a file needs none and none is said or the only one.

    Raises:
        FileRefused: when it is not known, or not said although there are several.
    """
    if isinstance(wanted, BusinessGroup):
        return wanted, False
    if wanted:
        group = BusinessGroup.objects.filter(vpd_key=fold(wanted)).first()
        if group is not None:
            return group, False
        if create_missing and kind == ImportBatch.Kind.STAFF:
            vpd = tidy(wanted)[:20]
            return BusinessGroup.objects.create(vpd=vpd, name=vpd), True
        if kind in WITHOUT_GROUP:
            return None, False
        raise FileRefused(_("Business group “%(vpd)s” is not known.") % {"vpd": wanted})
    groups = list(BusinessGroup.objects.all()[:2])
    if len(groups) == 1:
        return groups[0], False
    if kind in WITHOUT_GROUP:
        return None, False
    if groups:
        raise FileRefused(_("There are several business groups: say which one."))
    raise FileRefused(
        _("There is no business group. Name it, and let the staff file create it.")
    )
