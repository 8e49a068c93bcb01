"""The message log: what was said to whom, what failed, and how each kind reads.

What messages say is personal: only who may view messages opens any page of it.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import Column

from ..errors import EsrlmError
from ..notifications.kinds import Kind, find_kind, kinds
from ..notifications.models import Message
from ..notifications.rendering import Words, render_example, render_message
from ..notifications.retrying import retry_message
from ..posted import done_once
from ..workforce.models import Person
from .base import PermissionView, ReadOnlyViewSet
from .filters import RecordFilterSet, choice_filter, day_range
from .inspecting import RecordInspectView
from .listing import ActingIndexView

logger = logging.getLogger(__name__)

VIEW = "wagtail_esrlm.view_message"
CHANGE = "wagtail_esrlm.change_message"
URL_NAME = "esrlm_message"

#: A mail is shown by itself: no script, no form, nothing loaded but pictures.
MAIL_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src * data:; "
    "frame-ancestors 'self'"
)


def label_of(name: str) -> str:
    """Return what a kind is called, or its name where nobody registers it now."""
    try:
        return str(find_kind(name).label)
    except KeyError:
        return name


def _kind_choices() -> list[tuple[str, Any]]:
    return [(kind.name, kind.label) for kind in kinds()]


class KindColumn(Column):
    """What a message is about, in words."""

    def get_value(self, instance: Message) -> str:
        """Return the label of its kind."""
        return label_of(instance.kind)


class MessageFilterSet(RecordFilterSet):
    """Messages by what became of them, kind and day."""

    state = choice_filter(gettext_lazy("State"), Message.State.choices)
    written = day_range("created_at", gettext_lazy("Written"))

    class Meta:
        model = Message
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = choice_filter(gettext_lazy("Kind"), _kind_choices(), field_name="kind")
        kind.parent, kind.model = self, Message
        self.filters["kind"] = kind


class MessageIndexView(ActingIndexView):
    """The message log, newest first; found by person."""

    header_action = (
        VIEW,
        f"{URL_NAME}:kinds",
        gettext_lazy("How messages read"),
        "view",
    )
    row_actions = (
        (
            CHANGE,
            f"{URL_NAME}:inspect",
            gettext_lazy("Try again"),
            "rotate",
            ("state", "dead"),
        ),
    )

    def search_queryset(self, queryset: Any) -> Any:
        """Find people first: there are far fewer of them."""
        if not self.is_searching:
            return queryset
        people = Person.objects.named(self.search_query)
        return queryset.filter(person__in=people.order_by().values("pk"))


class MessageInspectView(RecordInspectView):
    """One message: what became of it, and how it would read now."""

    template_name = "wagtail_esrlm/admin/message.html"

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Say the kind in words."""
        if field_name == "kind":
            return label_of(self.object.kind)
        return super().get_field_display_value(field_name, field)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Render it from what is true now, as sending it would."""
        words, problem = words_now(self.object)
        may_retry = self.object.state == Message.State.DEAD
        return super().get_context_data(
            words=words,
            problem=problem,
            html_url=reverse(f"{URL_NAME}:html", args=[self.object.pk]),
            retry_url=reverse(f"{URL_NAME}:retry", args=[self.object.pk]),
            may_retry=may_retry and self.request.user.has_perm(CHANGE),
            **kwargs,
        )


def words_now(message: Message) -> tuple[Words | None, str]:
    """Return the words of a message now, or None and why there are none."""
    try:
        words = render_message(message)
    except KeyError:
        logger.warning("Message %s could not be shown", message.pk, exc_info=True)
        return None, _("It cannot be written: its kind or its facts are not known.")
    except Exception:
        logger.exception("Message %s could not be shown", message.pk)
        return None, _("It cannot be written now. The log of the server says why.")
    if words is None:
        return None, _("It is no longer true: if it waited, it would not be sent.")
    return words, ""


class RetryView(PermissionView, View):
    """Tries a message that was given up again; only by POST."""

    permission_required = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it back, or say why not."""
        message = get_object_or_404(Message, pk=pk)

        def work() -> dict[str, Any]:
            retry_message(message=message, by=request.user)
            return {}

        try:
            done_once(request, work)
        except EsrlmError as err:
            messages.error(request, str(err.sentence))
        else:
            messages.success(request, _("The message will be sent again shortly."))
        return redirect(f"{URL_NAME}:inspect", pk)


class KindsView(PermissionView, TemplateView):
    """Every kind of message, each with a made-up example."""

    permission_required = VIEW
    template_name = "wagtail_esrlm/admin/message_kinds.html"
    page_title = gettext_lazy("How messages read")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the log."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{URL_NAME}:index"), "label": _("Messages")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the kinds."""
        return super().get_context_data(kinds=kinds(), **kwargs)


class KindView(KindsView):
    """The made-up example of one kind."""

    template_name = "wagtail_esrlm/admin/message_kind.html"

    @property
    def kind(self) -> Kind:
        """The kind that the address names."""
        return kind_or_404(self.kwargs["kind"])

    def get_page_title(self) -> str:
        """Say which kind."""
        return str(self.kind.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the kinds."""
        *before, last = super().get_breadcrumbs_items()
        kinds_item = {"url": reverse(f"{URL_NAME}:kinds"), "label": last["label"]}
        return [*before, kinds_item, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Render the example."""
        kind = self.kind
        return super().get_context_data(
            words=render_example(kind),
            html_url=reverse(f"{URL_NAME}:kind_html", args=[kind.name]),
            **kwargs,
        )


def kind_or_404(name: str) -> Kind:
    """Return a kind by name.

    Raises:
        Http404: when nobody registered it.
    """
    try:
        return find_kind(name)
    except KeyError as err:
        raise Http404(name) from err


@method_decorator(xframe_options_sameorigin, name="dispatch")
class HtmlView(PermissionView, View):
    """The HTML of a message or of an example, by itself."""

    permission_required = VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it so that nothing in it can act."""
        if "kind" in kwargs:
            words = render_example(kind_or_404(kwargs["kind"]))
        else:
            found = Message.objects.select_related("person")
            words, _problem = words_now(get_object_or_404(found, pk=kwargs["pk"]))
        if words is None:
            raise Http404
        answer = HttpResponse(words.html)
        answer["Content-Security-Policy"] = MAIL_POLICY
        answer["Cache-Control"] = "private, no-store"
        return answer


class MessageViewSet(ReadOnlyViewSet):
    """What was said to whom; services write it, and only retrying is done here."""

    model = Message
    icon = "mail"
    index_view_class = MessageIndexView
    inspect_view_class = MessageInspectView
    empty = gettext_lazy("Nothing has been said to anybody yet.")
    list_display = (
        "person",
        KindColumn("kind", label=gettext_lazy("Kind"), sort_key="kind"),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        "created_at",
        "sent_at",
        Column("attempts", label=gettext_lazy("Tries"), classname="esrlm-number"),
        "error",
    )
    filterset_class = MessageFilterSet
    search_fields = ("person__last_name", "person__employee_number")
    inspect_view_fields = (
        "person",
        "kind",
        "state",
        "created_at",
        "due_at",
        "attempts",
        "next_try_at",
        "sent_at",
        "read_at",
        "channel",
        "error",
    )
    if_empty = {
        "sent_at": gettext_lazy("Not sent"),
        "read_at": gettext_lazy("Not read on the intranet"),
        "error": gettext_lazy("Nothing"),
        "next_try_at": gettext_lazy("None planned"),
    }
    select_related = ("person",)

    def get_urlpatterns(self) -> list[Any]:
        """Add retrying, the HTML, and the kinds."""
        html = HtmlView.as_view()
        return [
            *super().get_urlpatterns(),
            path("retry/<int:pk>/", RetryView.as_view(), name="retry"),
            path("html/<int:pk>/", html, name="html"),
            path("kinds/", KindsView.as_view(), name="kinds"),
            path("kinds/<str:kind>/", KindView.as_view(), name="kind"),
            path("kinds/<str:kind>/html/", html, name="kind_html"),
        ]
