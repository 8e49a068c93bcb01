"""Pages beside a register: the code to scan, signing in by it, and a paper register."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe

from ..clock import now
from ..errors import EsrlmError
from ..links import link_with
from ..posted import new_key, posted_key
from ..snippets.models import ClassSession
from .class_views import refused
from .gone import BookingPage
from .register_views import RegisterView
from .sign_in import code_of, seconds_left, sign_in_by_code
from .sign_in_limit import limited_tries


class ShowCodeView(RegisterView):
    """What the instructor shows on a screen: a code that changes every minute."""

    template_name = "wagtail_esrlm/booking/show_code.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, and ask the browser to fetch it again with the next code."""
        answer = super().get(request, *args, **kwargs)
        answer["Refresh"] = str(seconds_left(now()))
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the code of one session, and how many have signed in."""
        context = super().get_context_data(**kwargs)
        session = context["session"]
        if session is None:
            return context
        code = code_of(session, now())
        address = link_with("sign_in", {"code": code}, uuid=session.uuid)
        return context | {
            "code": code,
            "spaced_code": f"{code[:3]} {code[3:]}",
            "present": sum(row.is_present is True for row in context["rows"]),
            "picture": picture_of(self.request.build_absolute_uri(address)),
        }


def picture_of(text: str) -> str:
    """Return a QR code as inline SVG, without styles of its own."""
    import segno

    made = segno.make(text, error="m", micro=False).svg_inline(
        border=4, svgclass="esrlm-code__picture", lineclass=None, omitsize=True
    )
    # Its only content is numbers and our class: the text is drawn, not written.
    return mark_safe(made)  # noqa: S308


class SignInView(BookingPage):
    """Where a scanned code leads: one button, and the person is present."""

    template_name = "wagtail_esrlm/booking/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the class; the code that was scanned is filled in."""
        session = find_session(kwargs["uuid"])
        return super().get_context_data(**kwargs) | {
            "session": session,
            "learning_class": session.learning_class,
            "code": self.request.POST.get("code") or self.request.GET.get("code", ""),
            "key": new_key(),
            "signed_in": kwargs.get("signed_in"),
            "refusal": kwargs.get("refusal"),
        }

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Record them present, or say why not."""
        try:
            session = find_session(uuid)
            with limited_tries(request.user):
                enrolment = sign_in_by_code(
                    user=request.user,
                    session=session,
                    code=request.POST.get("code", ""),
                    key=posted_key(request),
                )
        except EsrlmError as err:
            return refused(self, err, uuid=uuid)
        context = self.get_context_data(uuid=uuid, signed_in=enrolment)
        return self.render_to_response(context)


def find_session(uuid: uuids.UUID) -> ClassSession:
    """Return a session of a class that staff may know of.

    Raises:
        Http404: for one that is not there, or not published.
    """
    return get_object_or_404(
        ClassSession.objects.select_related("learning_class__course").filter(
            learning_class__is_published=True
        ),
        uuid=uuid,
    )


class PrintRegisterView(RegisterView):
    """The same rows on paper: a line to sign for each session."""

    template_name = "wagtail_esrlm/booking/paper_register.html"
    http_method_names = ["get", "head", "options"]
