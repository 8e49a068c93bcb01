"""Pages on which places are taken: one class, and the booking of it."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ..clock import today
from ..errors import EsrlmError, InvalidInput
from ..links import link
from ..posted import new_key, number_in, posted_key
from ..snippets.models import CourseCompetency, LearningClass
from ..workforce.models import AssignmentPeriod, Person
from ..workforce.selectors import active_periods, person_for_request, reports
from . import services
from .catalogue_views import CataloguePage, find_class
from .facts import Source
from .gone import BookingPage
from .models import Enrolment
from .needs import posts_that_require
from .options import ASK, BOOK, WAIT, Option, options_for
from .wording import moment_in_words


class ClassView(CataloguePage):
    """One class: whether the reader can have a place, when and where."""

    template_name = "wagtail_esrlm/booking/learning_class.html"
    gone = gettext_lazy("This class is not on offer any more, or it is not for you.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the class, and what the reader can do.

        Raises:
            Http404: where the class is not for the reader.
        """
        learning_class = find_class(self.request, kwargs["uuid"])
        person = person_for_request(self.request)
        option = options_for(person, [learning_class])[learning_class.pk]
        return super().get_context_data(**kwargs) | {
            "learning_class": learning_class,
            "option": option,
            "terms": [*option.notices, *terms_of(learning_class)],
            "team_url": link("book_for_team", uuid=learning_class.uuid)
            if person is not None and reports(person, on=today())
            else "",
        }


def terms_of(learning_class: LearningClass) -> list[str]:
    """Return what holds for everybody who books this class, a sentence each."""
    zone = learning_class.time_zone
    sentences = []
    if learning_class.enrolment_closes_at:
        sentences.append(
            _("Booking closes on %(when)s.")
            % {"when": moment_in_words(learning_class.enrolment_closes_at, zone)}
        )
    sentences.append(
        _("Whoever cancels after the free time gives a reason, and is marked as late.")
    )
    return sentences


@dataclass(frozen=True)
class PostChoice:
    """A post that a class can be booked for.

    Attributes:
        requires: The post requires what the course gives.
    """

    pk: int
    words: str
    requires: bool


def posts_of(person: Person, learning_class: LearningClass) -> list[PostChoice]:
    """Return the person's posts, those that require the course first. Queries: 3."""
    periods = list(active_periods([person.pk], on=today()))
    if len(periods) < 2:
        return [PostChoice(p.assignment_id, post_in_words(p), False) for p in periods]
    wanted = set(
        CourseCompetency.objects.filter(
            course=learning_class.course_id, ends_on__isnull=True
        ).values_list("competency_id", flat=True)
    )
    requiring = posts_that_require(person, wanted, on=today())
    choices = [
        PostChoice(p.assignment_id, post_in_words(p), p.assignment_id in requiring)
        for p in periods
    ]
    return sorted(choices, key=lambda choice: not choice.requires)


def post_in_words(period: AssignmentPeriod) -> str:
    """Return "Staff Nurse, Ward 10"."""
    parts = [str(period.job_role or period.position or period.assignment)]
    if period.organisation is not None:
        parts.append(str(period.organisation))
    return ", ".join(parts)


class BookView(BookingPage):
    """Asks once, then books, asks for approval or joins the waiting list."""

    template_name = "wagtail_esrlm/booking/book.html"
    gone = gettext_lazy("This class is not on offer any more. Nothing was booked.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what would be booked, for which post, and what to know before.

        Raises:
            Http404: where the class is not for the reader.
        """
        learning_class = find_class(self.request, kwargs["uuid"])
        person = person_for_request(self.request)
        option = options_for(person, [learning_class])[learning_class.pk]
        warning = option if option.other_booking_id else None
        if warning:
            option = also_booked(person, learning_class, warning.code)
        posts = posts_of(person, learning_class) if person else []
        refusal = kwargs.get("refusal")
        return super().get_context_data(**kwargs) | {
            "learning_class": learning_class,
            "person": person,
            "option": option,
            "warning": warning,
            "despite": [warning.code] if warning else [],
            "posts": posts,
            "chosen_post": number_in(self.request.POST.get("assignment", ""))
            or (posts[0].pk if posts else None),
            "keeps_waiting": "keeps_waiting" in self.request.POST,
            "key": new_key(),
            "refusal": refusal,
            "ways_on": ways_on(warning or option, learning_class),
        }

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Book, and lead to the booking; a refusal is said on the same page."""
        learning_class = find_class(request, uuid)
        person = person_for_request(request)
        if person is None:
            return HttpResponseRedirect(link("my_learning"))
        try:
            enrolment = services.request_enrolment(
                person=person,
                learning_class=learning_class,
                by=request.user,
                assignment=chosen_assignment(request, person),
                keeps_waiting="keeps_waiting" in request.POST,
                despite=[code[:40] for code in request.POST.getlist("despite")],
                key=posted_key(request),
            )
        except EsrlmError as err:
            return refused(self, err, uuid=uuid)
        return to_booking(enrolment)


def also_booked(
    person: Person | None, learning_class: LearningClass, warned: str
) -> Option:
    """Return what can be done beside a booking of the same course (rule 53)."""
    options = options_for(person, [learning_class], despite=[warned])
    option = options[learning_class.pk]
    labels = {
        BOOK: _("Book this one too"),
        ASK: _("Ask for this one too"),
        WAIT: _("Join this waiting list too"),
    }
    return replace(option, label=labels.get(option.act, option.label))


def ways_on(option: Option, learning_class: LearningClass) -> list[tuple[str, str]]:
    """Return what else could be done, where booking is refused: label and link."""
    ways = [
        (_("See other dates"), link("course", uuid=learning_class.course.uuid)),
    ]
    if option.other_booking_id:
        other = Enrolment.objects.get(pk=option.other_booking_id)
        move = link("booking_move", uuid=other.uuid, to=learning_class.uuid)
        ways.insert(
            0,
            (_("Move my booking here"), move)
            if option.can_move
            else (_("See the booking you have"), link("booking", uuid=other.uuid)),
        )
    return [(label, url) for label, url in ways if url]


def chosen_assignment(request: HttpRequest, person: Person) -> Any:
    """Return the post that was chosen, if it is one of the person's."""
    number = number_in(request.POST.get("assignment", ""))
    return person.assignments.filter(pk=number).first() if number else None


def refused(view: TemplateView, err: EsrlmError, **kwargs: Any) -> HttpResponseBase:
    """Show the page again with what stands against it; nothing was changed."""
    context = view.get_context_data(refusal=err, **kwargs)
    answer = view.render_to_response(context, status=err.status)
    if wait := getattr(err, "retry_after", None):
        answer["Retry-After"] = str(wait)
    return answer


def to_booking(enrolment: Enrolment) -> HttpResponseRedirect:
    """Lead to the booking, with the focus on where it stands."""
    return HttpResponseRedirect(f"{link('booking', uuid=enrolment.uuid)}#esrlm-answer")


class BookForTeamView(BookingPage):
    """A manager books people of their team, those who fit or all or nobody (58)."""

    template_name = "wagtail_esrlm/booking/book_for_team.html"
    gone = gettext_lazy("This class is not on offer any more. Nothing was booked.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the team, with who cannot and why."""
        learning_class = find_class(self.request, kwargs["uuid"])
        manager = person_for_request(self.request)
        return super().get_context_data(**kwargs) | {
            "learning_class": learning_class,
            "people": team_of(manager),
            "chosen": {number_in(each) for each in self.request.POST.getlist("people")},
            "is_all_or_nothing": "all_or_nothing" in self.request.POST,
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
            "result": kwargs.get("result"),
        }

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Book each chosen person, and say of each what became of it."""
        learning_class = find_class(request, uuid)
        manager = person_for_request(request)
        stated = set(request.POST.getlist("people"))
        chosen = [each for each in team_of(manager) if str(each.pk) in stated]
        try:
            if not chosen:
                raise InvalidInput(_("Choose people of your team first."))
            result = services.book_group(
                learning_class=learning_class,
                people=chosen,
                by=request.user,
                source=Source.MANAGER,
                all_or_nothing="all_or_nothing" in request.POST,
                key=posted_key(request),
            )
        except EsrlmError as err:
            return refused(self, err, uuid=uuid)
        return self.render_to_response(self.get_context_data(uuid=uuid, result=result))


def team_of(manager: Person | None) -> Iterable[Person] | QuerySet[Person]:
    """Return the people a manager may book, by name. Queries: 2."""
    if manager is None:
        return []
    ids = [report.person_id for report in reports(manager, on=today())]
    return Person.objects.filter(pk__in=ids)
