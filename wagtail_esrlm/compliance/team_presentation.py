"""Turns a team into what a page shows: the sentence on top, and a row a person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..links import person_link
from .presentation import Help
from .rules import ComplianceRow, Figure, Status
from .team import Member, StandIn, Team
from .wording import (
    AWAY,
    NOTHING,
    NOTHING_REQUIRED,
    SEPARATE,
    Tag,
    day_in_words,
    facts,
    split_title,
    tag_of,
)


@dataclass(frozen=True)
class MemberView:
    """One person of a team as the table shows them.

    Attributes:
        worst: Title of what most needs action; empty where nothing does.
        fact: Its date, as (term, words).
        action_count: How many of their rows need action.
    """

    name: str
    number: str
    seat: str
    url: str
    percentage: str | None
    met: int
    required: int
    ring: int
    tag: Tag
    worst: str = ""
    fact: tuple[str, str] | None = None
    action_count: int = 0
    is_left_out: bool = False
    left_out: Tag | None = None
    through: tuple[str, ...] = ()
    not_yet: bool = False

    @property
    def more(self) -> int:
        """How many rows need action beside the worst."""
        return max(self.action_count - 1, 0)


@dataclass(frozen=True)
class TeamView:
    """A team as a page shows it."""

    on: datetime.date
    lead: str
    next_step: str
    percentage: str | None
    figure: Figure
    ring: int
    left_out: tuple[str, ...]
    stand_ins: tuple[str, ...]
    members: tuple[MemberView, ...]
    size: int
    direct_size: int
    is_whole: bool
    not_yet: str = ""
    help: Help = field(default_factory=Help)

    @property
    def has_indirect(self) -> bool:
        """Whether somebody reports to somebody who reports to the viewer."""
        return self.size > self.direct_size


def present_team(
    team: Team, members: Iterable[Member] | None = None, *, help: Help | None = None
) -> TeamView:
    """Return a team in words.

    Args:
        members: Those to list; all by default. The sentence is about all.
        help: Whom to ask.
    """
    listed = team.members if members is None else tuple(members)
    names = {stand_in.manager.pk: stand_in for stand_in in team.stand_ins}
    figure = team.figure
    return TeamView(
        on=team.on,
        lead=_lead(team),
        next_step=_most_urgent(team),
        percentage=figure.percentage if team.is_whole else None,
        figure=figure,
        ring=int((figure.share or 0) * 100),
        left_out=tuple(_left_out(team)),
        stand_ins=tuple(_stand_in(stand_in) for stand_in in team.stand_ins),
        members=tuple(
            present_member(
                member,
                through=tuple(
                    names[pk].manager.display_name
                    for pk in member.stands_in_for
                    if pk in names
                ),
            )
            for member in listed
        ),
        size=team.size,
        direct_size=team.direct_size,
        is_whole=team.is_whole,
        not_yet=team.not_yet,
        help=help or Help(),
    )


def present_member(member: Member, *, through: tuple[str, ...] = ()) -> MemberView:
    """Return one person of a team in words."""
    person = member.person
    compliance = member.compliance
    figure = compliance.figure if compliance else Figure()
    worst = compliance.worst if compliance else None
    action_count = (
        sum(row.status.needs_action for row in compliance.essential_rows)
        if compliance
        else 0
    )
    return MemberView(
        name=person.display_name,
        number=person.employee_number,
        seat=member.seat,
        url=person_link(person),
        percentage=figure.percentage,
        met=figure.met,
        required=figure.required,
        ring=int((figure.share or 0) * 100),
        tag=_tag(worst, figure),
        worst=split_title(worst.competency_title)[0] if worst else "",
        fact=facts(worst, on=compliance.on)[0] if worst and compliance else None,
        action_count=action_count,
        is_left_out=member.is_left_out,
        left_out=_left_out_tag(member),
        through=through,
        not_yet=compliance is None,
    )


def _tag(worst: ComplianceRow | None, figure: Figure) -> Tag:
    if worst is not None:
        return tag_of(worst)
    return NOTHING if figure.required else NOTHING_REQUIRED


def _left_out_tag(member: Member) -> Tag | None:
    if not member.is_left_out or member.compliance is None:
        return None
    return AWAY if member.compliance.is_absent else SEPARATE


def _lead(team: Team) -> str:
    if not team.is_whole:
        return ngettext(
            "Your team has %(people)d person.",
            "Your team has %(people)d people.",
            team.size,
        ) % {"people": team.size}
    counted = len(team.counted)
    done = sum(member.is_up_to_date for member in team.counted)
    numbers = {"done": done, "people": counted}
    if not counted:
        return _("Nobody in your team has anything to do at the moment.")
    if done == counted:
        return (
            ngettext(
                "The one person in your team is up to date.",
                "All %(people)d people in your team are up to date.",
                counted,
            )
            % numbers
        )
    if not done:
        return (
            ngettext(
                "The one person in your team is not up to date.",
                "None of your %(people)d people is up to date.",
                counted,
            )
            % numbers
        )
    return (
        ngettext(
            "%(done)d of your %(people)d people is up to date.",
            "%(done)d of your %(people)d people are up to date.",
            done,
        )
        % numbers
    )


def _most_urgent(team: Team) -> str:
    """Return "Most urgent: Ben Ode, Fire Safety, which expired on ..."."""
    if not team.is_whole or not team.counted:
        return ""
    first = team.counted[0]
    worst = first.compliance.worst if first.compliance else None
    if worst is None:
        return ""
    words = {
        "name": first.person.display_name,
        "title": split_title(worst.competency_title)[0],
    }
    if worst.status is Status.EXPIRED and worst.held_until:
        words["day"] = day_in_words(worst.held_until)
        return _("Most urgent: %(name)s, %(title)s, which expired on %(day)s.") % words
    by = worst.due_on if worst.status is Status.DUE else worst.held_until
    if worst.status is Status.MISSING or by is None:
        return _("Most urgent: %(name)s, %(title)s, which is not done yet.") % words
    words["day"] = day_in_words(by)
    return _("Most urgent: %(name)s, %(title)s, by %(day)s.") % words


def _left_out(team: Team) -> Iterable[str]:
    """Say who is not in the percentage, and how many (rule 39)."""
    if not team.is_whole:
        return
    if away := len(team.absent):
        yield ngettext(
            "%(count)d person is away and left out.",
            "%(count)d people are away and left out.",
            away,
        ) % {"count": away}
    if separate := len(team.separate):
        yield ngettext(
            "%(count)d person is bank or honorary and left out.",
            "%(count)d people are bank or honorary and left out.",
            separate,
        ) % {"count": separate}
    if nothing := len(team.nothing_required):
        yield ngettext(
            "Nothing is required of %(count)d person.",
            "Nothing is required of %(count)d people.",
            nothing,
        ) % {"count": nothing}


def _stand_in(stand_in: StandIn) -> str:
    return _("You are standing in for %(name)s until %(day)s.") % {
        "name": stand_in.manager.display_name,
        "day": day_in_words(stand_in.ends_on),
    }
