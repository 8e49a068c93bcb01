"""The inbox: a learner's messages, and each by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..errors import EsrlmError
from ..links import link
from ..pages import PersonalPage
from ..posted import done_once, new_key
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from .inbox import inbox_of, mark_read, paragraphs, unread_count

PER_PAGE = 20


class InboxView(PersonalPage):
    """Everything said to the reader; a POST marks all of it as read."""

    template_name = "wagtail_esrlm/messages/inbox/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page of messages, and count what is new."""
        context = super().get_context_data(**kwargs)
        person = person_for_request(self.request)
        if person is None:
            return {**context, "person": None}
        page = Paginator(inbox_of(person.pk), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        unread = unread_count(person.pk)
        return {
            **context,
            "person": person,
            "page_obj": page,
            "rows": page.object_list,
            "unread": unread,
            "lead": _lead(unread, page.paginator.count),
            "inbox_url": link("inbox"),
            "key": new_key(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark everything as read, once."""
        person = _reader(request)
        try:
            done_once(request, lambda: {"read": mark_read(person_id=person.pk)})
        except EsrlmError as err:
            context = self.get_context_data(refusal=err)
            return self.render_to_response(context, status=err.status)
        messages.success(request, _("All your messages are marked as read."))
        return HttpResponseRedirect(link("inbox"))


def _lead(unread: int, found: int) -> str:
    """Return the answer on top of the page."""
    if not found:
        return _("There are no messages for you.")
    if not unread:
        return _("You have read all your messages.")
    return ngettext(
        "You have %(unread)d new message.", "You have %(unread)d new messages.", unread
    ) % {"unread": unread}


class MessageView(PersonalPage):
    """One message; opening it marks it as read."""

    template_name = "wagtail_esrlm/messages/inbox/message.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the message.

        Raises:
            Http404: where it is not the reader's, or its words are deleted.
        """
        person = _reader(self.request)
        message = inbox_of(person.pk).filter(uuid=kwargs["uuid"]).first()
        if message is None:
            raise Http404
        if message.read_at is None:
            mark_read(person_id=person.pk, uuid=message.uuid)
        return super().get_context_data(**kwargs) | {
            "message": message,
            "paragraphs": list(paragraphs(message.body)),
            "inbox_url": link("inbox"),
        }


def _reader(request: HttpRequest) -> Person:
    person = person_for_request(request)
    if person is None:
        raise Http404
    return person
