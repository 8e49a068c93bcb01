"""Finds the people that the rows of a file name by employee number."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import cached_property

from ..names import fold
from ..workforce.models import BusinessGroup, Person
from .cells import parse_identifier
from .lookups import not_known, numbers_like
from .outcomes import RowOutcome


class NamedPeople:
    """Everybody of a business group, by employee number. Queries: 1."""

    def __init__(self, business_group: BusinessGroup) -> None:
        self._known = {
            key: (pk, number)
            for key, pk, number in Person.objects.filter(
                business_group=business_group
            ).values_list("employee_number_key", "pk", "employee_number")
        }

    @property
    def ids(self) -> list[int]:
        """Their primary keys."""
        return [pk for pk, _number in self._known.values()]

    def named_in(self, row: RowOutcome) -> int | None:
        """Return whom the row is about, or refuse the row and return None."""
        number = row.parse(
            "Employee Number", lambda t: parse_identifier(t, longest=30), required=True
        )
        if not number:
            return None
        found = self._known.get(fold(number))
        if found is None:
            row.refuse(
                "Employee Number", not_known(number, self._known, self._like(number))
            )
            return None
        return found[0]

    @cached_property
    def _like(self) -> Callable[[str], list[str]]:
        return numbers_like(number for _pk, number in self._known.values())
