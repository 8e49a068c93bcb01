"""Addresses of the sandbox intranet."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth import views as auth_views
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from sandbox.intranet import views
from sandbox.intranet.demo_log_ins import DEMO_LOG_INS, PASSWORD

from .settings import MEDIA_ROOT

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(
        "log-in/",
        auth_views.LoginView.as_view(
            template_name="intranet/log_in.html",
            extra_context={"demo_log_ins": DEMO_LOG_INS, "demo_password": PASSWORD},
        ),
        name="login",
    ),
    path("log-out/", auth_views.LogoutView.as_view(), name="logout"),
    path("search/", views.SearchView.as_view(), name="search"),
    path("sent-mail/", include("sandbox.mailroom.urls")),
    path("learning/", include("wagtail_esrlm.urls")),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": MEDIA_ROOT}),
]
if find_spec("wagtail_esrlm.api.urls"):
    urlpatterns.append(path("api/learning/", include("wagtail_esrlm.api.urls")))
urlpatterns.append(path("", include(wagtail_urls)))

handler404 = "sandbox.intranet.views.not_found"
handler500 = "sandbox.intranet.views.broken"
