"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("inbox/", views.InboxView.as_view(), name="inbox"),
    path("inbox/<uuid:uuid>/", views.MessageView.as_view(), name="message"),
]
