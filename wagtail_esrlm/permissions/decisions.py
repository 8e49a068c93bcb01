"""A decision and its reasons: the same sentence wherever it is shown."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Why(StrEnum):
    """Why somebody may, or may not, see a person's compliance (rules 40, 41)."""

    SELF = "self"
    MANAGER = "manager"
    NO_MANAGER = "no_manager"
    ROLE = "role"
    OPEN = "open"
    NOT_LOGGED_IN = "not_logged_in"
    SHARED_LOG_IN = "shared_log_in"
    STRANGER = "stranger"

    @property
    def sentence(self) -> str | Promise:
        """The reason in plain English."""
        return _SENTENCES[self]


_SENTENCES: dict[Why, str | Promise] = {
    Why.SELF: _("This is your own record."),
    Why.MANAGER: _("This person is in your team."),
    Why.NO_MANAGER: _("This person has no manager, so your role takes the place."),
    Why.ROLE: _("Your role lets you see everybody's compliance."),
    Why.OPEN: _("Your organisation shows compliance to all staff."),
    Why.NOT_LOGGED_IN: _("Log in to see compliance."),
    Why.SHARED_LOG_IN: _("A shared log-in shows nobody's compliance."),
    Why.STRANGER: _("Only the person, their managers and permitted roles see this."),
}


@dataclass(frozen=True)
class Decision:
    """Whether somebody may see a person's compliance; true where they may.

    Attributes:
        allowed: The answer.
        reasons: Why; one at least.
        assignment_ids: The assignments whose requirements may be seen, beside those
            of the person; None for all (rule 40).
    """

    allowed: bool
    reasons: tuple[Why, ...]
    assignment_ids: frozenset[int] | None = None

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def sentence(self) -> str | Promise:
        """The first reason in plain English."""
        return self.reasons[0].sentence


@dataclass(frozen=True)
class Shown:
    """Whether compliance is shown to somebody yet (rule 102); true where it is.

    Attributes:
        allowed: The answer.
        from_day: The day from which everybody sees it; None while there is none.
        sentence: When and why not yet; empty where it is shown.
        early: It is shown to this viewer before everybody else sees it.
    """

    allowed: bool
    from_day: datetime.date | None
    sentence: str | Promise = ""
    early: bool = False

    def __bool__(self) -> bool:
        return self.allowed
