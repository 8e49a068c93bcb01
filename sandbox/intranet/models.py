"""Pages, pictures and documents of the intranet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page
from wagtail.search import index

from wagtail_esrlm.blocks import (
    BookingFormBlock,
    ClassTimetableBlock,
    CourseCardBlock,
    CourseListingBlock,
    MyBookingsBlock,
    MyComplianceBlock,
    TeamComplianceBlock,
)
from wagtail_esrlm.mixins import LearnerProfileMixin
from wagtail_esrlm.workforce.models import Person


class IntranetImage(AbstractImage):
    """A picture, with who made it."""

    credit = models.CharField(max_length=255, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "credit")


class IntranetRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(
        IntranetImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class IntranetDocument(AbstractDocument):
    """A document, with when to look at it again."""

    review_on = models.DateField(null=True, blank=True)
    admin_form_fields = (*Document.admin_form_fields, "review_on")


class CardBlock(blocks.StructBlock):
    """A link with a line about what is behind it."""

    title = blocks.CharBlock()
    text = blocks.CharBlock(required=False)
    page = blocks.PageChooserBlock(required=False)
    url = blocks.CharBlock(required=False)

    class Meta:
        icon = "link"
        template = "intranet/blocks/card.html"


PREVIEW = "intranet/block_preview.html"
EXAMPLE_CARDS = [
    {"title": "Find training", "text": "Online or in a room.", "url": "/"},
    {"title": "How training works here", "text": "And whom to ask.", "url": "/"},
]


class BodyBlock(blocks.StreamBlock):
    """What the trust's pages are made of; the plugin's blocks stand among its own."""

    heading = blocks.CharBlock(
        icon="title",
        template="intranet/blocks/heading.html",
        preview_template=PREVIEW,
        preview_value="When something runs out",
    )
    text = blocks.RichTextBlock(
        icon="pilcrow",
        template="intranet/blocks/text.html",
        preview_template=PREVIEW,
        preview_value="<p>You are up to date until the last day.</p>",
    )
    cards = blocks.ListBlock(
        CardBlock(),
        icon="list-ul",
        template="intranet/blocks/cards.html",
        preview_template=PREVIEW,
        preview_value=EXAMPLE_CARDS,
    )
    my_compliance = MyComplianceBlock()
    team_compliance = TeamComplianceBlock()
    course_listing = CourseListingBlock()
    course_card = CourseCardBlock()
    class_timetable = ClassTimetableBlock()
    booking_form = BookingFormBlock()
    my_bookings = MyBookingsBlock()


class BodyPage(Page):
    """A page with an introduction and a body."""

    introduction = models.TextField(blank=True)
    body = StreamField(BodyBlock(), blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True


class HomePage(BodyPage):
    """The first page: a greeting, what is new, where to go."""

    template = "intranet/home_page.html"
    max_count = 1

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Add the latest news."""
        context = super().get_context(request, *args, **kwargs)
        context["latest"] = (
            NewsPage.objects.live()
            .order_by("-published_on")
            .select_related("picture")[:3]
        )
        return context


class SectionPage(BodyPage):
    """A page of a section, such as Learning."""

    template = "intranet/section_page.html"


class NewsIndexPage(Page):
    """All news, the newest first."""

    template = "intranet/news_index_page.html"

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Add the news."""
        context = super().get_context(request, *args, **kwargs)
        context["news"] = (
            NewsPage.objects.child_of(self)
            .live()
            .order_by("-published_on")
            .select_related("picture")
        )
        return context


class NewsPage(Page):
    """One piece of news."""

    template = "intranet/news_page.html"

    published_on = models.DateField()
    introduction = models.TextField()
    picture = models.ForeignKey(
        IntranetImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = RichTextField(blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("introduction"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction")]


class PeopleDirectoryPage(Page):
    """Everybody who works here, to be found by name, job or place."""

    template = "intranet/people_directory_page.html"
    subpage_types: ClassVar = ["intranet.ProfilePage"]

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Add the page of people that was asked for."""
        context = super().get_context(request, *args, **kwargs)
        people = ProfilePage.objects.child_of(self).live().order_by("title")
        query = " ".join(request.GET.get("q", "").split())[:100]
        for word in query.split():
            people = people.filter(
                models.Q(title__icontains=word)
                | models.Q(job_title__icontains=word)
                | models.Q(place__icontains=word)
            )
        context["query"] = query
        context["people"] = Paginator(people, 24).get_page(request.GET.get("page"))
        return context


class ProfilePage(LearnerProfileMixin, Page):
    """A member of staff; their compliance stands on it for those who may see it."""

    template = "intranet/profile_page.html"
    parent_page_types: ClassVar = ["intranet.PeopleDirectoryPage"]

    employee_number = models.CharField(max_length=30, unique=True)
    job_title = models.CharField(max_length=240, blank=True)
    place = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    about = models.TextField(blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("employee_number"),
        FieldPanel("job_title"),
        FieldPanel("place"),
        FieldPanel("phone"),
        FieldPanel("email"),
        FieldPanel("about"),
    ]

    def get_esrlm_person(self) -> Person | None:
        """Return whose profile this is, by employee number."""
        return Person.objects.filter(employee_number=self.employee_number).first()

    @property
    def initials(self) -> str:
        """The letters of the name, for the picture."""
        return "".join(word[0] for word in self.title.split()[:2]).upper()

    @property
    def tint(self) -> int:
        """Which of the picture's colours, the same every time."""
        return sum(map(ord, self.employee_number)) % 6
