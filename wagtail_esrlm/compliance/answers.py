"""What a request is shown of somebody's compliance: the same for every edge.

Who may see it is decided by ``permissions``, the rows by ``selectors``; here the two
meet, once a request. Blocks, tags, pages and fragments show the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Site

from .. import clock
from ..permissions.policy import can_see_compliance
from ..permissions.shown import shown_to
from ..personal import mark_personal
from ..site_settings import LearningSettings
from ..workforce.selectors import is_shared_log_in, person_for_request
from .calculation import Source
from .presentation import Help, PersonView, present
from .rules import ComplianceRow, Level, PersonCompliance
from .selectors import compliance_and_sources
from .wording import Voice, day_in_words

if TYPE_CHECKING:
    import datetime

    from ..workforce.models import Person


class State(StrEnum):
    """What stands where a person's compliance would."""

    HIDDEN = "hidden"
    ANONYMOUS = "anonymous"
    SHARED = "shared"
    UNLINKED = "unlinked"
    NOT_YET = "not_yet"
    SHOWN = "shown"


@dataclass(frozen=True)
class Answer:
    """What one request is shown of one person.

    Attributes:
        person: Whose; None where nobody's is shown.
        compliance: The rows, as the viewer may see them; None unless SHOWN.
        view: The same in words.
        sentence: When and why not yet (rule 102).
        log_in: Name of the log-in, where it belongs to nobody.
    """

    state: State
    person: Person | None = None
    is_own: bool = False
    compliance: PersonCompliance | None = None
    view: PersonView | None = None
    sentence: str = ""
    help: Help = Help()
    log_in: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether the rows are shown."""
        return self.state is State.SHOWN

    @property
    def is_silent(self) -> bool:
        """Whether a block shows nothing at all."""
        return self.state in (State.HIDDEN, State.ANONYMOUS, State.SHARED)


HIDDEN = Answer(State.HIDDEN)


def own_answer(request: HttpRequest | None) -> Answer:
    """Return what a request's reader is shown of themselves.

    Remembered on the request. Queries: at most 9, whatever the number of rows.
    """
    if request is None or _is_preview(request):
        return HIDDEN
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Answer(State.ANONYMOUS)
    person = person_for_request(request)
    if person is not None:
        return answer_about(request, person)
    mark_personal(request)
    if is_shared_log_in(user):
        return Answer(State.SHARED)
    return Answer(State.UNLINKED, help=help_for(request), log_in=_log_in(user))


def answer_about(request: HttpRequest | None, person: Person | None) -> Answer:
    """Return what a request's reader is shown of a person (rules 40, 41 and 102).

    Remembered on the request. Nothing without a request, in a preview, or for a reader
    who may not see the person. Queries: at most 12, whatever the number of rows.
    """
    if not person or request is None or _is_preview(request):
        return HIDDEN
    known: dict[int, Answer] = request.__dict__.setdefault("_esrlm_answers", {})
    if person.pk not in known:
        known[person.pk] = _answer(request, person)
    return known[person.pk]


def _is_preview(request: HttpRequest) -> bool:
    return bool(
        getattr(request, "is_preview", False)
        or getattr(request, "in_preview_panel", False)
    )


def _answer(request: HttpRequest, person: Person) -> Answer:
    user = getattr(request, "user", None)
    mark_personal(request)
    viewer = person_for_request(request) if user and user.is_authenticated else None
    is_own = viewer is not None and viewer.pk == person.pk
    if viewer is not None and viewer.business_group_id == person.business_group_id:
        person.business_group = viewer.business_group
    day = clock.today()
    decision = can_see_compliance(
        user,
        person,
        on=day,
        viewer=viewer,
        is_open=not is_own and settings_for(request).profile_open_to_all,
    )
    if not decision:
        return HIDDEN
    shown = shown_to(user, person, day, viewer=viewer)
    if not shown:
        return Answer(
            State.NOT_YET,
            person=person,
            is_own=is_own,
            sentence=str(shown.sentence),
            help=help_for(request),
        )
    compliance, sources = compliance_and_sources(person, on=day)
    is_partial = False
    if decision.assignment_ids is not None:
        compliance, is_partial = limited_to(
            compliance, sources, decision.assignment_ids
        )
    view = present(
        compliance,
        voice=Voice(you=is_own, name=person.display_name),
        number=person.employee_number,
        employer=person.business_group.name,
        help=help_for(request),
        partial=is_partial,
    )
    if shown.early:
        view = replace(view, early=early_words(shown.from_day))
    return Answer(
        State.SHOWN,
        person=person,
        is_own=is_own,
        compliance=compliance,
        view=view,
        help=view.help,
    )


def early_words(from_day: datetime.date | None) -> str:
    """Return what a viewer reads who sees figures before everybody (rule 102)."""
    if from_day is None:
        return _("You see this early. Staff and managers do not see it yet.")
    return _("You see this early. Staff and managers see it from %(day)s.") % {
        "day": day_in_words(from_day)
    }


def limited_to(
    compliance: PersonCompliance,
    sources: Iterable[Source],
    assignment_ids: Iterable[int],
) -> tuple[PersonCompliance, bool]:
    """Keep what a manager of some assignments may see (rule 40), and say if less.

    That is what one of these assignments or the business group requires, and what is
    held without being required.
    """
    mine = frozenset(assignment_ids)
    stated = list(sources)
    if all(source.assignment_id in mine for source in stated):
        return compliance, False
    visible = {
        (source.competency_id, source.level, source.target_id)
        for source in stated
        if source.assignment_id in mine or source.level is Level.BUSINESS_GROUP
    }
    competencies = {competency for competency, _level, _target in visible}

    def keep(rows: Iterable[ComplianceRow]) -> tuple[ComplianceRow, ...]:
        return tuple(
            replace(
                row,
                reasons=tuple(
                    reason
                    for reason in row.reasons
                    if (row.competency_id, reason.level, reason.target_id) in visible
                ),
            )
            for row in rows
            if row.essential is None or row.competency_id in competencies
        )

    limited = replace(compliance, rows=keep(compliance.rows), coming=())
    return limited, len(limited.rows) < len(compliance.rows)


def settings_for(request: HttpRequest) -> LearningSettings:
    """Return the settings of this request's site, unsaved where it has none.

    Queries: 2 at most, once a request.
    """
    known: LearningSettings | None = getattr(request, "_esrlm_settings", None)
    if known is None:
        site = Site.find_for_request(request)
        stored = site and LearningSettings.objects.filter(site=site).first()
        known = stored or LearningSettings()
        request._esrlm_settings = known  # type: ignore[attr-defined]
    return known


def help_for(request: HttpRequest) -> Help:
    """Return whom to ask on this request's site. Queries: as ``settings_for``."""
    stored = settings_for(request)
    return Help(
        text=stored.help_text,
        email=stored.help_email,
        url=stored.help_url,
        find_training_url=stored.find_training_url,
    )


def _log_in(user: Any) -> str:
    return str(user.get_username())
