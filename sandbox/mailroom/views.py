"""The page "Sent mail": everything the sandbox would have sent, for all to see."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import DetailView, ListView, View

from sandbox.config.csp import POLICY

from .models import SentMail


class SentMailView(LoginRequiredMixin, ListView):
    """All mails, the latest first; those to one person where asked."""

    template_name = "mailroom/list.html"
    paginate_by = 25
    context_object_name = "mails"

    def get_queryset(self) -> Any:
        """Leave the sources where they are."""
        mails = SentMail.objects.defer("source")
        to = self.request.GET.get("to", "").strip()
        return mails.filter(to__icontains=to) if to else mails

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Remember whose mail was asked for."""
        to = self.request.GET.get("to", "").strip()
        return super().get_context_data(**kwargs) | {"to": to}


class OneMailView(LoginRequiredMixin, DetailView):
    """One mail: how it looks, its text, and what is attached."""

    model = SentMail
    template_name = "mailroom/mail.html"
    context_object_name = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Take it apart."""
        mail = self.object
        return super().get_context_data(**kwargs) | {
            "text": mail.words("plain"),
            "has_html": bool(mail.words("html")),
            "files": mail.files,
            "sender": str(mail.parsed["From"]),
        }

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        """Let the page frame the mail."""
        response = super().render_to_response(context, **kwargs)
        response["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
        return response


@method_decorator(xframe_options_sameorigin, name="dispatch")
class LookView(LoginRequiredMixin, View):
    """The HTML of a mail, alone and powerless, as a mail program shows it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the mail's own document."""
        response = HttpResponse(get_object_or_404(SentMail, pk=pk).words("html"))
        response["Content-Security-Policy"] = (
            "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; "
            "frame-ancestors 'self'"
        )
        return response


class FileView(LoginRequiredMixin, View):
    """An attachment."""

    def get(self, request: HttpRequest, pk: int, place: int) -> HttpResponse:
        """Answer with the file."""
        found = get_object_or_404(SentMail, pk=pk).file(place)
        if found is None:
            raise Http404
        name, kind, content = found
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
