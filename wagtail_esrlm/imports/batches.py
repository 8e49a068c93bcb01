"""Files that wait: staged, checked in the background, applied when somebody says so.

The rows are those that were staged: what is applied is what was checked.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ..errors import Conflict, EsrlmError, NotAllowed
from ..jobs.enqueue import poke, queue_is_alive
from ..jobs.registry import find_job
from ..jobs.runs import run_job
from ..names import fold
from .kinds import KINDS
from .models import WITHOUT_GROUP, ImportBatch, ImportRow
from .readers import SourceRow, Table
from .services import run

logger = logging.getLogger(__name__)

#: The background work that checks and applies what waits.
JOB = "imports"

#: Files up to this many rows are done while their sender waits.
AT_ONCE_ROWS = 2000

#: What a check allows, to show what a full file would end.
EVERYTHING = 100.0

STATE = ImportBatch.State


def is_waiting() -> bool:
    """Whether a file waits to be checked or applied."""
    return _waiting().exists()


def see_to(batch: ImportBatch) -> None:
    """Do a small file now; leave a large one to the queue, where there is one."""
    if batch.rows_total > AT_ONCE_ROWS and queue_is_alive():
        poke(JOB)
        return
    run_job(find_job(JOB), driver="admin", force=True)
    batch.refresh_from_db()


def ask_to_apply(batch: ImportBatch, *, by: Any) -> None:
    """Let a checked file be applied as it was checked.

    Raises:
        NotAllowed: where it ends so much that another than its sender must say so.
        Conflict: where it is not, or no longer, waiting for that.
    """
    if batch.needs_another and (by is None or batch.created_by_id == by.pk):
        raise NotAllowed(
            _(
                "This file ends %(drop).1f %% of all assignments. Somebody else must "
                "apply it."
            )
            % {"drop": batch.drop_percent}
        )
    checked = ImportBatch.objects.filter(pk=batch.pk, state=STATE.CHECKED)
    if not checked.update(state=STATE.ASKED, applied_by=by):
        raise Conflict(_("This file has been applied already, or was never checked."))
    batch.refresh_from_db()


def work() -> str:
    """Check and apply every file that waits, oldest first; say how many."""
    done = 0
    for batch in _waiting().select_related("business_group", "applied_by"):
        _do(batch)
        done += 1
    return f"{done} files"


def _waiting() -> Any:
    states = (STATE.STAGED, STATE.ASKED)
    return ImportBatch.objects.filter(
        Q(business_group__isnull=False) | Q(kind__in=WITHOUT_GROUP),
        state__in=states,
        options__waits=True,
    ).order_by("pk")


def _do(batch: ImportBatch) -> None:
    apply = batch.state == STATE.ASKED
    table = _table(batch)
    columns = {
        column.name: fold(column.name)
        for column in KINDS[batch.kind].columns
        if fold(column.name) in table.headers
    }
    try:
        run(
            batch,
            table,
            columns,
            dry_run=not apply,
            by=batch.applied_by if apply else batch.created_by,
            max_drop=EVERYTHING if not apply or batch.needs_another else None,
        )
    except EsrlmError:
        return
    except Exception:
        logger.exception("Import %s went wrong", batch.uuid)
        batch.state = STATE.REFUSED
        batch.refusal = _("Something went wrong, and nothing was changed.")
        batch.save(update_fields=["state", "refusal"])
        raise


def _table(batch: ImportBatch) -> Table:
    """Return the rows as they were staged."""
    numeric = frozenset(batch.options.get("numeric", ()))
    return Table(
        headers=list(batch.columns),
        rows=[
            SourceRow(line=line, cells=data, fault=fault, numeric=numeric)
            for line, data, fault in ImportRow.objects.filter(batch=batch)
            .order_by("line")
            .values_list("line", "data", "fault")
        ],
        notices=list(batch.options.get("read", ())),
    )
