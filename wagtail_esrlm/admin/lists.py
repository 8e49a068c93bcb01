"""Lists of what services write: awards, exemptions, evidence, imports."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton

from ..compliance.models import AwardEvidence, CompetencyAward, Exemption
from ..imports.models import ImportBatch
from .awards import (
    AcceptEvidenceView,
    ExemptView,
    GiveAwardsView,
    RefuseEvidenceView,
    VoidAwardView,
    WithdrawExemptionView,
)
from .base import ReadOnlyViewSet, RecordIndexView


class ActingIndexView(RecordIndexView):
    """A list whose records have actions of their own."""

    #: Permission, URL name, words and icon of the button on top.
    header_action: tuple[str, str, Any, str] | None = None
    #: Permission, URL name, words, icon, and a field that must be empty.
    row_actions: tuple[tuple[str, str, Any, str, tuple[str, Any]], ...] = ()

    @property
    def header_buttons(self) -> list[Any]:
        """Offer the action on top to whoever may do it."""
        if self.header_action is None:
            return []
        permission, name, words, icon = self.header_action
        if not self.request.user.has_perm(permission):
            return []
        return [HeaderButton(words, url=reverse(name), icon_name=icon)]

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Offer the actions that this record still allows."""
        buttons = super().get_list_more_buttons(instance)
        for permission, name, words, icon, (field, wanted) in self.row_actions:
            if getattr(instance, field) == wanted and self.request.user.has_perm(
                permission
            ):
                buttons.append(
                    Button(
                        words,
                        url=reverse(name, args=(instance.pk,)),
                        icon_name=icon,
                        priority=40,
                    )
                )
        return buttons


class AwardIndexView(ActingIndexView):
    """Awards."""

    header_action = (
        "wagtail_esrlm.add_competencyaward",
        "competencyaward:give",
        _("Give awards"),
        "plus",
    )
    row_actions = (
        (
            "wagtail_esrlm.change_competencyaward",
            "competencyaward:void",
            _("Void"),
            "cross",
            ("voided_at", None),
        ),
    )


_BY_PERSON = (
    "person__last_name",
    "person__employee_number",
    "competency__name",
)
_HEADINGS = {
    "person.employee_number": _("Employee number"),
    "competency.name": _("Competency"),
}


class AwardViewSet(ReadOnlyViewSet):
    """Who achieved what, and until when it lasts."""

    model = CompetencyAward
    icon = "success"
    index_view_class = AwardIndexView
    list_display = (
        "person",
        Column("person.employee_number", label=_("Number")),
        "competency",
        "achieved_on",
        "expires_on",
        "origin",
        Column("void_reason", label=_("Void because")),
    )
    list_filter = {
        "competency": ["exact"],
        "origin": ["exact"],
        "achieved_on": ["gte", "lte"],
        "expires_on": ["gte", "lte"],
        "voided_at": ["isnull"],
    }
    search_fields = _BY_PERSON
    list_export = (
        "person.employee_number",
        "person",
        "competency.name",
        "achieved_on",
        "expires_on",
        "origin",
        "evidence",
        "recorded_at",
        "recorded_by",
        "voided_at",
        "void_reason",
    )
    export_headings = _HEADINGS
    export_filename = "awards"
    inspect_view_fields = (
        "person",
        "competency",
        "achieved_on",
        "expires_on",
        "stated_expires_on",
        "origin",
        "evidence",
        "recorded_at",
        "recorded_by",
        "voided_at",
        "voided_by",
        "void_reason",
    )
    select_related = ("person", "competency", "recorded_by")

    def get_urlpatterns(self) -> list[Any]:
        """Add giving and voiding."""
        return [
            *super().get_urlpatterns(),
            path("give/", GiveAwardsView.as_view(), name="give"),
            path("void/<int:pk>/", VoidAwardView.as_view(), name="void"),
        ]


class ExemptionIndexView(ActingIndexView):
    """Exemptions."""

    header_action = (
        "wagtail_esrlm.add_exemption",
        "exemption:give",
        _("Exempt somebody"),
        "plus",
    )
    row_actions = (
        (
            "wagtail_esrlm.change_exemption",
            "exemption:withdraw",
            _("Withdraw"),
            "cross",
            ("voided_at", None),
        ),
    )


class ExemptionViewSet(ReadOnlyViewSet):
    """Who need not hold what, and until when."""

    model = Exemption
    icon = "minus"
    index_view_class = ExemptionIndexView
    list_display = (
        "person",
        Column("person.employee_number", label=_("Number")),
        "competency",
        "starts_on",
        "ends_on",
        "reason",
        "voided_at",
    )
    list_filter = {
        "competency": ["exact"],
        "reason": ["exact"],
        "ends_on": ["gte", "lte"],
        "voided_at": ["isnull"],
    }
    search_fields = _BY_PERSON
    list_export = (
        "person.employee_number",
        "person",
        "competency.name",
        "starts_on",
        "ends_on",
        "reason",
        "approved_by",
        "voided_at",
        "void_reason",
    )
    export_headings = _HEADINGS
    export_filename = "exemptions"
    inspect_view_fields = (
        "person",
        "competency",
        "starts_on",
        "ends_on",
        "reason",
        "approved_by",
        "recorded_at",
        "voided_at",
        "void_reason",
    )
    select_related = ("person", "competency", "approved_by")

    def get_urlpatterns(self) -> list[Any]:
        """Add exempting and withdrawing."""
        return [
            *super().get_urlpatterns(),
            path("give/", ExemptView.as_view(), name="give"),
            path(
                "withdraw/<int:pk>/", WithdrawExemptionView.as_view(), name="withdraw"
            ),
        ]


_PENDING = ("state", AwardEvidence.State.PENDING)


class EvidenceIndexView(ActingIndexView):
    """Evidence."""

    row_actions = (
        (
            "wagtail_esrlm.change_awardevidence",
            "awardevidence:accept",
            _("Accept"),
            "check",
            _PENDING,
        ),
        (
            "wagtail_esrlm.change_awardevidence",
            "awardevidence:refuse",
            _("Refuse"),
            "cross",
            _PENDING,
        ),
    )


class EvidenceViewSet(ReadOnlyViewSet):
    """Training done elsewhere that somebody must judge."""

    model = AwardEvidence
    icon = "doc-full"
    index_view_class = EvidenceIndexView
    list_display = (
        "person",
        Column("person.employee_number", label=_("Number")),
        "competency",
        "achieved_on",
        "source",
        "state",
    )
    list_filter = ("state", "competency")
    search_fields = (*_BY_PERSON, "source")
    list_export = (
        "person.employee_number",
        "person",
        "competency.name",
        "achieved_on",
        "stated_expires_on",
        "source",
        "state",
        "decided_at",
        "decision_reason",
    )
    export_headings = _HEADINGS
    export_filename = "evidence"
    inspect_view_fields = (
        "person",
        "competency",
        "achieved_on",
        "stated_expires_on",
        "source",
        "state",
        "decided_at",
        "decision_reason",
    )
    select_related = ("person", "competency")

    def get_urlpatterns(self) -> list[Any]:
        """Add the two decisions."""
        return [
            *super().get_urlpatterns(),
            path("accept/<int:pk>/", AcceptEvidenceView.as_view(), name="accept"),
            path("refuse/<int:pk>/", RefuseEvidenceView.as_view(), name="refuse"),
        ]


class ImportViewSet(ReadOnlyViewSet):
    """Files in: what each said and did."""

    model = ImportBatch
    icon = "upload"
    without_views = ReadOnlyViewSet.without_views | {"history", "history_results"}
    list_display = (
        "file_name",
        "kind",
        "state",
        "rows_total",
        "created",
        "updated",
        "ended",
        "rejected",
        "created_by",
        "staged_at",
    )
    list_filter = ("kind", "state", "business_group")
    search_fields = ("file_name",)
    list_export = (*list_display, "refusal")
    export_filename = "imports"
    inspect_view_fields = (
        "file_name",
        "kind",
        "state",
        "refusal",
        "rows_total",
        "created",
        "updated",
        "unchanged",
        "ended",
        "rejected",
        "notices",
        "created_by",
        "staged_at",
        "ended_at",
    )
    select_related = ("created_by",)
