"""Who may see whose compliance (rules 40, 41, 99)."""

from __future__ import annotations

import datetime
from typing import Any

from wagtail.models import Site

from .. import clock
from ..site_settings import LearningSettings
from ..workforce.models import Person
from ..workforce.models.people import PersonQuerySet
from ..workforce.selectors import (
    assignments_managed_by,
    assignments_without_manager,
    is_shared_log_in,
    managed_people,
    person_for_user,
)
from .decisions import Decision, Why
from .registry import register_grant, scope_of
from .scopes import Everybody, Nobody, Only, Scope, TeamOf, WithoutManager

#: The permission of the roles that see everybody's compliance.
VIEW_ALL = "wagtail_esrlm.view_all_compliance"
#: The permission of the roles that see it before it is shown (rule 102).
VIEW_EARLY = "wagtail_esrlm.view_compliance_early"
#: The permission of the roles that take the place of a manager where there is none.
VIEW_WITHOUT_MANAGER = "wagtail_esrlm.view_compliance_without_manager"
#: The action that reads a person's compliance.
SEE_COMPLIANCE = "see_compliance"


def can_see_compliance(
    viewer_user: Any,
    person: Person,
    *,
    on: datetime.date | None = None,
    viewer: Person | None = None,
    site: Site | None = None,
    is_open: bool | None = None,
) -> Decision:
    """Decide whether a log-in may see a person's compliance (rule 41).

    Args:
        viewer_user: The log-in.
        person: Whose compliance.
        on: The day on which teams are read; today by default.
        viewer: The person of the log-in, where the caller knows it.
        site: The site whose setting may open it to all staff; the default site.
        is_open: That setting, where the caller has read it.

    Returns:
        With ``assignment_ids`` where only some assignments may be seen (rule 40).
        Queries: 6 at most, 2 of them Django's permissions; 1 for oneself.
    """
    day = on or clock.today()
    if viewer_user is None or not (
        viewer_user.is_authenticated and viewer_user.is_active
    ):
        return Decision(False, (Why.NOT_LOGGED_IN,))
    viewer = viewer or person_for_user(viewer_user)
    if viewer is not None and viewer.pk == person.pk:
        return Decision(True, (Why.SELF,))
    if viewer is None and is_shared_log_in(viewer_user):
        return Decision(False, (Why.SHARED_LOG_IN,))
    if viewer_user.has_perm(VIEW_ALL):
        return Decision(True, (Why.ROLE,))
    if is_open_to_all(site) if is_open is None else is_open:
        return Decision(True, (Why.OPEN,))
    if viewer is not None:
        assignments = assignments_managed_by(viewer, person, on=day)
        if assignments:
            return Decision(True, (Why.MANAGER,), assignments)
    if viewer_user.has_perm(VIEW_WITHOUT_MANAGER):
        assignments = assignments_without_manager(person, on=day)
        if assignments:
            return Decision(True, (Why.NO_MANAGER,), assignments)
    return Decision(False, (Why.STRANGER,))


def is_open_to_all(site: Site | None = None) -> bool:
    """Whether a site's administrators opened profiles to all staff. Queries: 1."""
    settings = LearningSettings.objects.filter(profile_open_to_all=True)
    if site is None:
        return bool(settings.filter(site__is_default_site=True).exists())
    return bool(settings.filter(site=site).exists())


def visible_people(
    viewer_user: Any, *, on: datetime.date | None = None, action: str = SEE_COMPLIANCE
) -> PersonQuerySet:
    """Return the people whose compliance a log-in may see, in lists and exports.

    What is open to all on profile pages is not open here: lists and exports are for
    managers and permitted roles (rule 99).
    """
    return scope_of(viewer_user, action).people(on or clock.today())


def team_of(viewer: Person, *, on: datetime.date | None = None) -> PersonQuerySet:
    """Return a manager's team as people, by name (rule 40)."""
    team = managed_people(viewer, on=on or clock.today())
    return team.order_by("last_name", "first_name", "pk")


def _own_and_team(user: Any) -> Scope:
    person = person_for_user(user)
    if person is None:
        return Nobody()
    return Only(frozenset([person.pk])) | TeamOf(person)


def _by_role(user: Any) -> Scope:
    if is_shared_log_in(user):
        return Nobody()
    if user.has_perm(VIEW_ALL):
        return Everybody()
    return WithoutManager() if user.has_perm(VIEW_WITHOUT_MANAGER) else Nobody()


def register() -> None:
    """Register who sees compliance; called when the app is ready."""
    register_grant(SEE_COMPLIANCE, _by_role)
    register_grant(SEE_COMPLIANCE, _own_and_team)
