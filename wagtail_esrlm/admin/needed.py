"""What needs a record, so that it cannot be deleted."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from ..workforce.models import AssignmentCategory, AssignmentPeriod, AssignmentStatus

#: Words that posts use by their text, and the column that does.
USED_BY_TEXT: dict[type[models.Model], str] = {
    AssignmentStatus: "status_key",
    AssignmentCategory: "category_key",
}


def what_needs(record: models.Model) -> Iterator[tuple[str, int]]:
    """Yield what stands in the way of deleting, each with how many there are.

    Queries: 1 for each kind of record that may.
    """
    for relation in record._meta.related_objects:
        if getattr(relation, "on_delete", None) is not models.PROTECT:
            continue
        found = relation.related_model._base_manager.filter(
            **{relation.field.name: record.pk}
        ).count()
        if found:
            yield _words(relation.related_model, found), found
    column = USED_BY_TEXT.get(type(record))
    if column:
        key = getattr(record, "name_key", "")
        found = AssignmentPeriod.objects.filter(**{column: key}).count()
        if found:
            yield _words(AssignmentPeriod, found), found


def _words(model: type[models.Model], count: int) -> str:
    meta = model._meta
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
