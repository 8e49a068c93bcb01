"""Turns one person's rows into what a page shows; no queries, no permissions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rules import ComplianceRow, Figure, NextAction, PersonCompliance, Status
from .wording import (
    COMING,
    LONG_DAY,
    Tag,
    Voice,
    day_in_words,
    facts,
    lead,
    next_step,
    reasons_in_words,
    split_title,
    tag_of,
)

__all__ = ["LONG_DAY", "Group", "Help", "PersonView", "RowView", "present"]

#: How much of a person's rows a block shows.
SHOW_ALL = "all"
SHOW_ACTION = "action"
SHOW_SUMMARY = "summary"


@dataclass(frozen=True)
class Help:
    """Whom to ask, and where training is found, as the site's administrators set it."""

    text: str = ""
    email: str = ""
    url: str = ""
    find_training_url: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.email or self.url)


@dataclass(frozen=True)
class RowView:
    """One competency as a page shows it.

    Attributes:
        period: The renewal period as ESR writes it after the title.
        facts: Dates as (term, words).
        why: The one source in words, as a sentence; empty where there are several.
        whys: Every source in words, where there are several.
        action: What to do about it; None where nothing can be linked.
    """

    title: str
    period: str
    status: str
    tag: Tag
    facts: tuple[tuple[str, str], ...]
    why: str = ""
    whys: tuple[str, ...] = ()
    is_recommended: bool = False
    action: NextAction | None = None


@dataclass(frozen=True)
class Group:
    """Rows that belong together, with a heading and what they mean."""

    key: str
    heading: str
    rows: tuple[RowView, ...]
    note: str = ""


@dataclass(frozen=True)
class PersonView:
    """A person's compliance as a page shows it.

    Attributes:
        lead: The answer in one sentence.
        next_step: What comes first; empty where nothing does.
        percentage: As rule 37 rounds it; None for "not applicable".
        ring: The same rounded down to whole hundredths, for the drawing.
        main_action: The one button, where a link is known.
        coming: Requirements that start later (rule 5).
        partial: Said where the viewer sees only some assignments (rule 40).
    """

    you: bool
    name: str
    number: str
    on: datetime.date
    figure: Figure
    lead: str
    next_step: str
    percentage: str | None
    ring: int
    groups: tuple[Group, ...]
    coming: Group | None
    help: Help
    main_action: NextAction | None = None
    note: str = ""
    partial: str = ""
    early: str = ""

    @property
    def has_rows(self) -> bool:
        """Whether anything stands below the sentence."""
        return bool(self.groups or self.coming)

    @property
    def asks_for_help(self) -> bool:
        """Whether the help contact is the next action, because no link is known."""
        return self.you and bool(self.next_step) and self.main_action is None

    def shortened(self, show: str) -> PersonView:
        """Return as much as a block was asked to show."""
        if show == SHOW_SUMMARY:
            return replace(self, groups=(), coming=None)
        if show == SHOW_ACTION:
            action = tuple(group for group in self.groups if group.key == "action")
            return replace(self, groups=action, coming=None)
        return self


def present(
    compliance: PersonCompliance,
    *,
    voice: Voice,
    number: str = "",
    employer: str = "",
    help: Help | None = None,
    partial: bool = False,
) -> PersonView:
    """Return a person's compliance in words.

    Args:
        compliance: Rows with their reasons.
        voice: Said to the person, or about them.
        number: Employee number.
        employer: Name of the business group.
        help: Whom to ask, and where training is found.
        partial: The viewer sees only some of the assignments (rule 40).
    """
    help = Help() if help is None else help
    rows = _Rows(compliance.on, voice=voice, employer=employer, help=help)
    figure = compliance.figure
    worst = compliance.worst
    return PersonView(
        you=voice.you,
        name=voice.name,
        number=number,
        on=compliance.on,
        figure=figure,
        lead=lead(figure, voice),
        next_step=next_step(worst),
        percentage=figure.percentage,
        ring=int((figure.share or 0) * 100),
        groups=_groups(compliance, rows),
        coming=_coming(compliance.coming, rows),
        help=help,
        main_action=_main_action(worst, help) if voice.you else None,
        note=figure_note(figure),
        partial=_partial(voice) if partial else "",
    )


class _Rows:
    """Turns rows into views, all for one person and day."""

    def __init__(
        self, on: datetime.date, *, voice: Voice, employer: str, help: Help
    ) -> None:
        self.on = on
        self.voice = voice
        self.employer = employer
        self.help = help

    def view(self, row: ComplianceRow) -> RowView:
        whys = reasons_in_words(row.reasons, you=self.voice.you, employer=self.employer)
        title, period = split_title(row.competency_title)
        return RowView(
            title=title,
            period=period,
            status=row.status.value,
            tag=tag_of(row),
            facts=tuple(facts(row, on=self.on)),
            why=_sentence(whys[0], essential=row.essential) if len(whys) == 1 else "",
            whys=whys if len(whys) > 1 else (),
            is_recommended=row.essential is False,
            action=self._action(row),
        )

    def views(self, rows: Iterable[ComplianceRow]) -> tuple[RowView, ...]:
        return tuple(self.view(row) for row in rows)

    def coming(self, row: ComplianceRow) -> RowView:
        since = row.required_since
        stated = [(_("From"), day_in_words(since))] if since else []
        if row.held_until and row.achieved_on:
            stated.append((_("Achieved"), day_in_words(row.achieved_on)))
        whys = reasons_in_words(row.reasons, you=self.voice.you, employer=self.employer)
        title, period = split_title(row.competency_title)
        return RowView(
            title=title,
            period=period,
            status="coming",
            tag=COMING,
            facts=tuple(stated),
            why=_sentence(whys[0], essential=row.essential) if len(whys) == 1 else "",
            whys=whys if len(whys) > 1 else (),
            is_recommended=row.essential is False,
        )

    def _action(self, row: ComplianceRow) -> NextAction | None:
        """Return a link for what the person has to do; never one that leads nowhere."""
        if not (self.voice.you and row.essential and row.status.needs_action):
            return None
        if row.next_action is not None and row.next_action.url:
            return row.next_action
        if self.help.find_training_url:
            return NextAction(_("Find training"), self.help.find_training_url)
        return None


def _sentence(why: str, *, essential: bool | None) -> str:
    text = _("Recommended %(why)s.") if essential is False else _("Required %(why)s.")
    return text % {"why": why}


def _groups(compliance: PersonCompliance, rows: _Rows) -> tuple[Group, ...]:
    essential = compliance.essential_rows
    parts = (
        Group(
            "action",
            _("Needs action"),
            rows.views(row for row in essential if row.status.needs_action),
        ),
        Group(
            "current",
            _("Up to date"),
            rows.views(row for row in essential if row.status is Status.COMPLIANT),
        ),
        Group(
            "exempt",
            _("Exempt"),
            rows.views(row for row in essential if row.status is Status.EXEMPT),
            _("Left out of the percentage while the exemption lasts."),
        ),
        Group(
            "recommended",
            _("Recommended"),
            rows.views(compliance.recommended_rows),
            _("Good to have. These do not change the percentage."),
        ),
        Group(
            "extra",
            _("Extra"),
            rows.views(compliance.extra_rows),
            _("Held without being required. These do not change the percentage."),
        ),
    )
    return tuple(part for part in parts if part.rows)


def _coming(coming: Iterable[ComplianceRow], rows: _Rows) -> Group | None:
    views = tuple(
        rows.coming(row)
        for row in sorted(
            coming,
            key=lambda row: (
                row.required_since or datetime.date.max,
                row.competency_title,
            ),
        )
    )
    if not views:
        return None
    return Group(
        "coming",
        _("Coming"),
        views,
        _("Not required yet. These do not change the percentage until they start."),
    )


def _main_action(worst: ComplianceRow | None, help: Help) -> NextAction | None:
    if worst is None:
        return None
    if worst.next_action is not None and worst.next_action.url:
        return worst.next_action
    if help.find_training_url:
        return NextAction(_("Find training"), help.find_training_url)
    return None


def figure_note(figure: Figure) -> str:
    """Return how many of what is not met are not due yet; "" for none (rule 34)."""
    rest = figure.required - figure.met
    if not figure.due:
        return ""
    if figure.due == rest == 1:
        return _("The other one is not due yet.")
    if figure.due == rest:
        return _("The other %(due)d are not due yet.") % {"due": figure.due}
    return ngettext(
        "Of the other %(rest)d, %(due)d is not due yet.",
        "Of the other %(rest)d, %(due)d are not due yet.",
        figure.due,
    ) % {"due": figure.due, "rest": rest}


def _partial(voice: Voice) -> str:
    return _(
        "You see what %(name)s needs for the post you look after. What another post "
        "requires is for the manager of that post."
    ) % {"name": voice.name}
