"""Shows what a change would do before it is saved (rules 15, 107)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from ..compliance import impact
from ..errors import EsrlmError
from ..workforce.models import Person
from .base import refused

#: How many people a page names; it counts all.
MOST_NAMED = 100

#: What the buttons send; no answer of the form.
STEPS = ("csrfmiddlewaretoken", "again", "confirmed")


def sent_answers(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was answered, to be sent again."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in STEPS
    ]


@dataclass(frozen=True)
class NamedPeople:
    """The first people of whom something becomes true, and how many more."""

    heading: str
    people: list[Person]
    more: int


def people_of(found: impact.Impact) -> Iterator[NamedPeople]:
    """Yield who turns red, and who turns green (rule 107). Queries: at most 2."""
    for ids, heading in (
        (
            found.red,
            ngettext("Who turns red", "Who turn red", len(found.red)),
        ),
        (
            found.green,
            ngettext("Who turns green", "Who turn green", len(found.green)),
        ),
    ):
        if ids:
            yield _named(ids, heading)


def _named(ids: Collection[int], heading: str) -> NamedPeople:
    people = list(Person.objects.filter(pk__in=ids)[:MOST_NAMED])
    return NamedPeople(heading, people, len(ids) - len(people))


class ConfirmMixin:
    """Shows what a change would do; the same answers, sent again, save it."""

    confirm_template_name = "wagtail_esrlm/admin/confirm_impact.html"
    confirm_label: Any = gettext_lazy("Save it")

    def preview(self, form: Any) -> impact.Impact:
        """Return whom the change reaches."""
        raise NotImplementedError

    def needs_confirming(self, form: Any) -> bool:
        """Whether there is anything to show before saving."""
        return True

    def form_valid(self, form: Any) -> HttpResponse:
        """Save only what was shown before; let whoever looked change the answers."""
        answers: Any = self.request.POST  # type: ignore[attr-defined]
        self.form = form
        if "again" in answers:
            return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        if "confirmed" in answers or not self.needs_confirming(form):
            return super().form_valid(form)  # type: ignore[misc]
        try:
            found = self.preview(form)
        except EsrlmError as err:
            return refused(self, form, err)
        self.template_name = self.confirm_template_name
        return self.render_to_response(  # type: ignore[attr-defined]
            self.get_context_data(
                form=form,
                impact=found,
                people=list(people_of(found)),
                answers=sent_answers(self.request),  # type: ignore[attr-defined]
                confirm_label=self.confirm_label,
            )
        )
