"""Endpoints: one's own compliance, a person's, a team's, and the competencies."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from .. import clock
from ..compliance.answers import Answer, State, answer_about, own_answer
from ..compliance.forms import EVERYBODY, STATUS_CHOICES, TeamFilter
from ..compliance.rules import ComplianceRow
from ..compliance.team import Member, Team, team_of
from ..posted import page_in, searched_in
from ..snippets.models import Competency
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from . import serializers
from .base import CATALOGUE, EsrlmPagination, EsrlmView, described
from .serializers import Words

NO_PERSON = _("This log-in belongs to nobody in the staff records.")


class MyComplianceView(EsrlmView):
    """What the asker must hold, holds, and should do next."""

    @described(operation_id="my_compliance", responses=serializers.ComplianceSerializer)
    def get(self, request: Request) -> Response:
        """Return the asker's own compliance; 404 for a log-in without a person."""
        answer = own_answer(as_django(request))
        if answer.state in (State.UNLINKED, State.SHARED, State.HIDDEN):
            raise NotFound(NO_PERSON, code=answer.state.value)
        return Response(compliance_data(answer))


class PersonComplianceView(EsrlmView):
    """A person's compliance, for those who may see it (rules 40, 41)."""

    @described(
        operation_id="person_compliance", responses=serializers.ComplianceSerializer
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """Return a person's compliance; 404 for whoever may not see the person.

        Raises:
            Http404: also where there is no such person, in the same words.
        """
        person = get_object_or_404(
            Person.objects.select_related("business_group"), uuid=uuid
        )
        answer = answer_about(as_django(request), person)
        if answer.state is State.HIDDEN:
            raise Http404
        return Response(compliance_data(answer))


class MyTeamView(EsrlmView):
    """The people whose compliance a manager sees (rule 40)."""

    pagination_class = EsrlmPagination

    @described(
        operation_id="my_team",
        responses=serializers.MemberSerializer(many=True),
        parameters=[
            OpenApiParameter("team", str, enum=["direct", "all"], default="direct"),
            OpenApiParameter(
                "status", str, enum=[key for key, _label in STATUS_CHOICES if key]
            ),
            OpenApiParameter("competency", OpenApiTypes.UUID),
            OpenApiParameter("name", str),
        ],
    )
    def get(self, request: Request) -> Response:
        """Return a page of the team, most urgent first; nobody for a non-manager.

        Raises:
            NotFound: for a log-in without a person.
        """
        manager = person_for_request(as_django(request))
        if manager is None:
            raise NotFound(NO_PERSON, code=State.UNLINKED.value)
        pagination = EsrlmPagination()
        size = pagination.get_page_size(request) or EsrlmPagination.page_size
        before = (page_in(request.query_params.get("page", "")) - 1) * size
        team = team_of(
            manager,
            request.user,
            indirect=request.query_params.get("team") == EVERYBODY,
            name=searched_in(request.query_params.get("name")),
            window=slice(before, before + size),
        )
        listed = self.listed(request, team)
        count = len(listed) if team.is_whole else team.named_size
        positions = pagination.paginate_queryset(range(count), request, view=self)  # type: ignore[arg-type]
        members = [listed[at] for at in positions or ()] if team.is_whole else listed
        data = serializers.MemberSerializer(
            members,  # type: ignore[arg-type]
            many=True,
            context={"words": words_for(_worst_rows(members))},
        ).data
        return pagination.get_paginated_response(data)

    @staticmethod
    def listed(request: Request, team: Team) -> list[Member]:
        """Return the members the asker's filters keep."""
        if not team.is_whole:
            return list(team.named)
        asked = TeamFilter(
            status=str(request.query_params.get("status", "")),
            competency_id=_competency_id(request.query_params.get("competency")),
        )
        return [member for member in team.named if asked.keeps(member)]


class CompetencyListView(EsrlmView):
    """The competencies that can be required and awarded."""

    throttle_scope = CATALOGUE
    pagination_class = EsrlmPagination

    @described(
        operation_id="competencies",
        responses=serializers.CompetencySerializer(many=True),
        parameters=[
            OpenApiParameter("q", str, description="Words in the name."),
            OpenApiParameter("ended", bool, description="Also those that have ended."),
        ],
    )
    def get(self, request: Request) -> Response:
        """Return a page of competencies by title."""
        day = clock.today()
        competencies = Competency.objects.prefetch_related("renewal_periods")
        if request.query_params.get("ended", "").lower() not in ("1", "true"):
            competencies = competencies.filter(
                Q(ends_on__isnull=True) | Q(ends_on__gte=day)
            )
        for word in request.query_params.get("q", "")[:80].split():
            competencies = competencies.filter(name__icontains=word)
        pagination = EsrlmPagination()
        page = pagination.paginate_queryset(competencies, request, view=self)
        data = serializers.CompetencySerializer(
            page, many=True, context={"day": day}
        ).data
        return pagination.get_paginated_response(data)


class CompetencyView(EsrlmView):
    """One competency."""

    throttle_scope = CATALOGUE

    @described(operation_id="competency", responses=serializers.CompetencySerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        """Return a competency; also one that has ended."""
        competency = get_object_or_404(
            Competency.objects.prefetch_related("renewal_periods"), uuid=uuid
        )
        return Response(
            serializers.CompetencySerializer(
                competency, context={"day": clock.today()}
            ).data
        )


class OpenApiRenderer(BaseRenderer):
    """The schema as JSON."""

    media_type = "application/vnd.oai.openapi+json"
    format = "json"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Return the schema as text."""
        return json.dumps(data, indent=2).encode()


class SchemaView(EsrlmView):
    """The description of this API (OpenAPI 3)."""

    renderer_classes = [OpenApiRenderer]
    throttle_scope = CATALOGUE

    @described(exclude=True)
    def get(self, request: Request) -> Response:
        """Return the schema of our endpoints alone, whatever else the host has."""
        return Response(openapi_schema())


def openapi_schema() -> dict[str, Any]:
    """Return the description of our endpoints, as they stand on this site."""
    from .urls import urlpatterns

    schema: dict[str, Any] = SchemaGenerator(patterns=urlpatterns).get_schema(
        request=None, public=True
    )
    schema["info"] = {
        "title": "Learning",
        "version": "1",
        "description": "Compliance, courses and bookings, for who may see them.",
    }
    try:
        root = reverse("wagtail_esrlm_api:esrlm_api_schema").removesuffix("schema/")
        schema["servers"] = [{"url": root.rstrip("/") or "/"}]
    except NoReverseMatch:
        pass
    return schema


def as_django(request: Request) -> Any:
    """Return Django's request with the user that REST framework found."""
    django_request = request._request
    django_request.user = request.user
    return django_request


def compliance_data(answer: Answer) -> dict[str, Any]:
    """Return an answer as data; no rows before compliance is shown (rule 102)."""
    person, compliance, view = answer.person, answer.compliance, answer.view
    if person is None:
        raise Http404
    rows: tuple[ComplianceRow, ...] = ()
    coming: tuple[ComplianceRow, ...] = ()
    if compliance is not None:
        rows = (
            *compliance.essential_rows,
            *compliance.recommended_rows,
            *compliance.extra_rows,
        )
        coming = compliance.coming
    words = words_for(
        [*rows, *coming], you=answer.is_own, employer=person.business_group.name
    )
    data = serializers.ComplianceSerializer(
        {
            "state": answer.state.value,
            "person": person,
            "on": compliance.on if compliance else None,
            "sentence": view.lead if view else answer.sentence,
            "next_step": view.next_step if view else "",
            "is_partial": bool(view and view.partial),
            "figure": compliance.figure if compliance else None,
            "rows": rows,
            "coming": coming,
        },
        context={"words": words},
    ).data
    return dict(data)


def words_for(
    rows: Iterable[ComplianceRow], *, you: bool = False, employer: str = ""
) -> Words:
    """Return what rows need to be put into words. Queries: 1."""
    wanted = {row.competency_id for row in rows}
    uuids = Competency.objects.filter(pk__in=wanted).values_list("pk", "uuid")
    return Words(
        you=you, employer=employer, uuids={pk: str(uuid) for pk, uuid in uuids}
    )


def _worst_rows(members: Iterable[Member]) -> list[ComplianceRow]:
    return [
        member.compliance.worst
        for member in members
        if member.compliance and member.compliance.worst
    ]


def _competency_id(text: str | None) -> int | None:
    """Return the id behind a public identity; -1 (nobody's) for one unknown."""
    if not text:
        return None
    try:
        found = Competency.objects.filter(uuid=UUID(text)).values_list("pk", flat=True)
    except ValueError:
        return -1
    return found.first() or -1
