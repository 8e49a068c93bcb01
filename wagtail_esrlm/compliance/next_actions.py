"""What to do about a row: asked of providers that later domains register.

A provider sees many rows at once and answers for those it knows something about; the
first answer counts. Compliance itself knows no course: the host's link and the help
contact are put in by the edge, which knows the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .rules import ComplianceRow, NextAction

#: (person id, competency id) of a row.
Cell = tuple[int, int]
Provider = Callable[[Sequence[ComplianceRow]], dict[Cell, NextAction]]

_providers: list[Provider] = []


def register_next_action(provider: Provider) -> Provider:
    """Ask this provider too; usable as a decorator in ``AppConfig.ready``."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def with_next_actions(rows: Iterable[ComplianceRow]) -> list[ComplianceRow]:
    """Return the rows, those that need action with what to do, where it is known."""
    given = list(rows)
    asked = [row for row in given if row.status.needs_action]
    answers: dict[Cell, NextAction] = {}
    for provider in _providers if asked else ():
        for cell, action in provider(asked).items():
            answers.setdefault(cell, action)
    return [
        replace(row, next_action=answers.get((row.person_id, row.competency_id)))
        for row in given
    ]
