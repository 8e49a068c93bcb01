"""Deletes many of the catalogue at once: what is in use is kept, and says why."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from ..errors import Refused
from ..snippets.deletion import delete_snippet, why_kept
from ..snippets.models import Category, Competency, Course, LearningClass, Location
from .class_scope import classes_for

#: Most records that are deleted at once.
MOST = 500


class CatalogueDeleteAction(DeleteBulkAction):
    """Takes the place of Wagtail's own for the catalogue (rule 47)."""

    models = (Category, Competency, Course, LearningClass, Location)
    template_name = "wagtail_esrlm/admin/bulk_delete.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Name nothing to a log-in that may delete nothing of the kind."""
        meta = self.model._meta
        codename = get_permission_codename("delete", meta)
        if not request.user.has_perm(f"{meta.app_label}.{codename}"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> Any:
        """Return the chosen records; keys that are none are left out."""
        keys = [key for key in map(str, object_ids) if key.isdecimal()]
        usable = [int(key) for key in keys if len(key) < 19][:MOST]
        return list(model.objects.filter(pk__in=usable).order_by("pk"))

    def check_perm(self, snippet: Any) -> bool:
        """Ask the policy, and for classes whether the log-in sees them."""
        if not super().check_perm(snippet):
            return False
        if isinstance(snippet, LearningClass):
            return bool(classes_for(self.request.user).filter(pk=snippet.pk).exists())
        return True

    @cached_property
    def _sorted(self) -> tuple[list[Any], list[Any], list[str]]:
        """Return what can go, what may not be touched, and why others are kept."""
        allowed, rest = super().get_actionable_objects()
        reasons = [(each, why_kept(each)) for each in allowed]
        return (
            [each for each, why in reasons if not why],
            rest["items_with_no_access"],
            [why for _each, why in reasons if why],
        )

    def get_actionable_objects(self) -> Any:
        """Leave out what is in use."""
        going, refused, _kept = self._sorted
        return going, {"items_with_no_access": refused}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say of each that is kept why, and what to do instead."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "kept": self._sorted[2]}

    @classmethod
    def execute_action(
        cls, objects: Any, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Delete one after the other; what came into use meanwhile is kept."""
        action = kwargs["self"]
        action.late = []
        for each in objects:
            try:
                delete_snippet(instance=each, by=action.request.user)
            except Refused as err:
                action.late.append(str(err.sentence))
            except ProtectedError:
                action.late.append(
                    _("“%(name)s” is in use and cannot be deleted.") % {"name": each}
                )
        return len(objects) - len(action.late), 0

    def get_success_message(self, deleted: int, below: int) -> str | None:
        """Say how many are gone; whatever stays is said beside."""
        for sentence in [*self._sorted[2], *self.late]:
            messages.warning(self.request, sentence)
        if not deleted:
            return None
        return ngettext(
            "%(count)d record is deleted.", "%(count)d records are deleted.", deleted
        ) % {"count": deleted}
