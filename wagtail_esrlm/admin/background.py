"""The report "Background work": the queue, every job, and trying again."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from ..conf import esrlm_settings
from ..jobs.health import health, job_states, queue_state
from ..jobs.retry import retry_job
from .base import PermissionView

URL_NAME = "esrlm_background_work"


class BackgroundWorkView(PermissionView, TemplateView):
    """Shows how the background work is doing; a POST tries one job again."""

    permission_required = "wagtail_esrlm.view_jobrun"
    template_name = "wagtail_esrlm/admin/background_work.html"
    page_title = gettext_lazy("Background work")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the home page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the jobs."""
        queue = queue_state()
        return super().get_context_data(
            queue=queue,
            tick_only=esrlm_settings.TICK_ONLY,
            oldest=_words(queue.oldest),
            heartbeat=_words(queue.heartbeat),
            tick=_words(queue.tick),
            jobs=job_states(),
            health=health(),
            may_retry=self.request.user.has_perm("wagtail_esrlm.change_jobrun"),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try a job again."""
        if not request.user.has_perm("wagtail_esrlm.change_jobrun"):
            raise PermissionDenied
        name = request.POST.get("job", "")
        try:
            result = retry_job(name)
        except KeyError as err:
            raise Http404(name) from err
        tell = messages.error if result.failed else messages.success
        tell(
            request,
            _("%(job)s: %(outcome)s. %(summary)s")
            % {
                "job": result.job,
                "outcome": result.outcome,
                "summary": result.summary,
            },
        )
        return redirect(URL_NAME)


def _words(age: datetime.timedelta | None) -> str:
    """Return how long ago, in the largest unit that says enough."""
    if age is None:
        return ""
    seconds = int(age.total_seconds())
    if seconds < 120:
        return ngettext("%d second ago", "%d seconds ago", seconds) % seconds
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("%d minute ago", "%d minutes ago", minutes) % minutes
    hours = minutes // 60
    return ngettext("%d hour ago", "%d hours ago", hours) % hours
