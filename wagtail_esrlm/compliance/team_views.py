"""A manager's team: the table, its filters, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.generic import View

from ..links import link, log_out_link
from ..posted import page_in, searched_in
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from .answers import help_for, own_answer
from .export import export_lines, file_name
from .forms import DIRECT, EVERYBODY, TeamFilter, TeamFilterForm
from .parts import answer_part
from .presentation import SHOW_ALL
from .team import Member, Team, team_of
from .team_presentation import present_team
from .views import PersonalMixin, PersonalPage, page_frame

#: People on one page of the team's table.
PAGE_SIZE = 50


class MyTeamView(PersonalPage):
    """A manager's team as a table that can be filtered."""

    template_name = "wagtail_esrlm/compliance/my_team.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the team, the filters and what they say."""
        context = super().get_context_data(**kwargs) | page_frame()
        manager = person_for_request(self.request)
        context["help"] = help_for(self.request)
        if manager is None:
            context |= answer_part(own_answer(self.request), SHOW_ALL)
            return context | {"not_you_url": log_out_link()}
        asking = TeamRequest(self.request, manager)
        page = asking.page
        context |= {
            "manager": manager,
            "team": present_team(asking.team, asking.members, help=context["help"]),
            "form": asking.form,
            "asked": asking.asked,
            "chips": asking.chips,
            "scope": asking.scope,
            "scopes": asking.scopes,
            "page_obj": page,
            "found": asking.found,
            "clear_url": asking.address(status="", competency="", name="", page=""),
            "export_url": asking.export_url,
            "previous_url": asking.page_address(-1),
            "next_url": asking.page_address(1),
        }
        return context


class TeamRequest:
    """What a manager asks of their team, read from the address."""

    def __init__(self, request: HttpRequest, manager: Person) -> None:
        self.data = request.GET
        self.scope = EVERYBODY if self.data.get("team") == EVERYBODY else DIRECT
        self.name = searched_in(self.data.get("name"))
        before = page_in(self.data.get("page", "")) - 1
        self.team: Team = team_of(
            manager,
            request.user,
            indirect=self.scope == EVERYBODY,
            name=self.name,
            window=slice(before * PAGE_SIZE, (before + 1) * PAGE_SIZE),
        )
        self.form = TeamFilterForm(self.data, competencies=self.team.competencies)
        self.asked: TeamFilter = self.form.asked()
        if not self.team.is_whole:
            self.asked = TeamFilter(name=self.asked.name)
        self.listed = [member for member in self.team.named if self.asked.keeps(member)]
        self.found = len(self.listed) if self.team.is_whole else self.team.named_size
        self.page = Paginator(range(self.found), PAGE_SIZE).get_page(before + 1)

    @property
    def members(self) -> Sequence[Member]:
        """Those on this page of the table."""
        if not self.team.is_whole:
            return self.listed
        return [self.listed[position] for position in self.page.object_list]

    def address(self, **changes: str) -> str:
        """Return this page's address with some parameters changed or left out."""
        query = {
            name: self.data.get(name, "")
            for name in ("team", "status", "competency", "name")
        } | changes
        kept = {name: value for name, value in query.items() if value}
        parameters = QueryDict(mutable=True)
        parameters.update(kept)
        text = parameters.urlencode()
        return f"{link('my_team')}?{text}" if text else link("my_team")

    @property
    def export_url(self) -> str:
        """The same choice as a file."""
        return self.address().replace(link("my_team"), link("my_team_export"), 1)

    @property
    def scopes(self) -> list[tuple[str, str, bool, int]]:
        """The two reaches of a team: key, address, whether chosen, people."""
        return [
            (
                DIRECT,
                self.address(team="", page=""),
                self.scope == DIRECT,
                self.team.direct_size,
            ),
            (
                EVERYBODY,
                self.address(team=EVERYBODY, page=""),
                self.scope == EVERYBODY,
                self.team.size,
            ),
        ]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter that is on, in words, with the address without it."""
        on: list[tuple[str, str]] = []
        labels = {name: dict(choices) for name, choices in self.form.choices.items()}
        if self.asked.status:
            on.append(
                (str(labels["status"][self.asked.status]), self.address(status=""))
            )
        if self.asked.competency_id:
            on.append(
                (
                    labels["competency"][str(self.asked.competency_id)],
                    self.address(competency=""),
                )
            )
        if self.asked.name:
            on.append((f"“{self.asked.name}”", self.address(name="")))
        return on

    def page_address(self, step: int) -> str:
        """Return the address of the page before or after, or ""."""
        number = self.page.number + step
        if 1 <= number <= self.page.paginator.num_pages:
            return self.address(page=str(number))
        return ""


class TeamExportView(PersonalMixin, View):
    """The team's table as a CSV file: a line for each person and competency."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Stream the lines the same filters list.

        Raises:
            Http404: for whoever has no team.
        """
        manager = person_for_request(request)
        if manager is None:
            raise Http404
        asking = TeamRequest(request, manager)
        if not asking.team.size:
            raise Http404
        members = asking.listed
        if not asking.team.is_whole:
            members = list(
                team_of(
                    manager,
                    request.user,
                    indirect=asking.scope == EVERYBODY,
                    name=asking.name,
                ).named
            )
        response = StreamingHttpResponse(
            export_lines(members), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = (
            f'attachment; filename="{file_name(asking.team.on)}"'
        )
        return response
