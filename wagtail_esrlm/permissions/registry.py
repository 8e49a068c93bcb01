"""Who may do what to whose records: each domain registers its own rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .scopes import Nobody, Scope

#: From a log-in to the people whom an action reaches.
Grant = Callable[[Any], Scope]

_grants: dict[str, list[Grant]] = {}


def register_grant(action: str, grant: Grant) -> Grant:
    """Let ``grant`` add to whom an action reaches; registering twice counts once."""
    grants = _grants.setdefault(action, [])
    if grant not in grants:
        grants.append(grant)
    return grant


def actions() -> list[str]:
    """Return every registered action, sorted."""
    return sorted(_grants)


def scope_of(user: Any, action: str) -> Scope:
    """Return the people whose records a log-in may act on so.

    Raises:
        KeyError: when no domain registered the action.
    """
    scope: Scope = Nobody()
    if user is None or not user.is_active or not user.is_authenticated:
        _grants[action]
        return scope
    for grant in _grants[action]:
        scope = scope | grant(user)
    return scope
