"""What is done to chosen people of a class: named first, then told one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from ..booking.class_messages import recipients
from ..booking.models import Enrolment
from ..booking.policy import manages_bookings
from ..errors import Busy, EsrlmError
from ..posted import done_once, keys_in, new_key, posted_key
from .base import PermissionView, add_error
from .class_people_actions import ACTIONS, PeopleAction
from .class_people_forms import Words
from .class_scope import class_for
from .inspecting import record_url


def _line(one: Enrolment, told: Words, is_done: bool) -> tuple[str, str, Words, bool]:
    return str(one.person), one.person.employee_number, told, is_done


#: Most people that are handled at once.
MOST_PEOPLE = 500


class ClassPeopleView(PermissionView, TemplateView):
    """Does one thing to chosen people, after a page that says what it does."""

    permission_required = "wagtail_esrlm.manage_bookings"
    template_name = "wagtail_esrlm/admin/class_people.html"
    page_title = gettext_lazy("People of a class")
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the class among those that the log-in may see."""
        if not manages_bookings(request.user):
            raise PermissionDenied
        self.learning_class = class_for(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return to the page on which people are chosen."""
        return redirect(self.class_url)

    @property
    def class_url(self) -> str:
        """Where the class is shown."""
        return record_url(self.learning_class, self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the class."""
        return [
            *self.breadcrumbs_items,
            {"url": self.class_url, "label": self.learning_class.reference},
            {"url": "", "label": self.page_title},
        ]

    def people(self, keys: Sequence[str]) -> list[Enrolment]:
        """Return the chosen people of this class; keys of others are left out."""
        numbers = keys_in(keys)
        return list(
            Enrolment.objects.filter(
                learning_class=self.learning_class, pk__in=numbers[:MOST_PEOPLE]
            )
            .select_related("person", "learning_class__course")
            .order_by("-priority", "created_at", "pk")
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would happen; once confirmed, do it to one after the other."""
        name = request.POST.get("action", "")
        action = ACTIONS.get(name)
        people = self.people(request.POST.getlist("people"))
        if action is None or not people:
            sentence = (
                _("Choose what to do.") if action is None else _("Choose people first.")
            )
            return self.render_to_response({"problem": sentence, **self.shared()})
        confirmed = "confirmed" in request.POST
        form = action.form(
            request.POST if confirmed else None, learning_class=self.learning_class
        )
        shown: dict[str, Any] = {}
        if confirmed and form.is_valid():
            shown = form.show(people)
        if confirmed and form.is_valid() and not shown:
            try:
                results = self.all_done(action, people, form.cleaned_data)
            except EsrlmError as err:
                add_error(form, err)
            else:
                return self.render_to_response(
                    {"results": results, "heading": action.words, **self.shared()}
                )
        return self.render_to_response(
            {
                "heading": action.words,
                "consequence": action.consequence,
                "is_serious": action.is_serious,
                "action": name,
                "people": people,
                "count": ngettext(
                    "%(count)d person is chosen.",
                    "%(count)d people are chosen.",
                    len(people),
                )
                % {"count": len(people)},
                "form": form,
                "key": new_key(),
                **shown,
                **self.shared(),
            }
        )

    def all_done(
        self, action: PeopleAction, people: list[Enrolment], given: dict[str, Any]
    ) -> list[tuple[str, str, Words, bool]]:
        """Do it to one after the other, or to all together; each once (F3).

        Raises:
            FormKeyMissing: before anything is done.
        """
        posted_key(self.request)
        by = self.request.user
        if (together := action.do_together) is None:
            return [
                _line(one, *self.done(partial(action.do, one, by, given), one.pk))
                for one in people
            ]
        one_each = recipients(people)
        became = self.done(partial(together, one_each, by, given), "all")
        return [_line(one, *became) for one in one_each]

    def done(self, doing: Callable[[], Words], about: object) -> tuple[Words, bool]:
        """Do it; a refusal by a rule is what became of it, also when sent again."""

        def work() -> dict[str, Any]:
            try:
                return {"told": str(doing()), "is_done": True}
            except Busy:
                raise
            except EsrlmError as err:
                return {"told": str(err.sentence), "is_done": False}

        try:
            became = done_once(self.request, work, about).body
        except EsrlmError as err:
            return err.sentence, False
        return became["told"], became["is_done"]

    def shared(self) -> dict[str, Any]:
        """Return what every answer shows."""
        return self.get_context_data(
            class_url=self.class_url, learning_class=self.learning_class
        )
