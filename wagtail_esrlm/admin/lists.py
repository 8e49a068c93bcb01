"""Lists of what services write about a person: awards, exemptions, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import path
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from ..compliance.models import AwardEvidence, CompetencyAward, Exemption
from ..compliance.rules import FOREVER
from ..snippets.models import Competency
from .awards import (
    AcceptEvidenceView,
    ExemptView,
    RefuseEvidenceView,
    VoidAwardView,
    WithdrawExemptionView,
)
from .base import ReadOnlyViewSet
from .columns import DayColumn
from .filters import (
    SeatedFilterSet,
    WhenFilter,
    choice_filter,
    day_range,
    record_filter,
)
from .give import GiveAwardsView
from .inspecting import Part, RecordInspectView, record_link
from .listing import PersonAndCompetencyIndexView

_BY_PERSON = (
    "person__last_name",
    "person__employee_number",
    "competency__name",
)
_HEADINGS = {
    "person.employee_number": _("Employee number"),
    "competency.name": _("Competency"),
}
_PERSON = Column("person.employee_number", label=_("Number"))


class AwardFilterSet(SeatedFilterSet):
    """Awards by what, when, whence and whose."""

    competency = record_filter(Competency, _("Competency"))
    achieved = day_range("achieved_on", _("Achieved"))
    expires = day_range("expires_on", _("Expires"))
    origin = choice_filter(_("Origin"), CompetencyAward.Origin.choices)
    void = choice_filter(
        _("Counts"),
        [("no", _("Counts")), ("yes", _("Void"))],
        method="filter_void",
    )

    class Meta:
        model = CompetencyAward
        fields: tuple[str, ...] = ()

    def filter_void(self, queryset: Any, name: str, value: str) -> Any:
        """Keep those that count, or those made void."""
        return queryset.filter(voided_at__isnull=value == "no")


class AwardIndexView(PersonAndCompetencyIndexView):
    """Awards."""

    header_action = (
        "wagtail_esrlm.add_competencyaward",
        "esrlm_competencyaward:give",
        _("Give awards"),
        "plus",
    )
    row_actions = (
        (
            "wagtail_esrlm.change_competencyaward",
            "esrlm_competencyaward:void",
            _("Void"),
            "cross",
            ("voided_at", None),
        ),
    )


class AwardInspectView(RecordInspectView):
    """An award, and what else it satisfies."""

    def parts(self) -> Iterator[Part]:
        """Tell what it covers."""
        covers = self.object.held.filter(is_own=False).select_related("competency")
        rows = [
            (
                record_link(cover.competency, self.request.user),
                _g("Never expires")
                if cover.held_until == FOREVER
                else cover.held_until,
            )
            for cover in covers.order_by("competency__title", "pk")
        ]
        if rows:
            yield Part(_("Also satisfies"), (_("Competency"), _("Until")), rows)


class AwardViewSet(ReadOnlyViewSet):
    """Who achieved what, and until when it lasts."""

    model = CompetencyAward
    icon = "success"
    index_view_class = AwardIndexView
    inspect_view_class = AwardInspectView
    empty = _(
        "Nobody has an award yet. Import the awards file, or give awards by hand."
    )
    list_display = (
        "person",
        _PERSON,
        "competency",
        DayColumn("achieved_on", label=_("Achieved on")),
        DayColumn("expires_on", label=_("Expires on"), empty=_("Never")),
        "origin",
        Column("void_reason", label=_("Void because")),
    )
    filterset_class = AwardFilterSet
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
    if_empty = {
        "expires_on": _("Never"),
        "stated_expires_on": _("None stated"),
        "recorded_by": _("A file, or the system"),
        "voided_at": _("Not void"),
    }
    select_related = ("person", "competency", "recorded_by", "voided_by")

    def get_urlpatterns(self) -> list[Any]:
        """Add giving and voiding."""
        return [
            *super().get_urlpatterns(),
            path("give/", GiveAwardsView.as_view(), name="give"),
            path("void/<int:pk>/", VoidAwardView.as_view(), name="void"),
        ]


class ExemptionWhenFilter(WhenFilter):
    """Leaves out what was withdrawn, which has a choice of its own."""

    WITHDRAWN = "withdrawn"

    def __init__(self) -> None:
        super().__init__()
        self.extra["choices"] = [
            *self.extra["choices"],
            (self.WITHDRAWN, _("Withdrawn")),
        ]

    def filter(self, qs: Any, value: str) -> Any:
        """Keep the withdrawn ones, or those of the day that stand."""
        if value == self.WITHDRAWN:
            return qs.filter(voided_at__isnull=False)
        kept = super().filter(qs, value)
        return kept.filter(voided_at__isnull=True) if value else kept


class ExemptionFilterSet(SeatedFilterSet):
    """Exemptions by what, when, why and whose."""

    when = ExemptionWhenFilter()
    competency = record_filter(Competency, _("Competency"))
    reason = choice_filter(_("Reason"), Exemption.Reason.choices)

    class Meta:
        model = Exemption
        fields: tuple[str, ...] = ()


class ExemptionIndexView(PersonAndCompetencyIndexView):
    """Exemptions."""

    header_action = (
        "wagtail_esrlm.add_exemption",
        "esrlm_exemption:give",
        _("Exempt somebody"),
        "plus",
    )
    row_actions = (
        (
            "wagtail_esrlm.change_exemption",
            "esrlm_exemption:withdraw",
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
    empty = _(
        "Nobody is exempt. While somebody is, the competency stands outside their "
        "figures."
    )
    list_display = (
        "person",
        _PERSON,
        "competency",
        DayColumn("starts_on", label=_("From")),
        DayColumn("ends_on", label=_("Until")),
        "reason",
        Column("void_reason", label=_("Withdrawn because")),
    )
    filterset_class = ExemptionFilterSet
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
        "voided_by",
        "void_reason",
    )
    labels = {"voided_by": _("Withdrawn by")}
    if_empty = {"voided_at": _("It stands")}
    select_related = ("person", "competency", "approved_by", "voided_by")

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


class EvidenceFilterSet(SeatedFilterSet):
    """Evidence by state, what and whose."""

    state = choice_filter(_("State"), AwardEvidence.State.choices)
    competency = record_filter(Competency, _("Competency"))

    class Meta:
        model = AwardEvidence
        fields: tuple[str, ...] = ()


class EvidenceIndexView(PersonAndCompetencyIndexView):
    """Evidence."""

    row_actions = (
        (
            "wagtail_esrlm.change_awardevidence",
            "esrlm_awardevidence:accept",
            _("Accept"),
            "check",
            _PENDING,
        ),
        (
            "wagtail_esrlm.change_awardevidence",
            "esrlm_awardevidence:refuse",
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
    empty = _(
        "There is nothing to review. An awards file brings evidence here when it names "
        "training at another trust that is not national."
    )
    list_display = (
        "person",
        _PERSON,
        "competency",
        DayColumn("achieved_on", label=_("Achieved on")),
        "source",
        "state",
    )
    filterset_class = EvidenceFilterSet
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
        "award",
        "recorded_at",
        "decided_at",
        "decided_by",
        "decision_reason",
    )
    labels = {"person": _("Person"), "competency": _("Competency")}
    if_empty = {
        "stated_expires_on": _("None stated"),
        "decided_at": _("Not yet"),
        "award": _("None"),
    }
    select_related = ("person", "competency", "award__person", "award__competency")

    def get_urlpatterns(self) -> list[Any]:
        """Add the two decisions."""
        return [
            *super().get_urlpatterns(),
            path("accept/<int:pk>/", AcceptEvidenceView.as_view(), name="accept"),
            path("refuse/<int:pk>/", RefuseEvidenceView.as_view(), name="refuse"),
        ]
