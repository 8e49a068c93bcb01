"""What a reader asks of the catalogue, read from the address, and what they get."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, QueryDict

from ..clock import today
from ..links import link
from ..posted import page_in
from ..snippets.models import CourseCompetency
from ..workforce.selectors import person_for_request
from .choices import choices_in
from .forms import CatalogueForm
from .listing import (
    CatalogueFilter,
    Listing,
    catalogue_listing,
)
from .needs import needed_competencies
from .visible import is_pilot, visible_courses

#: Courses on one page of the catalogue.
PAGE_SIZE = 20


@dataclass(frozen=True)
class Scope:
    """What a catalogue is limited to beforehand, by a block or a page.

    Attributes:
        prefix: Before each parameter, where several catalogues stand on one page.
    """

    category_id: int | None = None
    competency_id: int | None = None
    page_size: int = PAGE_SIZE
    needed_first: bool = True
    prefix: str = ""
    path: str = ""


class CatalogueRequest:
    """One reading of the catalogue."""

    def __init__(self, request: HttpRequest, scope: Scope | None = None) -> None:
        self.request = request
        self.scope = scope or Scope()
        self.person = person_for_request(request)
        self.sees_early = is_early_reader(request)
        self.courses = visible_courses(self.person, sees_early=self.sees_early)
        if self.scope.category_id:
            self.courses = self.courses.filter(category_id=self.scope.category_id)
        if self.scope.competency_id:
            self.courses = self.courses.filter(
                Exists(
                    CourseCompetency.objects.filter(
                        course=OuterRef("pk"),
                        competency_id=self.scope.competency_id,
                        ends_on__isnull=True,
                    )
                )
            )

    @cached_property
    def form(self) -> CatalogueForm:
        """The filters, with only those choices that lead somewhere."""
        limited = self.scope.category_id or self.scope.competency_id
        return CatalogueForm(
            self.request.GET,
            prefix=self.scope.prefix or None,
            choices=choices_in(
                self.courses,
                seen_by=None if limited else self.person,
                sees_early=self.sees_early,
                on=today(),
            ),
        )

    @cached_property
    def asked(self) -> CatalogueFilter:
        """What is asked."""
        return self.form.asked()

    @cached_property
    def number(self) -> int:
        """The page asked for, from 1."""
        return page_in(self.request.GET.get(self._name("page"), ""))

    @cached_property
    def listing(self) -> Listing:
        """The page of courses."""
        needed = (
            needed_competencies(self.person, on=today())
            if self.person is not None and self.scope.needed_first
            else frozenset()
        )
        size = self.scope.page_size
        first = (self.number - 1) * size
        return catalogue_listing(
            self.courses,
            self.asked,
            needed=needed,
            window=slice(first, first + size),
            sees_early=self.sees_early,
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is no course for the reader at all, whatever they ask.

        Queries: 1 where nothing fits what they ask, beside those of the listing.
        """
        return not (self.listing.found or self.courses.exists())

    @cached_property
    def pages(self) -> int:
        """How many pages there are."""
        return Paginator(range(self.listing.found), self.scope.page_size).num_pages

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter that is on, in words, with the address without it."""
        self.asked  # noqa: B018 (reads the form once)
        return [
            (words, self.address(**{name: ""}))
            for name in self.form.fields
            if (words := self.form.words_for(name))
        ]

    def address(self, **changes: str) -> str:
        """Return this page's address with some parameters changed or left out."""
        query = QueryDict(mutable=True)
        for name in self.form.fields:
            value = changes.get(name, self.request.GET.get(self._name(name), ""))
            if value:
                query[self._name(name)] = value
        if changes.get("page"):
            query[self._name("page")] = changes["page"]
        path = self.scope.path or link("catalogue")
        text = query.urlencode()
        return f"{path}?{text}" if text else path

    @property
    def clear_address(self) -> str:
        """The address without any filter."""
        return self.scope.path or link("catalogue")

    @property
    def needs_first(self) -> bool:
        """Whether some course on this page is needed, and stands before others."""
        return any(entry.is_needed for entry in self.listing.entries)

    @property
    def previous_address(self) -> str:
        """The page before, or ""."""
        return self.page_address(-1)

    @property
    def next_address(self) -> str:
        """The page after, or ""."""
        return self.page_address(1)

    def page_address(self, step: int) -> str:
        """Return the address of the page before or after, or ""."""
        number = self.number + step
        return self.address(page=str(number)) if 1 <= number <= self.pages else ""

    def _name(self, name: str) -> str:
        return f"{self.scope.prefix}-{name}" if self.scope.prefix else name


def is_early_reader(request: HttpRequest) -> bool:
    """Whether the reader sees courses before they are shown (rule 102)."""
    user = request.user
    if not user.is_authenticated:
        return False
    return bool(user.has_perm("wagtail_esrlm.change_course")) or is_pilot(
        person_for_request(request)
    )
