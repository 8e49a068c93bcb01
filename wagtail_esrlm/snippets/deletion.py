"""Deletes what nothing depends on; says what does, and what to do instead (rule 47)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..errors import Refused
from ..workforce.audit import record
from .models import Category, Competency, Course, Equipment, LearningClass, Location

#: What to do instead, for each model.
INSTEAD: dict[type[models.Model], str | Promise] = {
    Course: gettext_lazy("End the course on a date instead: it is then kept."),
    LearningClass: gettext_lazy("Cancel the class instead: it is then kept."),
    Location: gettext_lazy("Mark the location as not in use instead."),
    Category: gettext_lazy("Move them to another category first."),
    Competency: gettext_lazy("End the competency on a date instead: it is then kept."),
    Equipment: gettext_lazy("Take it out of those sessions first."),
}

#: What depends on a model through something else.
FARTHER: dict[type[models.Model], tuple[str, ...]] = {
    Course: ("classes__enrolments",),
}


@dataclass(frozen=True)
class Use:
    """How many records of one kind depend on something."""

    count: int
    label: str


def uses_of(instance: models.Model) -> list[Use]:
    """Return what keeps a record from being deleted. Queries: 1 for each kind."""
    found = []
    for relation in instance._meta.related_objects:
        kept = (
            relation.on_delete is models.PROTECT
            if not relation.many_to_many
            else isinstance(instance, Equipment)
        )
        if not kept:
            continue
        related = relation.related_model
        manager = related._base_manager
        count = manager.filter(**{relation.field.name: instance.pk}).count()
        if count:
            found.append(Use(count, _label(related, count)))
    for path in FARTHER.get(type(instance), ()):
        model = type(instance)
        related = _end_of(model, path)
        count = model._base_manager.filter(pk=instance.pk).aggregate(
            number=models.Count(path, distinct=True)
        )["number"]
        if count:
            found.append(Use(count, _label(related, count)))
    return found


def why_kept(instance: models.Model) -> str:
    """Return why a record cannot be deleted, with counts and what to do; or ""."""
    uses = uses_of(instance)
    if not uses:
        return ""
    counted = ", ".join(f"{use.count} {use.label}" for use in uses)
    sentence = _("“%(name)s” is kept, since it is used: %(counted)s.") % {
        "name": instance,
        "counted": counted,
    }
    instead = INSTEAD.get(type(instance))
    return f"{sentence} {instead}" if instead else sentence


@transaction.atomic
def delete_snippet(*, instance: models.Model, by: Any) -> None:
    """Delete a record on which nothing depends.

    Raises:
        Refused: ``in_use``, with counts and what to do instead.
    """
    why = why_kept(instance)
    if why:
        raise Refused("in_use", why)
    record(instance, "wagtail_esrlm.snippet.delete", by=by)
    instance.delete()


def _label(model: type[models.Model], count: int) -> str:
    meta = model._meta
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)


def _end_of(model: type[models.Model], path: str) -> type[models.Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model
