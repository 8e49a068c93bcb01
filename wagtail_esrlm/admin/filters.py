"""Filters that lists share: by day, by seat, by organisation and below."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from ..clock import today
from ..permissions.scopes import organisations_below
from ..workforce.models import (
    AssignmentPeriod,
    BusinessGroup,
    JobRole,
    Organisation,
)
from .fields import ByPath, PathLabels

ALL = _("All")
TODAY = _("Today")


class _PathIterator(ByPath, ModelChoiceIterator):
    """Organisations in the order of the tree."""


class _OrganisationChoice(PathLabels, ModelChoiceField):
    """An organisation, by its path."""

    iterator = _PathIterator


class OrganisationFilter(django_filters.ModelChoiceFilter):
    """Keeps what belongs to an organisation or one below it."""

    field_class = _OrganisationChoice

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Organisation, and all below"))
        kwargs.setdefault("queryset", Organisation.objects.order_by("name", "pk"))
        kwargs.setdefault("empty_label", ALL)
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        """Filter by all organisations of the branch."""
        if value is None:
            return qs
        below = organisations_below([value.pk])
        return qs.filter(**{f"{self.field_name}__in": below})


def choice_filter(label: Any, choices: Any, **kwargs: Any) -> Any:
    """Return a filter of a few words, one of which holds."""
    return django_filters.ChoiceFilter(
        label=label,
        choices=choices,
        empty_label=ALL,
        widget=forms.RadioSelect,
        **kwargs,
    )


def record_filter(model: type[models.Model], label: Any, **kwargs: Any) -> Any:
    """Return a filter by a record of another list."""
    return django_filters.ModelChoiceFilter(
        queryset=model._default_manager.all(), label=label, empty_label=ALL, **kwargs
    )


def day_range(field_name: str, label: Any) -> Any:
    """Return a filter by a first and a last day, both included."""
    return django_filters.DateFromToRangeFilter(
        field_name=field_name, label=label, widget=DateRangePickerWidget
    )


def words_of(model: type[models.Model], field_name: str) -> Any:
    """Return a callable that reads the words in use, for choices."""

    def words() -> list[tuple[str, str]]:
        found = (
            model._default_manager.exclude(**{field_name: ""})
            .order_by(field_name)
            .values_list(field_name, flat=True)
            .distinct()
        )
        return [(word, word) for word in found]

    return words


class WhenFilter(django_filters.ChoiceFilter):
    """Keeps what is in force today, what begins later, or what has ended."""

    NOW, COMING, ENDED = "now", "coming", "ended"

    def __init__(self, *, now: Any = TODAY, **kwargs: Any) -> None:
        choices = [
            (self.NOW, now),
            (self.COMING, _("Begins later")),
            (self.ENDED, _("Ended")),
        ]
        kwargs = {"label": _("When"), "choices": choices, "empty_label": ALL} | kwargs
        super().__init__(widget=forms.RadioSelect, **kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        """Compare both ends with today."""
        day = today()
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
        open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        if value == self.NOW:
            return qs.filter(begun & open_ended)
        if value == self.COMING:
            return qs.filter(starts_on__gt=day)
        if value == self.ENDED:
            return qs.filter(ends_on__lt=day)
        return qs


class RecordFilterSet(WagtailFilterSet):
    """Filters of a list; the business group only where there are several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "business_group" in self.filters and not has_business_groups():
            del self.filters["business_group"]


def has_business_groups() -> bool:
    """Whether there is more than one business group to tell apart. Queries: 1."""
    return len(BusinessGroup.objects.order_by()[:2]) > 1


class _SeatFilter:
    """Leaves the rows alone: one and the same seat must match all of them."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class _SeatOrganisation(_SeatFilter, OrganisationFilter):
    pass


class _SeatJobRole(_SeatFilter, django_filters.ModelChoiceFilter):
    pass


class _SeatStaffGroup(_SeatFilter, django_filters.ChoiceFilter):
    pass


class SeatedFilterSet(RecordFilterSet):
    """Filters records of people by where they work today."""

    #: From the record to the person.
    person_path = "person"

    organisation = _SeatOrganisation(label=_("Works in organisation, or below"))
    job_role = _SeatJobRole(
        queryset=JobRole.objects.all(), label=_("Works as"), empty_label=ALL
    )
    staff_group = _SeatStaffGroup(
        choices=words_of(JobRole, "staff_group"),
        label=_("Staff group"),
        empty_label=ALL,
    )

    def filter_queryset(self, queryset: Any) -> Any:
        """Keep records of people with one active seat that matches all (rule 105)."""
        kept = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        seats = AssignmentPeriod.objects.active_on(today())
        wanted = Q()
        if organisation := given.get("organisation"):
            wanted &= Q(organisation__in=organisations_below([organisation.pk]))
        if job_role := given.get("job_role"):
            wanted &= Q(job_role=job_role)
        if staff_group := given.get("staff_group"):
            wanted &= Q(job_role__staff_group=staff_group)
        if not wanted:
            return kept
        people = seats.filter(wanted).order_by().values("assignment__person_id")
        return kept.filter(**{f"{self.person_path}__in": people})
