"""What the admin registers: the "Learning" menu, its lists, and the reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from .background import URL_NAME, BackgroundWorkView
from .base import LEARNING_MENU_HOOK
from .lists import AwardViewSet, EvidenceViewSet, ExemptionViewSet, ImportViewSet
from .people import AssignmentPeriodViewSet, DeputyViewSet, PersonViewSet
from .requirements import RequirementViewSet
from .structure import (
    BusinessGroupViewSet,
    CategoryViewSet,
    JobRoleViewSet,
    OrganisationViewSet,
    PositionViewSet,
    ReportPopulationViewSet,
    StatusViewSet,
    SupplementaryRoleViewSet,
)

#: In the order of the menu.
VIEWSETS = (
    PersonViewSet,
    RequirementViewSet,
    AwardViewSet,
    EvidenceViewSet,
    ExemptionViewSet,
    ImportViewSet,
    AssignmentPeriodViewSet,
    DeputyViewSet,
    OrganisationViewSet,
    JobRoleViewSet,
    PositionViewSet,
    SupplementaryRoleViewSet,
    BusinessGroupViewSet,
    StatusViewSet,
    CategoryViewSet,
    ReportPopulationViewSet,
)


def viewsets() -> list[Any]:
    """Return every list; other packages add to the menu through its hook."""
    return [
        viewset(menu_order=(place + 1) * 10) for place, viewset in enumerate(VIEWSETS)
    ]


def learning_menu_item() -> SubmenuMenuItem:
    """Return the "Learning" menu; it hides where nothing in it may be seen."""
    return SubmenuMenuItem(
        _("Learning"),
        Menu(register_hook_name=LEARNING_MENU_HOOK),
        name="learning",
        icon_name="success",
        order=450,
    )


class BackgroundWorkMenuItem(MenuItem):
    """Shown to whoever may see background runs."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask the permission that the view asks."""
        return request.user.has_perm(BackgroundWorkView.permission_required)


def background_work_menu_item() -> MenuItem:
    """Return the entry in the reports menu."""
    return BackgroundWorkMenuItem(
        _("Background work"),
        reverse(URL_NAME),
        name="esrlm-background-work",
        icon_name="history",
        order=1000,
    )


def admin_urls() -> list[Any]:
    """Return the addresses of the reports."""
    return [
        path("learning/background-work/", BackgroundWorkView.as_view(), name=URL_NAME),
    ]
