"""What every booking reads, compiled once: classes, people, their bookings, audiences.

Each row of the first three carries one sitting or one seat beside what it belongs to,
so that both come in one statement.
"""

from __future__ import annotations

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    When,
)

from ..compiled import Read
from ..snippets.models import (
    Audience,
    AudienceValue,
    CourseCompetency,
    CoursePrerequisite,
    LearningClass,
)
from ..workforce.models import AssignmentStatus, Organisation, Person
from .models import ClassPlaces, Enrolment
from .states import OPEN

LOOK_COLUMNS = (
    "maximum_places",
    "places_taken",
    "places_waiting",
    "learning_class__status",
    "learning_class__is_published",
    "learning_class__starts_at",
    "learning_class__time_zone",
    "learning_class__has_waiting_list",
    "learning_class__approval_required",
    "learning_class__course__approval_required",
    "learning_class__course_id",
    "learning_class__course__title",
)

CLASS_COLUMNS = (
    "pk",
    "business_group_id",
    "status",
    "is_published",
    "starts_at",
    "time_zone",
    "shown_from",
    "enrolment_opens_at",
    "enrolment_closes_at",
    "cancel_until",
    "self_enrolment",
    "approval_required",
    "has_waiting_list",
    "offer_hours",
    "course_id",
    "course__title",
    "course__live",
    "course__expire_at",
    "course__starts_on",
    "course__ends_on",
    "course__shown_from",
    "course__booking_opens_at",
    "course__self_enrolment",
    "course__approval_required",
    "course__is_classroom",
    "course__is_webinar",
    "course__is_blended",
    "course__waits_by_need",
    "places__maximum_places",
    "places__places_taken",
    "places__places_waiting",
    "has_audience",
    "asks_first",
)

_SEAT = "assignments__periods__"

#: ``LOOK_COLUMNS``, and the person's booking in it that is not over.
LOOK = Read(
    ClassPlaces,
    lambda class_id, person_id: (
        ClassPlaces.objects.filter(learning_class_id=class_id)
        .annotate(
            standing=Subquery(
                Enrolment.objects.standing()
                .filter(learning_class_id=class_id, person_id=person_id)
                .order_by()
                .values("pk")[:1]
            )
        )
        .values_list(*LOOK_COLUMNS, "standing")
    ),
)

#: ``CLASS_COLUMNS``, then begin and end of a sitting; none where there is no sitting.
CLASSES = Read(
    LearningClass,
    lambda class_ids: (
        LearningClass.objects.filter(pk__in=class_ids)
        .annotate(
            has_audience=Exists(Audience.objects.filter(course=OuterRef("course"))),
            asks_first=Exists(
                CoursePrerequisite.objects.filter(course=OuterRef("course"))
            ),
        )
        .order_by()
        .values_list(*CLASS_COLUMNS, "sessions__starts_at", "sessions__ends_at")
    ),
)

#: A person, then a seat and whether its status counts as active (rule 2).
PEOPLE = Read(
    Person,
    lambda person_ids: (
        Person.objects.filter(pk__in=person_ids)
        .annotate(
            is_active=~Exists(
                AssignmentStatus.objects.filter(
                    is_active=False, name_key=OuterRef(f"{_SEAT}status_key")
                )
            )
        )
        .order_by()
        .values_list(
            "pk",
            "business_group_id",
            "person_type",
            "access",
            "starts_on",
            "ends_on",
            f"{_SEAT}pk",
            f"{_SEAT}assignment_id",
            f"{_SEAT}starts_on",
            f"{_SEAT}ends_on",
            f"{_SEAT}is_primary",
            f"{_SEAT}organisation_id",
            f"{_SEAT}job_role_id",
            f"{_SEAT}job_role__staff_group",
            f"{_SEAT}position_id",
            "is_active",
        )
    ),
)

#: People's bookings that can matter: open ones, those of these classes, and what was
#: asked for lately; then begin and end of a sitting to come. Outcomes stand after the
#: last sitting only (``closing``), so that they clash with nothing to come. The
#: condition stands in a CASE, into which PostgreSQL's planner does not look: as a plain
#: OR it took 10 ms to be planned, against each partial index.
COMMITMENTS = Read(
    Enrolment,
    lambda person_ids, class_ids, at, recent: (
        Enrolment.objects.annotate(
            matters=Case(
                When(state__in=sorted(OPEN), then=True),
                When(learning_class_id__in=class_ids, then=True),
                When(created_at__gt=recent, then=True),
                default=False,
            )
        )
        .filter(matters=True, person_id__in=person_ids)
        .annotate(
            sitting=FilteredRelation(
                "learning_class__sessions",
                condition=Q(learning_class__sessions__ends_at__gt=at),
            )
        )
        .order_by("pk", "sitting__starts_at")
        .values_list(
            "person_id",
            "pk",
            "learning_class_id",
            "learning_class__course_id",
            "state",
            "waiting_since",
            "created_at",
            "source",
            "approved_at",
            "learning_class__starts_at",
            "sitting__starts_at",
            "sitting__ends_at",
        )
    ),
)

_AUDIENCE_COLUMNS = (
    "course_id",
    "employees",
    "external_learners",
    "public",
    "values__kind",
    "values__is_exception",
    "values__organisation_id",
    "values__job_role_id",
    "values__staff_group",
    "values__position_id",
    "values__supplementary_role_id",
    "values__person_type",
    "values__competency_id",
)

#: What audiences name or except: of each kind once, and every staff group, every
#: competency of them.
NAMED = Read(
    AudienceValue,
    lambda: (
        AudienceValue.objects.order_by()
        .values_list("kind", "is_exception", "staff_group", "competency_id")
        .distinct()
    ),
)

ORGANISATIONS = Read(
    Organisation, lambda: Organisation.objects.order_by().values_list("pk", "parent_id")
)

#: An audience, then one of its values; no kind where it has none.
AUDIENCES = Read(
    Audience,
    lambda course_ids: (
        Audience.objects.filter(course_id__in=course_ids)
        .order_by()
        .values_list(*_AUDIENCE_COLUMNS)
    ),
)

#: The same of the course of a class.
AUDIENCE_OF_CLASS = Read(
    Audience,
    lambda class_id: (
        Audience.objects.filter(course__classes=class_id)
        .order_by()
        .values_list(*_AUDIENCE_COLUMNS)
    ),
)

#: Course and competency, of what courses give.
GIVEN = Read(
    CourseCompetency,
    lambda course_ids: CourseCompetency.objects.filter(
        course_id__in=course_ids
    ).values_list("course_id", "competency_id"),
)

PREREQUISITES = Read(
    CoursePrerequisite,
    lambda course_ids: (
        CoursePrerequisite.objects.filter(course_id__in=course_ids)
        .order_by("course_id", F("competency__title"))
        .values_list("course_id", "competency_id", "competency__title")
    ),
)
