"""The shapes of the catalogue, of classes, bookings and registers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from wagtail.rich_text import expand_db_html

from ..booking.bookings import line_of, tag_of
from ..booking.groups import NotBooked
from ..booking.limits import answer_by
from ..booking.models import Enrolment
from ..booking.options import Option
from ..booking.registers import RegisterRow
from ..booking.sentences import sentence_for, state_lines, team_cancel_words
from ..booking.team_bookings import can_be_given_up, team_line_of
from ..booking.wording import class_in_words, place_in_words, places_in_words
from ..clock import now
from ..snippets.models import ClassSession, Course, LearningClass, Location
from .serializers import PersonSerializer

STATES = Enrolment.State.values


class JoiningMixin(serializers.Serializer[Any]):
    """What only those read who have a place: ``joining`` in the context says so."""

    joining_instructions = serializers.SerializerMethodField()

    def get_joining_instructions(self, joined: LearningClass | Location) -> str:
        """Return how to join; empty for who has no place."""
        return joined.joining_instructions if self.context.get("joining") else ""


class LocationSerializer(JoiningMixin, serializers.ModelSerializer[Location]):
    """Where, and how to get in."""

    class Meta:
        model = Location
        fields = (
            "uuid",
            "name",
            "room",
            "address",
            "postcode",
            "map_url",
            "joining_instructions",
            "access_notes",
        )
        read_only_fields = fields


class SessionSerializer(serializers.ModelSerializer[ClassSession]):
    """One sitting: wall times in the zone of its class, and the moments."""

    location = LocationSerializer(allow_null=True)
    webinar_url = serializers.SerializerMethodField()

    class Meta:
        model = ClassSession
        fields = (
            "uuid",
            "held_on",
            "starts_time",
            "ends_time",
            "starts_at",
            "ends_at",
            "location",
            "webinar_url",
        )
        read_only_fields = fields

    def get_webinar_url(self, session: ClassSession) -> str:
        """Return where it is joined online; empty for who has no place."""
        return session.webinar_url if self.context.get("joining") else ""


class OptionSerializer(serializers.Serializer[Option]):
    """What the asker can do with a class, and why not."""

    act = serializers.ChoiceField(choices=["book", "ask", "wait", ""])
    label = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.CharField()
    notices = serializers.ListField(child=serializers.CharField())
    code = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)


class ClassSerializer(JoiningMixin, serializers.ModelSerializer[LearningClass]):
    """One run of a course, with the places left."""

    course = serializers.SerializerMethodField()
    when = serializers.SerializerMethodField()
    where = serializers.SerializerMethodField()
    places = serializers.SerializerMethodField()
    places_left = serializers.IntegerField(
        source="places.places_left", allow_null=True, read_only=True
    )
    waiting = serializers.IntegerField(source="places.places_waiting", read_only=True)
    sessions = SessionSerializer(many=True)
    option = serializers.SerializerMethodField()

    class Meta:
        model = LearningClass
        fields = (
            "uuid",
            "reference",
            "course",
            "status",
            "when",
            "where",
            "time_zone",
            "starts_at",
            "ends_at",
            "enrolment_opens_at",
            "enrolment_closes_at",
            "cancel_until",
            "has_waiting_list",
            "joining_instructions",
            "places",
            "places_left",
            "waiting",
            "sessions",
            "option",
        )
        read_only_fields = fields

    def get_course(self, learning_class: LearningClass) -> dict[str, str]:
        """Return the course's public identity and title."""
        course = learning_class.course
        return {"uuid": str(course.uuid), "code": course.code, "title": course.title}

    def get_when(self, learning_class: LearningClass) -> str:
        """Return the dates in words."""
        return class_in_words(learning_class)

    def get_where(self, learning_class: LearningClass) -> str:
        """Return the place in words."""
        return place_in_words(learning_class)

    def get_places(self, learning_class: LearningClass) -> str:
        """Return "4 places left"."""
        return places_in_words(learning_class.places)

    @extend_schema_field(OptionSerializer(allow_null=True))
    def get_option(self, learning_class: LearningClass) -> Any:
        """Return what the asker can do; null where it was not looked at."""
        option = self.context.get("options", {}).get(learning_class.pk)
        return OptionSerializer(option).data if option else None


class CourseSerializer(serializers.ModelSerializer[Course]):
    """A course in a list."""

    category = serializers.CharField(
        source="category.name", default=None, allow_null=True, read_only=True
    )
    delivery_modes = serializers.SerializerMethodField()

    class Meta:
        model = Course
        fields = (
            "uuid",
            "code",
            "title",
            "summary",
            "category",
            "delivery_modes",
            "self_enrolment",
            "approval_required",
            "is_assessed",
            "starts_on",
            "ends_on",
        )
        read_only_fields = fields

    def get_delivery_modes(self, course: Course) -> list[str]:
        """Return the ways it is taught, in words."""
        return [str(mode.label) for mode in course.delivery_modes]


class CourseEntrySerializer(serializers.Serializer[Any]):
    """A course with its next classes."""

    course = CourseSerializer()
    is_needed = serializers.BooleanField()
    classes = ClassSerializer(many=True)


class CourseDetailSerializer(CourseSerializer):
    """A course whole: its text, what it gives and what it asks for."""

    body = serializers.SerializerMethodField()
    competencies = serializers.SerializerMethodField()
    prerequisites = serializers.SerializerMethodField()
    classes = serializers.SerializerMethodField()

    class Meta(CourseSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *CourseSerializer.Meta.fields,
            "body",
            "competencies",
            "prerequisites",
            "classes",
        )
        read_only_fields = fields  # type: ignore[assignment]

    def get_body(self, course: Course) -> str:
        """Return the text as HTML."""
        return str(expand_db_html(course.body))

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_competencies(self, course: Course) -> list[dict[str, str]]:
        """Return what it gives now."""
        return [
            {"uuid": str(each.competency.uuid), "title": each.competency.title}
            for each in course.delivered.all()
            if each.ends_on is None
        ]

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_prerequisites(self, course: Course) -> list[dict[str, str]]:
        """Return what must be held before."""
        return [
            {"uuid": str(each.competency.uuid), "title": each.competency.title}
            for each in course.prerequisites.all()
        ]

    @extend_schema_field(ClassSerializer(many=True))
    def get_classes(self, course: Course) -> Any:
        """Return its classes to come."""
        classes = self.context["classes"]
        return ClassSerializer(classes, many=True, context=self.context).data


class BookingSerializer(serializers.ModelSerializer[Enrolment]):
    """One's own booking: where it stands, in the words of the page."""

    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    sentence = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()
    approval_due_at = serializers.SerializerMethodField()
    learning_class = serializers.SerializerMethodField()

    class Meta:
        model = Enrolment
        fields = (
            "uuid",
            "state",
            "label",
            "sentence",
            "lines",
            "course_title",
            "created_at",
            "offer_expires_at",
            "approval_due_at",
            "cancel_reason",
            "cancelled_late",
            "result",
            "completed_on",
            "learning_class",
        )
        read_only_fields = fields

    def joins(self, enrolment: Enrolment) -> bool:
        """Whether the reader is told how to join, as on the page."""
        return enrolment.state in (Enrolment.State.CONFIRMED, Enrolment.State.OFFERED)

    @extend_schema_field(ClassSerializer)
    def get_learning_class(self, enrolment: Enrolment) -> Any:
        """Return the class; how to join it to who has a place."""
        context = {"joining": self.joins(enrolment)}
        return ClassSerializer(enrolment.learning_class, context=context).data

    def get_label(self, enrolment: Enrolment) -> str:
        """Return the word of the tag."""
        return str(tag_of(enrolment, now()).word)

    def get_sentence(self, enrolment: Enrolment) -> str:
        """Return how it stands."""
        return sentence_for(enrolment, at=now())

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_approval_due_at(self, enrolment: Enrolment) -> Any:
        """Return until when it can be answered (rule 56)."""
        due_at = answer_by(enrolment)
        return due_at and serializers.DateTimeField().to_representation(due_at)

    def get_lines(self, enrolment: Enrolment) -> list[str]:
        """Return what else is worth knowing, such as the number on the list."""
        positions = self.context.get("positions", {})
        lines = [line_of(enrolment, positions), *state_lines(enrolment, at=now())]
        return [line for line in lines if line]


class ApprovalSerializer(BookingSerializer):
    """A booking of somebody else that waits for the asker's answer.

    Without the sentences that speak to whoever is booked.
    """

    sentence = None  # type: ignore[assignment]
    person = PersonSerializer()

    class Meta(BookingSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *(name for name in BookingSerializer.Meta.fields if name != "sentence"),
            "person",
        )
        read_only_fields = fields  # type: ignore[assignment]

    def joins(self, enrolment: Enrolment) -> bool:
        """Whether the reader is told how to join: they do not come."""
        return False

    def get_lines(self, enrolment: Enrolment) -> list[str]:
        """Return what else is worth knowing to a manager."""
        line = team_line_of(enrolment, self.context.get("positions", {}))
        return [line] if line else []


class TeamBookingSerializer(ApprovalSerializer):
    """A booking of the asker's team, and whether and how it can be given up."""

    can_cancel = serializers.SerializerMethodField()
    needs_reason = serializers.SerializerMethodField()

    class Meta(ApprovalSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *ApprovalSerializer.Meta.fields,
            "can_cancel",
            "needs_reason",
        )
        read_only_fields = fields  # type: ignore[assignment]

    def get_can_cancel(self, enrolment: Enrolment) -> bool:
        """Return whether it can be given up now."""
        return can_be_given_up(enrolment, at=now())

    def get_needs_reason(self, enrolment: Enrolment) -> bool:
        """Return whether that is late, so that it needs a reason (rule 76)."""
        moment = now()
        return (
            can_be_given_up(enrolment, at=moment)
            and team_cancel_words(enrolment, at=moment).is_late
        )


class RegisterRowSerializer(serializers.Serializer[RegisterRow]):
    """One person of a register, with the mark of the session shown."""

    booking = serializers.UUIDField(source="enrolment.uuid")
    person = PersonSerializer(source="enrolment.person")
    state = serializers.ChoiceField(source="enrolment.state", choices=STATES)
    is_present = serializers.BooleanField(allow_null=True)
    result = serializers.CharField(allow_blank=True)


class RegisterSerializer(serializers.Serializer[Any]):
    """A register: its class, the session shown and its people."""

    learning_class = ClassSerializer()
    session = SessionSerializer(allow_null=True)
    is_closed = serializers.BooleanField()
    rows = RegisterRowSerializer(many=True)


class BookedSerializer(serializers.ModelSerializer[Enrolment]):
    """Somebody of a group who is booked."""

    person = PersonSerializer()

    class Meta:
        model = Enrolment
        fields = ("uuid", "state", "person")
        read_only_fields = fields


class NotBookedSerializer(serializers.Serializer[NotBooked]):
    """Somebody of a group who is not, and why."""

    person = PersonSerializer()
    code = serializers.CharField(source="refusal.why.value")
    detail = serializers.CharField(source="sentence")


class GroupResultSerializer(serializers.Serializer[Any]):
    """What became of a group."""

    booked = BookedSerializer(many=True)
    not_booked = NotBookedSerializer(many=True)
