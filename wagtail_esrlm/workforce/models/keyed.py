"""Models whose names are unique however they are spelt."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...names import fold

#: Said where a period is the wrong way round.
ENDS_BEFORE_START = _("The last day lies before the first.")


class KeyedModel(models.Model):
    """Keeps each ``*_key`` column equal to the folded text it belongs to.

    ``bulk_create`` and ``update`` bypass ``save``: bulk writers fold for themselves.
    """

    #: Text field -> key field.
    keys: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fold the keys, then save; a narrowed save takes its keys along."""
        self.fold_keys()
        if kwargs.get("update_fields") is not None:
            fields = set(kwargs["update_fields"])
            kwargs["update_fields"] = fields | {
                key for text, key in self.keys.items() if text in fields
            }
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        """Fold first, so that uniqueness is validated on what will be stored."""
        self.fold_keys()
        super().clean_fields(exclude=exclude)

    def fold_keys(self) -> None:
        """Set every key from its text."""
        for text, key in self.keys.items():
            setattr(self, key, fold(getattr(self, text)))
