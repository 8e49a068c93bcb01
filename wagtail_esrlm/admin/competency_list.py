"""The list of competencies, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView as SnippetIndexView
from wagtail.snippets.views.snippets import SnippetViewSet

from ..clock import today
from ..compliance.models import CompetencyAward, Requirement
from ..snippets.models import ALWAYS, Competency, RenewalPeriod
from .base import LEARNING_MENU_HOOK
from .columns import CountColumn, DayColumn
from .competencies import (
    EDIT_HANDLER,
    CompetencyCreateView,
    CompetencyDeleteView,
    CompetencyEditView,
)
from .competency_parts import part_buttons, parts_table
from .filters import RecordFilterSet, WhenFilter, choice_filter, words_of
from .inspecting import Part, RecordInspectView, record_link
from .listing import ListingMixin


class CompetencyFilterSet(RecordFilterSet):
    """Competencies by owner, framework and whether they are still in use."""

    when = WhenFilter(now=gettext_lazy("In use today"))
    owner = choice_filter(gettext_lazy("Owner"), words_of(Competency, "owner"))
    framework = choice_filter(
        gettext_lazy("Framework"), words_of(Competency, "framework")
    )
    asked = choice_filter(
        gettext_lazy("Required"),
        [
            ("yes", gettext_lazy("Of somebody today")),
            ("no", gettext_lazy("Of nobody today")),
        ],
        method="filter_asked",
    )

    class Meta:
        model = Competency
        fields: tuple[str, ...] = ()

    def filter_asked(self, queryset: Any, name: str, value: str) -> Any:
        """Keep those that some requirement asks for today, or the others."""
        return (
            queryset.filter(asked__gt=0) if value == "yes" else queryset.filter(asked=0)
        )


class CompetencyIndexView(ListingMixin, SnippetIndexView):
    """Competencies, each with what it asks today."""

    def get_base_queryset(self) -> Any:
        """Add the renewal months of today and how many requirements ask for it."""
        day = today()
        in_force = RenewalPeriod.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            competency=OuterRef("pk"),
            starts_on__lte=day,
        )
        return (
            super()
            .get_base_queryset()
            .annotate(
                renewal=Subquery(in_force.values("months")[:1]),
                asked=Count(
                    "requirements",
                    filter=Q(requirements__starts_on__lte=day)
                    & (
                        Q(requirements__ends_on__isnull=True)
                        | Q(requirements__ends_on__gte=day)
                    ),
                ),
            )
        )


class CompetencyInspectView(RecordInspectView):
    """A competency: how long it lasts, what it covers, who must hold it."""

    view_name = "inspect"
    select_related = ("subject_lead",)
    labels = {
        "required": gettext_lazy("Asked of today"),
        "held": gettext_lazy("Held today"),
    }
    if_empty = {
        "subject_lead": gettext_lazy("Nobody"),
        "amber_months": gettext_lazy(
            "A third of the renewal period, three months at most"
        ),
        "starts_on": gettext_lazy("Since always"),
        "ends_on": gettext_lazy("No end"),
    }

    @property
    def header_more_buttons(self) -> list[Any]:
        """Add what can be done about its parts."""
        more = list(super().header_more_buttons)
        return [*more, *part_buttons(self.object, self.request.user)]

    def get_required_display_value(self) -> Any:
        """Count what asks for it, with the way there."""
        found = Requirement.objects.current_on(today()).filter(competency=self.object)
        count = found.count()
        words = ngettext("%(n)d target", "%(n)d targets", count) % {"n": count}
        return self._linked("requirement", words, when="now")

    def get_held_display_value(self) -> Any:
        """Count who holds an award of it, with the way there."""
        day = today()
        people = (
            CompetencyAward.objects.filter(
                Q(expires_on__isnull=True) | Q(expires_on__gte=day),
                competency=self.object,
                voided_at__isnull=True,
            )
            .order_by()
            .values("person")
            .distinct()
            .count()
        )
        words = ngettext("By %(n)s person", "By %(n)s people", people)
        return self._linked("competencyaward", words % {"n": f"{people:,}"}, void="no")

    def _linked(self, name: str, words: str, **query: str) -> Any:
        if not self.request.user.has_perm(f"wagtail_esrlm.view_{name}"):
            return words
        address = urlencode({"competency": self.object.pk, **query})
        return format_html(
            '<a href="{}?{}">{}</a>', reverse(f"esrlm_{name}:index"), address, words
        )

    def parts(self) -> Iterator[Part]:
        """Tell its periods and covers, past and coming ones too."""
        competency, user = self.object, self.request.user
        yield from parts_table(competency, user)
        yield Part(
            _("How long an award lasts"),
            (_("Achieved from"), _("Achieved until"), _("Lasts")),
            [
                (*_days(period), months_in_words(period.months))
                for period in competency.renewal_periods.order_by("starts_on")
            ],
            empty=_("For ever: no renewal period is stated."),
        )
        for heading, links, end in (
            (_("Covers"), competency.covers, "covered"),
            (_("Covered by"), competency.covered_by, "competency"),
        ):
            rows = [
                (record_link(getattr(link, end), user), *_days(link))
                for link in links.select_related(end).order_by(f"{end}__title", "pk")
            ]
            if rows:
                headings = (_("Competency"), _("From"), _("Until"))
                yield Part(heading, headings, rows)


def _days(dated: Any) -> tuple[Any, Any]:
    first = _("Since always") if dated.starts_on == ALWAYS else dated.starts_on
    return first, dated.ends_on or _("No end")


def months_in_words(months: int | None) -> str:
    """Return how long an award lasts: "2 years", "18 months", "Never expires"."""
    if months is None:
        return _("Never expires")
    if months % 12 == 0:
        years = months // 12
        return ngettext("%d year", "%d years", years) % years
    return ngettext("%d month", "%d months", months) % months


class RenewalColumn(Column):
    """How long an award lasts, in words."""

    def get_value(self, instance: Any) -> str:
        """Say it."""
        return months_in_words(instance.renewal)


class CompetencyViewSet(SnippetViewSet):
    """What people can be required to hold."""

    model = Competency
    icon = "success"
    menu_hook = LEARNING_MENU_HOOK
    menu_name = "esrlm-competencies"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = CompetencyIndexView
    index_template_name = "wagtail_esrlm/admin/snippet_list.html"
    index_results_template_name = "wagtail_esrlm/admin/list_results.html"
    delete_template_name = "wagtail_esrlm/admin/delete.html"
    add_view_class = CompetencyCreateView
    edit_view_class = CompetencyEditView
    delete_view_class = CompetencyDeleteView
    list_per_page = 50
    ordering = ("title", "name", "pk")
    empty = gettext_lazy(
        "No competency yet. Import the competencies file, or add one. National ones "
        "keep the NHS's name, so that people who move keep what they hold."
    )
    list_display = (
        "title",
        "owner",
        "framework",
        RenewalColumn("renewal", label=gettext_lazy("Lasts"), sort_key="renewal"),
        CountColumn("asked", label=gettext_lazy("Requirements"), sort_key="asked"),
        DayColumn("ends_on", label=gettext_lazy("Until"), empty=gettext_lazy("No end")),
    )
    search_fields = ("name", "description")
    search_backend_name = None
    filterset_class = CompetencyFilterSet
    list_export = (
        "name",
        "owner",
        "framework",
        "title",
        "renewal",
        "amber_months",
        "starts_on",
        "ends_on",
        "asked",
        "description",
    )
    export_headings = {
        "renewal": gettext_lazy("Renewal months"),
        "asked": gettext_lazy("Requirements"),
    }
    export_filename = "competencies"
    inspect_view_class = CompetencyInspectView
    inspect_view_fields = (
        "name",
        "description",
        "subject_lead",
        "amber_months",
        "starts_on",
        "ends_on",
        "required",
        "held",
    )
    edit_handler = EDIT_HANDLER

    @property
    def menu_label(self) -> Any:
        """The plural of what it lists."""
        return gettext_lazy("Competencies")
