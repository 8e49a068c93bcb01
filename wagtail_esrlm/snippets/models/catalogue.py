"""The catalogue: categories, courses, and what each course delivers and asks for."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from ...errors import Refused
from ...workforce.models import BusinessGroup
from ...workforce.models.keyed import KeyedModel
from .protection import (
    PROTECTED_FIELDS,
    people_enrolled,
    refuse_protected,
    stored_values,
)


class Category(KeyedModel):
    """A shelf of the catalogue; shelves stand within shelves."""

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("Leave empty for the top."),
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("sort_order", "name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name_key"],
                condition=Q(parent__isnull=False),
                name="%(app_label)s_%(class)s_name_under_parent",
            ),
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(parent__isnull=True),
                name="%(app_label)s_%(class)s_name_at_top",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="%(app_label)s_%(class)s_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryMode(models.TextChoices):
    """How a course reaches people, as files name it."""

    CLASSROOM = "classroom", _("Classroom")
    E_LEARNING = "e_learning", _("E-Learning")
    WEBINAR = "webinar", _("Webinar")
    BLENDED = "blended", _("Blended")


class CourseQuerySet(models.QuerySet["Course"]):
    """Courses, by what people may see and do."""

    def shown(
        self, *, on: datetime.date, at: datetime.datetime | None
    ) -> CourseQuerySet:
        """Keep courses that are published, in date and shown (rules 42, 102).

        Args:
            at: The moment; None for readers who see courses before they are shown.
        """
        courses = self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            live=True,
        )
        if at is None:
            return courses
        return courses.filter(
            Q(shown_from__isnull=True) | Q(shown_from__lte=at),
            Q(expire_at__isnull=True) | Q(expire_at__gt=at),
        )


class Course(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    KeyedModel,
):
    """Something people learn; classes of it are what they book.

    Drafts and previews concern its words. What it delivers, what it asks for and whom
    it is for are dated records beside it, never drafts (``CourseCompetency``,
    ``CoursePrerequisite``, ``Audience``).
    """

    keys: ClassVar[dict[str, str]] = {"code": "code_key"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="courses",
        verbose_name=_("business group"),
    )
    code = models.CharField(_("course code"), max_length=60)
    code_key = models.CharField(max_length=60, editable=False)
    title = models.CharField(_("title"), max_length=240)
    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences, shown in the catalogue."),
    )
    body = RichTextField(
        _("description"),
        blank=True,
        help_text=_("What people learn, for whom it is, and what to bring."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("category"),
    )
    is_classroom = models.BooleanField(_("classroom"), default=True)
    is_e_learning = models.BooleanField(_("e-learning"), default=False)
    is_webinar = models.BooleanField(_("webinar"), default=False)
    is_blended = models.BooleanField(_("blended"), default=False)
    self_enrolment = models.BooleanField(
        _("people book themselves"),
        default=True,
        help_text=_("Otherwise managers and class administrators book for them."),
    )
    approval_required = models.BooleanField(
        _("a manager must approve"),
        default=False,
        help_text=_("A booking then waits until the manager has answered."),
    )
    is_assessed = models.BooleanField(
        _("attendance is assessed"),
        default=False,
        help_text=_("Competencies are then awarded only to those who pass."),
    )
    sessions_needed = models.PositiveSmallIntegerField(
        _("sessions needed"),
        null=True,
        blank=True,
        help_text=_(
            "How many sessions of a class must be attended. Leave empty for all."
        ),
    )
    waits_by_need = models.BooleanField(
        _("waiting lists go by need"),
        default=False,
        help_text=_(
            "People who must hold what the course gives, and do not, come first; then "
            "those whose competency expires soonest. Everybody reads this before they "
            "join. Otherwise waiting lists go by the time of joining."
        ),
    )
    evaluation_url = models.URLField(
        _("evaluation form"),
        blank=True,
        help_text=_("People who have attended are asked to fill in this form."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_(
            "After this day nobody can newly book. Running classes finish and award."
        ),
    )
    shown_from = models.DateTimeField(
        _("shown from"),
        null=True,
        blank=True,
        help_text=_("Hidden from staff before this moment. Leave empty to show now."),
    )
    booking_opens_at = models.DateTimeField(
        _("booking opens"),
        null=True,
        blank=True,
        help_text=_("People can look, but not book, before this moment."),
    )

    _revisions = GenericRelation(
        "wagtailcore.Revision", related_query_name="esrlm_course"
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="esrlm_course",
        for_concrete_model=False,
    )

    objects = CourseQuerySet.as_manager()

    search_fields: ClassVar = [
        index.SearchField("title", boost=5),
        index.SearchField("code", boost=3),
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.AutocompleteField("title"),
        index.AutocompleteField("code"),
        index.FilterField("live"),
        index.FilterField("category"),
        index.FilterField("business_group"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ("title", "code", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "code_key"],
                name="%(app_label)s_%(class)s_code",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(sessions_needed__isnull=True) | Q(sessions_needed__gt=0),
                name="%(app_label)s_%(class)s_sessions_needed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def delivery_modes(self) -> list[DeliveryMode]:
        """How it reaches people, in the order of ``DeliveryMode``."""
        return [mode for mode in DeliveryMode if getattr(self, f"is_{mode.value}")]

    @property
    def has_classes(self) -> bool:
        """Whether people attend it: e-learning alone has no classes."""
        return self.is_classroom or self.is_webinar or self.is_blended

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless it would change what people were promised (rules 45, 46).

        Raises:
            Refused: with what may not change, and why.
        """
        narrowed = kwargs.get("update_fields")
        refuse_protected(self, None if narrowed is None else set(narrowed))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Say in a form what may not change, before it is saved."""
        super().clean()
        try:
            refuse_protected(self)
        except Refused as err:
            raise ValidationError(str(err.sentence), code=err.code) from err

    def with_content_json(self, content: dict) -> Any:
        """Return a draft; what people were promised is as it is stored (rule 45).

        A draft from before they enrolled cannot change it by being published.
        """
        draft = super().with_content_json(content)
        if people_enrolled(self):
            for attname, value in stored_values(self, PROTECTED_FIELDS).items():
                setattr(draft, attname, value)
        return draft

    def get_preview_template(self, request, mode_name: str) -> str:
        """Show a draft as learners will see it."""
        return "wagtail_esrlm/catalogue/course_preview.html"

    def get_preview_context(self, request, mode_name: str) -> dict:
        """Give the preview the course itself; nothing personal."""
        return super().get_preview_context(request, mode_name) | {"course": self}
