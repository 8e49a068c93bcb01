"""Columns that say in words what a list is asked."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

Words = str | Promise

YES = gettext_lazy("Yes")
NO = gettext_lazy("No")


class YesNoColumn(Column):
    """A yes or a no, each in its own words."""

    def __init__(
        self, name: str, *, yes: Words = YES, no: Words = NO, **kwargs: Any
    ) -> None:
        kwargs.setdefault("sort_key", name)
        super().__init__(name, **kwargs)
        self.yes, self.no = yes, no

    def get_value(self, instance: Any) -> Words | None:
        """Return the word; None where nothing is known."""
        value = super().get_value(instance)
        return None if value is None else self.yes if value else self.no


class OrWordsColumn(Column):
    """A value, or what it means that there is none."""

    def __init__(self, name: str, *, empty: Words, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.empty = empty

    def get_value(self, instance: Any) -> Any:
        """Return the value or the words."""
        value = super().get_value(instance)
        return self.empty if value in (None, "") else value


class DayColumn(OrWordsColumn):
    """A day, sortable, or what it means that there is none."""

    def __init__(self, name: str, *, empty: Words = "", **kwargs: Any) -> None:
        kwargs.setdefault("sort_key", name)
        kwargs.setdefault("classname", "esrlm-day")
        super().__init__(name, empty=empty, **kwargs)


class CountColumn(Column):
    """A number, aligned with those above and below it."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        kwargs.setdefault("classname", "esrlm-number")
        super().__init__(name, **kwargs)
