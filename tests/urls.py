"""The URLs of the test project."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
if find_spec("wagtail_esrlm.urls"):
    urlpatterns.append(path("learning/", include("wagtail_esrlm.urls")))
if find_spec("wagtail_esrlm.api.urls"):
    urlpatterns.append(path("api/learning/", include("wagtail_esrlm.api.urls")))
urlpatterns.append(path("", include(wagtail_urls)))
