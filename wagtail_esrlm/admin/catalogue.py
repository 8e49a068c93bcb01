"""The catalogue in the admin: shelves, rooms and courses, as snippets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from ..names import fold
from ..snippets.catalogue import protect_course
from ..snippets.deletion import INSTEAD, uses_of
from ..snippets.models import Category, Course, Location
from .base import LEARNING_MENU_HOOK, SafeDeleteMixin, SomebodyWasQuickerMixin
from .course_actions import CourseInspectView, course_buttons
from .listing import ListingMixin


class NamedOnceForm(WagtailAdminModelForm):
    """A form that refuses a name or code that is taken, however it is spelt."""

    #: The field, and what it is taken within.
    named_by = "code"
    within = "business_group"

    def clean(self) -> dict[str, Any]:
        """Look for another that has it."""
        cleaned: dict[str, Any] = super().clean()
        if {self.named_by, self.within} & self.errors.keys():
            return cleaned
        model = type(self.instance)
        same = {
            self.within: cleaned.get(self.within),
            model.keys[self.named_by]: fold(cleaned.get(self.named_by) or ""),
        }
        others = model._default_manager.exclude(pk=self.instance.pk)
        if others.filter(**same).exists():
            self.add_error(self.named_by, _("This is in use already: choose another."))
        return cleaned


class CategoryForm(NamedOnceForm):
    """A shelf: its name is taken within the shelf it stands in."""

    named_by = "name"
    within = "parent"


class CatalogueCreateView(SomebodyWasQuickerMixin, CreateView):
    """Adds to the catalogue."""


class CatalogueEditView(SomebodyWasQuickerMixin, EditView):
    """Changes something of the catalogue."""


class CatalogueIndexView(ListingMixin, IndexView):
    """A list of the catalogue."""


class CourseIndexView(CatalogueIndexView):
    """Courses, each with what can be done to it."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Add what is no draft: what it gives, and ending it."""
        return [
            *super().get_list_more_buttons(instance),
            *course_buttons(instance, self.request.user),
        ]


class ProtectionPanel(HelpPanel):
    """Says what of a course may not change any more, and why (rule 45)."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The sentence of one course."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            stored = self.instance if self.instance and self.instance.pk else None
            self.content = escape(protect_course(stored).sentence) if stored else ""

        def is_shown(self) -> bool:
            """Stand there only where something is protected."""
            return bool(self.content)


class CatalogueDeleteView(SafeDeleteMixin, SnippetViewSet.delete_view_class):
    """Deletes what nothing depends on; says what does, and what to do (rule 47)."""

    @cached_property
    def hanging(self) -> list[str]:
        """What depends on it, in words."""
        return [f"{use.count:,} {use.label}" for use in uses_of(self.object)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what to do instead."""
        instead = INSTEAD.get(type(self.object), "")
        return super().get_context_data(instead=instead, **kwargs)


class CatalogueViewSet(SnippetViewSet):
    """What the lists of the catalogue share."""

    menu_hook = LEARNING_MENU_HOOK
    index_view_class = CatalogueIndexView
    add_view_class = CatalogueCreateView
    edit_view_class = CatalogueEditView
    delete_view_class = CatalogueDeleteView
    delete_template_name = "wagtail_esrlm/admin/delete.html"
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    search_backend_name = None


class CategoryViewSet(CatalogueViewSet):
    """Shelves of the catalogue."""

    model = Category
    icon = "folder-open-inverse"
    list_display: ClassVar[list[Any]] = ["name", Column("parent"), Column("sort_order")]
    search_fields: ClassVar[list[str]] = ["name"]
    list_export = ("name", "parent", "sort_order")
    export_filename = "categories"
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("parent"), FieldPanel("sort_order")],
        base_form_class=CategoryForm,
    )


class LocationViewSet(CatalogueViewSet):
    """Rooms, with everything people need to find them."""

    model = Location
    icon = "site"
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("room"),
        Column("code"),
        Column("capacity"),
        BooleanColumn("is_open"),
    ]
    list_filter: ClassVar[list[str]] = ["is_open"]
    search_fields: ClassVar[list[str]] = ["name", "room", "code"]
    list_export = (
        "code",
        "name",
        "room",
        "address",
        "postcode",
        "capacity",
        "joining_instructions",
        "access_notes",
        "is_open",
    )
    export_filename = "locations"
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("business_group"), FieldPanel("code")]),
            FieldRowPanel([FieldPanel("name"), FieldPanel("room")]),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("postcode"), FieldPanel("capacity")]),
            FieldPanel("map_url"),
            FieldPanel("joining_instructions"),
            FieldPanel("access_notes"),
            FieldPanel("is_open"),
        ],
        base_form_class=NamedOnceForm,
    )


class CourseViewSet(CatalogueViewSet):
    """Courses: their words are drafts, what they deliver is not."""

    model = Course
    icon = "doc-full"
    index_view_class = CourseIndexView
    inspect_view_class = CourseInspectView
    inspect_view_fields: ClassVar[list[str]] = [
        "code",
        "summary",
        "category",
        "starts_on",
        "ends_on",
        "shown_from",
        "booking_opens_at",
    ]
    list_display: ClassVar[list[Any]] = ["title", Column("code"), Column("category")]
    list_filter: ClassVar[list[str]] = ["category", "live"]
    search_fields: ClassVar[list[str]] = ["title", "code", "summary"]
    list_export = (
        "code",
        "title",
        "category",
        "summary",
        "is_classroom",
        "is_e_learning",
        "is_webinar",
        "is_blended",
        "self_enrolment",
        "approval_required",
        "starts_on",
        "ends_on",
        "live",
    )
    export_filename = "courses"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("business_group"), FieldPanel("code")]),
                    FieldPanel("title"),
                    FieldPanel("summary"),
                    FieldPanel("body"),
                    FieldPanel("image"),
                    FieldPanel("category"),
                ],
                heading=_("Words"),
            ),
            ObjectList(
                [
                    ProtectionPanel(),
                    MultiFieldPanel(
                        [
                            FieldPanel("is_classroom"),
                            FieldPanel("is_e_learning"),
                            FieldPanel("is_webinar"),
                            FieldPanel("is_blended"),
                        ],
                        heading=_("How it reaches people"),
                    ),
                    FieldPanel("self_enrolment"),
                    FieldPanel("approval_required"),
                    FieldPanel("is_assessed"),
                    FieldPanel("sessions_needed"),
                    FieldPanel("waits_by_need"),
                    FieldPanel("evaluation_url"),
                ],
                heading=_("Booking"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                    FieldPanel("shown_from"),
                    FieldPanel("booking_opens_at"),
                    PublishingPanel(),
                ],
                heading=_("When"),
            ),
        ],
        base_form_class=NamedOnceForm,
    )
