"""Addresses of calendars."""

from __future__ import annotations

from django.urls import path

from . import calendar_views as views

urlpatterns = [
    path("my-calendar/", views.MyCalendarView.as_view(), name="my_calendar"),
    path("calendar/<str:token>.ics", views.FeedView.as_view(), name="calendar_feed"),
    path(
        "bookings/<uuid:uuid>/class.ics",
        views.BookingFileView.as_view(),
        name="booking_calendar",
    ),
]
