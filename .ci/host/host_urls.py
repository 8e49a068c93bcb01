"""URLs of a bare Wagtail site with the plugin."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("learning/", include("wagtail_esrlm.urls")),
    path("", include(wagtail_urls)),
]
