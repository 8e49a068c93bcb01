"""What programs send to book, answer, mark and correct."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..booking.models import Enrolment
from ..booking.states import OUTCOMES

#: People booked by one request, so that its answer can be kept under its key.
MOST_IN_GROUP = 100


class BookSerializer(serializers.Serializer[Any]):
    """A wish for a place."""

    assignment = serializers.CharField(
        required=False, help_text="Number of the post it is for."
    )
    keeps_waiting = serializers.BooleanField(default=False)
    despite = serializers.ListField(
        child=serializers.CharField(max_length=40), default=list, max_length=10
    )


class WhySerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=255, default="", allow_blank=True)


class MoveSerializer(WhySerializer):
    """The class that the booking moves to."""

    to = serializers.UUIDField()


class MarkSerializer(serializers.Serializer[Any]):
    """Who was there at a session."""

    session = serializers.UUIDField()
    bookings = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=500
    )
    is_present = serializers.BooleanField()


class CloseSerializer(serializers.Serializer[Any]):
    """How a register closes."""

    unmarked_are_absent = serializers.BooleanField(default=False)


class CodeSerializer(serializers.Serializer[Any]):
    """The code that the instructor shows."""

    code = serializers.CharField(max_length=20)


class WalkInSerializer(serializers.Serializer[Any]):
    """Somebody who came without a place."""

    employee_number = serializers.CharField(max_length=30)
    reason = serializers.CharField(max_length=255)


class ResultSerializer(serializers.Serializer[Any]):
    """What the assessment of somebody found."""

    booking = serializers.UUIDField()
    result = serializers.ChoiceField(choices=Enrolment.Result.choices)
    note = serializers.CharField(max_length=255, default="", allow_blank=True)


class CorrectionSerializer(serializers.Serializer[Any]):
    """The outcome that is right, once the register is closed."""

    booking = serializers.UUIDField()
    state = serializers.ChoiceField(choices=sorted(OUTCOMES))
    reason = serializers.CharField(max_length=255)
    result = serializers.ChoiceField(
        choices=Enrolment.Result.choices, default="", allow_blank=True
    )


class GroupSerializer(serializers.Serializer[Any]):
    """Who is to be booked; places go in this order."""

    people = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_IN_GROUP
    )
    all_or_nothing = serializers.BooleanField(default=True)
    reason = serializers.CharField(max_length=255, default="", allow_blank=True)
