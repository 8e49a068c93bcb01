"""The page of a class: who is in, who waits and where, who asked, who was offered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import InspectView as SnippetInspectView

from ..booking.classes import is_to_decide
from ..booking.models import Enrolment
from ..booking.policy import KEEP_REGISTERS, manages_bookings
from ..booking.queues import by_need, needs_of
from ..booking.states import OUTCOMES, OVER, State
from ..booking.wording import session_in_words
from ..clock import now, today
from ..snippets.models import LearningClass
from .class_people import ACTIONS
from .class_scope import class_for

STATUS = LearningClass.Status


@dataclass(frozen=True)
class Group:
    """People of a class who stand alike.

    Attributes:
        rows: Each with a position, or none.
    """

    code: str
    heading: str
    rows: Sequence[tuple[int | None, Enrolment]]
    empty: str


def groups_of(learning_class: LearningClass) -> Iterator[Group]:
    """Yield who is in, asked, offered and waiting, the last in their order (63, 64).

    Queries: 1, however many people; 2 more where need counts.
    """
    people = list(
        Enrolment.objects.filter(learning_class=learning_class)
        .exclude(state__in=OVER)
        .select_related("person", "approver", "assignment")
        .in_register_order()
    )
    has_place = OUTCOMES | {State.CONFIRMED}
    seated = [(None, each) for each in people if each.state in has_place]
    asked = [(None, each) for each in people if each.state == State.REQUESTED]
    offered = [(None, each) for each in people if each.state == State.OFFERED]
    queue = sorted(
        (each for each in people if each.state == State.WAITLISTED),
        key=lambda each: (-each.priority, each.waiting_since or now(), each.pk),
    )
    course = learning_class.course
    if queue and course.waits_by_need:
        queue = by_need(queue, needs_of(queue, course.pk, on=today()))
    yield Group("in", _("In the class"), seated, _("Nobody has a place yet."))
    yield Group("asked", _("Asked, not answered yet"), asked, _("Nobody has asked."))
    yield Group("offered", _("Offered a place"), offered, _("Nobody has an offer."))
    yield Group(
        "waiting",
        _("Waiting, in this order"),
        list(enumerate(queue, start=1)),
        _("Nobody waits."),
    )


class ClassInspectView(SnippetInspectView):
    """A class at a glance. Queries: 15 at most, however many people."""

    template_name = "wagtail_esrlm/admin/class_page.html"

    def get_object(self, queryset: Any = None) -> Any:
        """Find it among those that the log-in may see."""
        return class_for(
            self.request.user,
            self.pk,
            "sessions__teaching__person",
            "sessions__equipment",
        )

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead to the form, for whoever may use it."""
        buttons: list[Any] = []
        if self.user_has_permission("change") and self.edit_url_name:
            address = reverse(self.edit_url_name, args=[self.object.pk])
            buttons.append(HeaderButton(_("Edit"), url=address, icon_name="edit"))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Lead to the history, which names who did what."""
        if not self.user_has_permission("change"):
            return []
        address = reverse(
            type(self.object).snippet_viewset.get_url_name("history"),
            args=[self.object.pk],
        )
        return [Button(_("History"), url=address, icon_name="history", priority=30)]

    def actions(self) -> Iterator[tuple[str, Any]]:
        """Yield address and words of what may be done now."""
        for name, words in self._possible():
            yield reverse(f"esrlm_class_{name}", args=[self.object.pk]), words

    def _possible(self) -> Iterator[tuple[str, Any]]:
        learning_class: LearningClass = self.object
        status = STATUS(learning_class.status)
        user = self.request.user
        starts_at = learning_class.starts_at
        to_come = starts_at is not None and starts_at > now()
        if starts_at is not None and self.user_has_permission("change"):
            yield "series", _("Copy to new dates")
        if status is STATUS.CANCELLED:
            return
        if self.user_has_permission("change"):
            if to_come and not learning_class.is_published:
                yield "publish", _("Publish")
            if to_come and self.is_below:
                yield "run", _("Run it with the people it has")
        if to_come and manages_bookings(user):
            yield "book", _("Book people")
        if starts_at is not None and user.has_perm(KEEP_REGISTERS):
            yield "walk_in", _("Add somebody who has come")
        if not self.user_has_permission("change"):
            return
        yield "places", _("Change the places")
        if to_come:
            yield "move", _("Move or postpone")
        if to_come and status is STATUS.CLOSED:
            yield "open", _("Open to bookings")
        elif to_come:
            yield "close", _("Close to bookings")
        yield "cancel", _("Cancel the class")

    @property
    def is_below(self) -> bool:
        """Whether too few people are booked, and nobody has said that it runs."""
        learning_class: LearningClass = self.object
        places = learning_class.places
        too_few = places.places_taken < places.minimum_places
        return too_few and not learning_class.runs_anyway

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add numbers, sessions and people."""
        learning_class: LearningClass = self.object
        places = learning_class.places
        groups = list(groups_of(learning_class))
        counts = {group.code: len(group.rows) for group in groups}
        left = places.places_left
        numbers = [
            (_("In the class"), counts["in"]),
            (_("Places left"), _("No limit") if left is None else left),
            (_("Waiting"), counts["waiting"]),
            (_("Asked"), counts["asked"]),
            (_("Offered"), counts["offered"]),
            (_("Minimum"), places.minimum_places),
        ]
        return super().get_context_data(
            learning_class=learning_class,
            groups=groups,
            numbers=numbers,
            sessions=[
                (session_in_words(session), session)
                for session in learning_class.sessions.all()
            ],
            actions=list(self.actions()),
            is_to_decide=is_to_decide(learning_class),
            people_actions=[(name, each.words) for name, each in ACTIONS.items()]
            if manages_bookings(self.request.user)
            else [],
            people_url=reverse("esrlm_class_people", args=[learning_class.pk]),
            **kwargs,
        )
