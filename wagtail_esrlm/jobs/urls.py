"""The address that a monitor asks."""

from __future__ import annotations

from django.urls import path

from .views import health_view

urlpatterns = [path("health/", health_view, name="esrlm_health")]
