"""What the admin registers: the "Learning" menu, its lists, and the reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from . import background, class_urls, imports, matrix, matrix_changes, quality
from .background import BackgroundWorkView
from .base import LEARNING_MENU_HOOK, PermissionView
from .business_groups import BusinessGroupViewSet, ReportPopulationViewSet
from .competency_parts import part_urls
from .course_actions import course_urls
from .course_audience import audience_urls
from .deputies import DeputyViewSet
from .imports import ImportViewSet
from .links import LinkProposalViewSet
from .lists import AwardViewSet, EvidenceViewSet, ExemptionViewSet
from .matrix import MatrixView
from .messages import MessageViewSet
from .people import PersonViewSet
from .requirement_list import RequirementViewSet
from .resources import BankHolidayViewSet, EquipmentViewSet
from .seats import AssignmentPeriodViewSet
from .structure import (
    JobRoleViewSet,
    OrganisationViewSet,
    PositionViewSet,
    SupplementaryRoleViewSet,
)
from .words import CategoryViewSet, StatusViewSet

#: In the order of the menu.
VIEWSETS = (
    PersonViewSet,
    RequirementViewSet,
    AwardViewSet,
    EvidenceViewSet,
    ExemptionViewSet,
    ImportViewSet,
    MessageViewSet,
    AssignmentPeriodViewSet,
    DeputyViewSet,
    LinkProposalViewSet,
    OrganisationViewSet,
    JobRoleViewSet,
    PositionViewSet,
    SupplementaryRoleViewSet,
    BusinessGroupViewSet,
    StatusViewSet,
    CategoryViewSet,
    EquipmentViewSet,
    BankHolidayViewSet,
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


class ViewMenuItem(MenuItem):
    """An entry for one view of ours, shown to whoever may open it."""

    def __init__(self, view: type[PermissionView], url_name: str, **kwargs: Any):
        self.view = view
        super().__init__(
            view.page_title,
            reverse(url_name),
            icon_name=view.header_icon,
            name=url_name.replace("_", "-"),
            **kwargs,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask the permission that the view asks."""
        return request.user.has_perm(self.view.permission_required)


def matrix_menu_item() -> MenuItem:
    """Return the matrix, beside the list of requirements."""
    return ViewMenuItem(MatrixView, matrix.URL_NAME, order=25)


def background_work_menu_item() -> MenuItem:
    """Return the entry in the reports menu."""
    return ViewMenuItem(BackgroundWorkView, background.URL_NAME, order=1000)


def data_quality_menu_item() -> MenuItem:
    """Return the entry in the reports menu."""
    return ViewMenuItem(quality.QualityView, quality.URL_NAME, order=1010)


def admin_urls() -> list[Any]:
    """Return the addresses of the matrix and the reports."""
    return [
        path(
            "learning/background-work/",
            BackgroundWorkView.as_view(),
            name=background.URL_NAME,
        ),
        *class_urls.class_urls(),
        *course_urls(),
        *audience_urls(),
        *part_urls(),
        *matrix_changes.matrix_urls(),
        *imports.import_urls(),
        *quality.quality_urls(),
    ]
