"""The audit trail of the workforce, kept in Wagtail's log (rule 98)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import (
    LogActionRegistry,
    LogFormatter,
    get_active_log_context,
    log,
    registry,
)

#: Action, label, and what the history says.
ACTIONS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("wagtail_esrlm.person.add", _("Add person"), _("Person added")),
    ("wagtail_esrlm.person.change", _("Change person"), _("Details changed")),
    ("wagtail_esrlm.person.link", _("Link log-in"), _("Log-in linked")),
    ("wagtail_esrlm.person.unlink", _("Unlink log-in"), _("Log-in unlinked")),
    ("wagtail_esrlm.link.propose", _("Propose log-in"), _("Log-in proposed")),
    ("wagtail_esrlm.link.refuse", _("Refuse log-in"), _("Proposed log-in refused")),
    ("wagtail_esrlm.assignment.add", _("Add assignment"), _("Assignment added")),
    ("wagtail_esrlm.assignment.end", _("End assignment"), _("Assignment ended")),
    ("wagtail_esrlm.seat.open", _("Open seat"), _("New seat opened")),
    ("wagtail_esrlm.seat.correct", _("Correct seat"), _("Seat corrected")),
    ("wagtail_esrlm.seat.remove", _("Remove seat"), _("Seat removed as an error")),
    ("wagtail_esrlm.deputy.name", _("Name deputy"), _("Deputy named")),
    ("wagtail_esrlm.deputy.end", _("End deputy"), _("Deputy's period changed")),
    ("wagtail_esrlm.organisation.move", _("Move organisation"), _("Moved")),
    ("wagtail_esrlm.status.change", _("Change meaning"), _("Meaning changed")),
    ("wagtail_esrlm.record.change", _("Change record"), _("Changed")),
)

#: Field -> [before, after], as the log keeps them.
Changes = Mapping[str, tuple[Any, Any]]


def register_workforce_log_actions(actions: LogActionRegistry) -> None:
    """Make the workforce's actions known to Wagtail's log."""
    register_actions(actions, ACTIONS)


def register_actions(
    actions: LogActionRegistry,
    table: Iterable[tuple[str, str | Promise, str | Promise]],
) -> None:
    """Make actions of a domain known: name, label, and what the history says."""
    for action, label, message in table:
        actions.register_action(action)(
            type(
                "_WorkforceLogFormatter",
                (_ChangeFormatter,),
                {"label": label, "message": message},
            )
        )


class _ChangeFormatter(LogFormatter):  # type: ignore[misc]
    """Says what changed, from which day and why."""

    def format_message(self, log_entry: Any) -> str:
        """Return one line of plain English."""
        data = log_entry.data or {}
        parts = [str(self.message)]
        if data.get("about"):
            parts.append(data["about"])
        for name, (before, after) in (data.get("changes") or {}).items():
            words = _called(log_entry, name)
            parts.append(f"{words}: {_read(before)} → {_read(after)}")
        if data.get("from"):
            parts.append(gettext("from %(day)s") % {"day": data["from"]})
        if data.get("reason"):
            parts.append(gettext("reason: %(why)s") % {"why": data["reason"]})
        return "; ".join(parts)


def _called(log_entry: Any, name: str) -> str:
    """Return what people call a field."""
    model = log_entry.content_type.model_class() if log_entry.content_type else None
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        field = None
    # What points here from another model has no words of its own.
    return str(getattr(field, "verbose_name", "") or name.replace("_", " "))


def _read(value: str) -> str:
    """Return a kept value as people read it."""
    words = {"": "–", "True": gettext("yes"), "False": gettext("no")}
    return words.get(value, value)


def record(
    instance: models.Model,
    action: str,
    *,
    by: Any,
    about: str = "",
    changes: Changes | None = None,
    reason: str = "",
    effective_on: datetime.date | None = None,
) -> None:
    """Write who did what to whom, from what to what, from which day and why."""
    data = _data(about, changes, reason, effective_on)
    log(instance=instance, action=action, user=by, data=data)


def record_many(
    entries: Iterable[tuple[models.Model, Changes]],
    action: str,
    *,
    by: Any,
    reason: str = "",
) -> None:
    """Write the same action on many records of one model. Queries: 1 per 500.

    Args:
        entries: Each record with what changed on it.
        action: The action.
        by: Who did it; None for the system.
        reason: Why, of all of them.
    """
    rows = list(entries)
    if not rows:
        return
    log_model = registry.get_log_model_for_instance(rows[0][0])
    content_type = ContentType.objects.get_for_model(
        rows[0][0], for_concrete_model=False
    )
    log_model.objects.bulk_create(
        [
            log_model(
                content_type=content_type,
                object_id=str(instance.pk),
                label=str(instance),
                action=action,
                timestamp=timezone.now(),
                user=by or get_active_log_context().user,
                uuid=get_active_log_context().uuid,
                data=_data("", changes, reason, None),
            )
            for instance, changes in rows
        ],
        batch_size=500,
    )


def _data(
    about: str,
    changes: Changes | None,
    reason: str,
    effective_on: datetime.date | None,
) -> dict[str, Any]:
    return {
        "about": about,
        "changes": {
            field: [_said(before), _said(after)]
            for field, (before, after) in (changes or {}).items()
        },
        "from": effective_on.isoformat() if effective_on else None,
        "reason": reason,
    }


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(sorted(str(item) for item in value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
