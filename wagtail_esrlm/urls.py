"""Every learner-facing address of the plugin; a host includes this once.

``path("learning/", include("wagtail_esrlm.urls"))``, before Wagtail's own.
"""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

app_name = "wagtail_esrlm"

urlpatterns = [
    path(
        "",
        RedirectView.as_view(pattern_name="wagtail_esrlm:my_compliance"),
        name="index",
    ),
    path("", include("wagtail_esrlm.compliance.urls")),
    path("", include("wagtail_esrlm.notifications.urls")),
    path("", include("wagtail_esrlm.booking.calendar_urls")),
    path("", include("wagtail_esrlm.booking.urls")),
    path("", include("wagtail_esrlm.jobs.urls")),
]
