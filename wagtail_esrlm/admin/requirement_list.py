"""The list of requirements, and the page of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from ..clock import today
from ..compliance import impact
from ..compliance.calculation import reached_people
from ..compliance.models import Requirement
from ..compliance.models.requirements import TARGET_FIELDS
from ..compliance.rules import Level
from ..snippets.models import Competency
from ..workforce.models import JobRole, SupplementaryRole
from ..workforce.selectors import organisation_paths
from .base import RecordViewSet
from .columns import CountColumn, DayColumn, YesNoColumn
from .filters import (
    OrganisationFilter,
    RecordFilterSet,
    WhenFilter,
    choice_filter,
    record_filter,
)
from .inspecting import RecordInspectView, record_link
from .levels import LEVEL_WORDS, level_word, target_words
from .listing import RecordIndexView
from .requirements import (
    TARGETS,
    TERMS,
    RemoveRequirementView,
    RequirementCreateView,
    RequirementEditView,
    RequirementForm,
    RequirementTermsForm,
)


class RequirementFilterSet(RecordFilterSet):
    """Requirements by what, of whom and when."""

    when = WhenFilter(now=_l("In force today"))
    competency = record_filter(Competency, _l("Competency"))
    level = choice_filter(
        _l("Asked of"),
        [(str(int(level)), words) for level, words in LEVEL_WORDS.items()],
        method="filter_level",
    )
    organisation = OrganisationFilter()
    job_role = record_filter(JobRole, _l("Job role"))
    supplementary_role = record_filter(SupplementaryRole, _l("Supplementary role"))
    essential = choice_filter(
        _l("Essential"), [(True, _l("Essential")), (False, _l("Recommended"))]
    )

    class Meta:
        model = Requirement
        fields: tuple[str, ...] = ()

    def filter_level(self, queryset: Any, name: str, value: str) -> Any:
        """Keep those of one level."""
        column = TARGET_FIELDS[Level(int(value))]
        return queryset.filter(**{f"{column}__isnull": False})


class TargetColumn(Column):
    """Of whom it is asked: the level, and organisations by their path."""

    def get_value(self, instance: Any) -> str:
        """Say it."""
        return f"{level_word(instance)}: {instance.target_words}"


class RequirementIndexView(RecordIndexView):
    """Requirements, each with what it is asked of."""

    def get_list_more_buttons(self, instance: Requirement) -> list[Any]:
        """Offer to take away what has not begun."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        permission = RemoveRequirementView.permission_required
        if instance.starts_on > today() and self.request.user.has_perm(permission):
            address = reverse("esrlm_requirement:remove", args=[instance.pk])
            buttons.append(
                Button(_("Remove"), url=address, icon_name="bin", priority=40)
            )
        return buttons

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Name the targets of the page."""
        found = super().paginate_queryset(queryset, page_size)
        paths = organisation_paths()
        for requirement in found[2]:
            requirement.target_words = target_words(requirement, paths)
        return found


class RequirementInspectView(RecordInspectView):
    """A requirement, and how many people it reaches."""

    def get_target_display_value(self) -> Any:
        """Name the level and the target."""
        requirement = self.object
        link = record_link(requirement.target, self.request.user)
        return format_html("{}: {}", level_word(requirement), link)

    def get_essential_display_value(self) -> str:
        """Say essential or recommended."""
        return _("Essential") if self.object.essential else _("Recommended")

    def get_reaches_display_value(self) -> str:
        """Count whom it reaches today, or on its first day."""
        requirement = self.object
        day = impact.day_of(requirement.starts_on)
        if requirement.ends_on and requirement.ends_on < day:
            return _("Nobody: it has ended")
        people = len(reached_people(on=day, requirement_ids=[requirement.pk]))
        return ngettext("%(people)s person", "%(people)s people", people) % {
            "people": f"{people:,}"
        }


class RequirementViewSet(RecordViewSet):
    """What is asked of whom."""

    model = Requirement
    icon = "list-ol"
    without_views = frozenset({"usage", "delete"})
    index_view_class = RequirementIndexView
    add_view_class = RequirementCreateView
    edit_view_class = RequirementEditView
    inspect_view_class = RequirementInspectView
    empty = _l(
        "Nothing is required of anybody yet. Add a requirement, tick many in the "
        "matrix, or import a file."
    )
    list_display = (
        "competency",
        TargetColumn("target", label=_l("Asked of")),
        "grade",
        YesNoColumn(
            "essential",
            label=_l("Essential"),
            yes=_l("Essential"),
            no=_l("Recommended"),
        ),
        CountColumn("grace_days", label=_l("Grace days"), sort_key="grace_days"),
        DayColumn("starts_on", label=_l("From")),
        DayColumn("ends_on", label=_l("Until"), empty=_l("No end")),
    )
    filterset_class = RequirementFilterSet
    search_fields = (
        "competency__name",
        "organisation__name",
        "job_role__name",
        "position__number",
        "assignment__number",
        "supplementary_role__name",
    )
    list_export = ("competency.name", *TARGETS, *TERMS[:-1], "starts_on", "ends_on")
    export_headings = {"competency.name": _l("Competency")}
    export_filename = "requirements"
    inspect_view_fields = (
        "competency",
        "target",
        "reaches",
        *TERMS[:-1],
        "starts_on",
        "ends_on",
    )
    labels = {"target": _l("Asked of"), "reaches": _l("Reaches")}
    if_empty = {"ends_on": _l("No end"), "grade": _l("Every grade")}
    select_related = ("competency", *TARGETS)

    def get_urlpatterns(self) -> list[Any]:
        """Add removing."""
        remove = RemoveRequirementView.as_view()
        return [
            *super().get_urlpatterns(),
            path("remove/<int:pk>/", remove, name="remove"),
        ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Enter one, or change its terms."""
        return RequirementTermsForm if for_update else RequirementForm
