"""The shapes of answers. They shape; what may be seen was decided before."""

from __future__ import annotations

import datetime
from typing import Any, TypedDict

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..compliance.rules import ComplianceRow, PersonCompliance, Reason, Status
from ..compliance.team import Member
from ..compliance.wording import reason_in_words, tag_of
from ..snippets.models import Competency
from ..workforce.models import Person

STATUSES = [status.value for status in Status]


class Words(TypedDict):
    """What rows need to be put into words."""

    you: bool
    employer: str
    uuids: dict[int, str]


class PersonSerializer(serializers.ModelSerializer[Person]):
    """Who it is about; no more than a page shows."""

    name = serializers.CharField(source="display_name", read_only=True)

    class Meta:
        model = Person
        fields = ("uuid", "name", "employee_number")
        read_only_fields = fields


class FigureSerializer(serializers.Serializer[Any]):
    """Met out of required; no percentage where nothing is required (rule 34)."""

    met = serializers.IntegerField()
    required = serializers.IntegerField()  # type: ignore[assignment]
    due = serializers.IntegerField()
    exempt = serializers.IntegerField()
    percentage = serializers.CharField(allow_null=True)


class CompetencyReferenceSerializer(serializers.Serializer[Any]):
    """Which competency a row is about."""

    uuid = serializers.UUIDField()
    name = serializers.CharField()
    title = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Reason]):
    """One source of a requirement, also in words."""

    level = serializers.CharField(source="level.label")
    target = serializers.CharField()
    words = serializers.SerializerMethodField()

    def get_words(self, reason: Reason) -> str:
        """Return "because you work in Surgery"."""
        words: Words = self.context["words"]
        return reason_in_words(reason, you=words["you"], employer=words["employer"])


class NextActionSerializer(serializers.Serializer[Any]):
    """What to do about a row."""

    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField()


class RowSerializer(serializers.Serializer[ComplianceRow]):
    """One competency of a person on a day."""

    competency = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=STATUSES)
    status_label = serializers.SerializerMethodField()
    essential = serializers.BooleanField(allow_null=True)
    required_since = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    achieved_on = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    never_expires = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)
    next_action = NextActionSerializer(allow_null=True)

    @extend_schema_field(CompetencyReferenceSerializer)
    def get_competency(self, row: ComplianceRow) -> dict[str, str]:
        """Return which competency it is."""
        return reference(row, self.context["words"])

    def get_status_label(self, row: ComplianceRow) -> str:
        """Return the word people see; recommended rows are never red (rule 14)."""
        return str(tag_of(row).word)


class ComingSerializer(serializers.Serializer[ComplianceRow]):
    """A requirement that starts later; it has no status yet (rule 5)."""

    competency = serializers.SerializerMethodField()
    essential = serializers.BooleanField(allow_null=True)
    required_since = serializers.DateField()
    reasons = ReasonSerializer(many=True)

    @extend_schema_field(CompetencyReferenceSerializer)
    def get_competency(self, row: ComplianceRow) -> dict[str, str]:
        """Return which competency it is."""
        return reference(row, self.context["words"])


class ComplianceSerializer(serializers.Serializer[Any]):
    """A person's compliance, or when and why it is not shown yet (rule 102)."""

    state = serializers.ChoiceField(choices=["shown", "not_yet"])
    person = PersonSerializer()
    on = serializers.DateField(allow_null=True)
    sentence = serializers.CharField()
    next_step = serializers.CharField(allow_blank=True)
    is_partial = serializers.BooleanField()
    figure = FigureSerializer(allow_null=True)
    rows = RowSerializer(many=True)
    coming = ComingSerializer(many=True)


class WorstSerializer(serializers.Serializer[ComplianceRow]):
    """What most needs action."""

    competency = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=STATUSES)
    status_label = serializers.SerializerMethodField()
    due_on = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)

    @extend_schema_field(CompetencyReferenceSerializer)
    def get_competency(self, row: ComplianceRow) -> dict[str, str]:
        """Return which competency it is."""
        return reference(row, self.context["words"])

    def get_status_label(self, row: ComplianceRow) -> str:
        """Return the word people see."""
        return str(tag_of(row).word)


class MemberSerializer(serializers.Serializer[Member]):
    """One person of a team, and whether totals leave them out (rules 10, 11)."""

    person = PersonSerializer()
    seat = serializers.CharField(allow_blank=True)
    direct = serializers.BooleanField()
    is_partial = serializers.BooleanField()
    is_shown = serializers.SerializerMethodField()
    left_out = serializers.SerializerMethodField()
    figure = FigureSerializer(source="compliance.figure", allow_null=True, default=None)
    worst = WorstSerializer(source="compliance.worst", allow_null=True, default=None)

    def get_is_shown(self, member: Member) -> bool:
        """Whether compliance is shown yet (rule 102)."""
        return member.compliance is not None

    @extend_schema_field(
        serializers.ChoiceField(choices=["absent", "separate"], allow_null=True)
    )
    def get_left_out(self, member: Member) -> str | None:
        """Return why totals leave the person out, or None."""
        compliance: PersonCompliance | None = member.compliance
        if compliance is None or not member.is_left_out:
            return None
        return "absent" if compliance.is_absent else "separate"


class CompetencySerializer(serializers.ModelSerializer[Competency]):
    """A competency of the catalogue; nothing about people."""

    is_national = serializers.BooleanField(read_only=True)
    renewal_months = serializers.SerializerMethodField()

    class Meta:
        model = Competency
        fields = (
            "uuid",
            "name",
            "title",
            "owner",
            "framework",
            "is_national",
            "description",
            "renewal_months",
            "starts_on",
            "ends_on",
        )
        read_only_fields = fields

    def get_renewal_months(self, competency: Competency) -> int | None:
        """Return the period in force today; None where it is never renewed."""
        day: datetime.date = self.context["day"]
        for period in competency.renewal_periods.all():
            if period.starts_on <= day and (
                period.ends_on is None or day <= period.ends_on
            ):
                return period.months
        return None


def reference(row: ComplianceRow, words: Words) -> dict[str, str]:
    """Return a row's competency as its public identity."""
    return {
        "uuid": words["uuids"][row.competency_id],
        "name": row.competency_name,
        "title": row.competency_title,
    }
