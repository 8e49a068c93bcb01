"""Addresses for programs; a host includes them where its API lives.

``path("api/learning/", include("wagtail_esrlm.api.urls"))``. Names are unique in any
site, so that a log-in wall can let them through by name.
"""

from __future__ import annotations

from django.urls import path

from . import (
    booking_views,
    catalogue_views,
    group_views,
    register_changes,
    register_views,
    team_booking_views,
    views,
)

app_name = "wagtail_esrlm_api"

urlpatterns = [
    path(
        "me/compliance/",
        views.MyComplianceView.as_view(),
        name="esrlm_api_my_compliance",
    ),
    path("me/team/", views.MyTeamView.as_view(), name="esrlm_api_my_team"),
    path(
        "people/<uuid:uuid>/compliance/",
        views.PersonComplianceView.as_view(),
        name="esrlm_api_person_compliance",
    ),
    path(
        "competencies/",
        views.CompetencyListView.as_view(),
        name="esrlm_api_competencies",
    ),
    path(
        "competencies/<uuid:uuid>/",
        views.CompetencyView.as_view(),
        name="esrlm_api_competency",
    ),
    path(
        "courses/", catalogue_views.CourseListView.as_view(), name="esrlm_api_courses"
    ),
    path(
        "courses/<uuid:uuid>/",
        catalogue_views.CourseView.as_view(),
        name="esrlm_api_course",
    ),
    path(
        "courses/<uuid:uuid>/tell-me/",
        catalogue_views.DatesWantedView.as_view(),
        name="esrlm_api_tell_me",
    ),
    path("classes/", catalogue_views.ClassListView.as_view(), name="esrlm_api_classes"),
    path(
        "classes/<uuid:uuid>/",
        catalogue_views.ClassView.as_view(),
        name="esrlm_api_class",
    ),
    path(
        "classes/<uuid:uuid>/bookings/",
        booking_views.BookView.as_view(),
        name="esrlm_api_book",
    ),
    path(
        "classes/<uuid:uuid>/group/",
        group_views.BookGroupView.as_view(),
        name="esrlm_api_book_group",
    ),
    path(
        "me/bookings/",
        booking_views.MyBookingsView.as_view(),
        name="esrlm_api_my_bookings",
    ),
    path(
        "bookings/<uuid:uuid>/",
        booking_views.BookingView.as_view(),
        name="esrlm_api_booking",
    ),
    path(
        "bookings/<uuid:uuid>/cancel/",
        booking_views.CancelView.as_view(),
        name="esrlm_api_cancel",
    ),
    path(
        "bookings/<uuid:uuid>/accept/",
        booking_views.AcceptOfferView.as_view(),
        name="esrlm_api_accept",
    ),
    path(
        "bookings/<uuid:uuid>/decline/",
        booking_views.DeclineOfferView.as_view(),
        name="esrlm_api_decline_offer",
    ),
    path(
        "bookings/<uuid:uuid>/keep/",
        booking_views.KeepView.as_view(),
        name="esrlm_api_keep",
    ),
    path(
        "bookings/<uuid:uuid>/move/",
        booking_views.MoveView.as_view(),
        name="esrlm_api_move",
    ),
    path(
        "me/team/bookings/",
        team_booking_views.TeamBookingsView.as_view(),
        name="esrlm_api_team_bookings",
    ),
    path(
        "team-bookings/<uuid:uuid>/cancel/",
        team_booking_views.TeamCancelView.as_view(),
        name="esrlm_api_team_cancel",
    ),
    path(
        "me/approvals/",
        booking_views.MyApprovalsView.as_view(),
        name="esrlm_api_my_approvals",
    ),
    path(
        "approvals/<uuid:uuid>/approve/",
        booking_views.ApproveView.as_view(),
        name="esrlm_api_approve",
    ),
    path(
        "approvals/<uuid:uuid>/decline/",
        booking_views.DeclineView.as_view(),
        name="esrlm_api_decline",
    ),
    path(
        "registers/",
        register_views.RegisterListView.as_view(),
        name="esrlm_api_registers",
    ),
    path(
        "registers/<uuid:uuid>/",
        register_views.RegisterView.as_view(),
        name="esrlm_api_register",
    ),
    path(
        "registers/<uuid:uuid>/marks/",
        register_views.MarkView.as_view(),
        name="esrlm_api_mark",
    ),
    path(
        "registers/<uuid:uuid>/close/",
        register_views.CloseView.as_view(),
        name="esrlm_api_close_register",
    ),
    path(
        "registers/<uuid:uuid>/walk-ins/",
        register_changes.WalkInView.as_view(),
        name="esrlm_api_walk_in",
    ),
    path(
        "registers/<uuid:uuid>/results/",
        register_changes.ResultView.as_view(),
        name="esrlm_api_result",
    ),
    path(
        "registers/<uuid:uuid>/corrections/",
        register_changes.CorrectionView.as_view(),
        name="esrlm_api_correct",
    ),
    path(
        "sessions/<uuid:uuid>/sign-in/",
        register_views.SignInView.as_view(),
        name="esrlm_api_sign_in",
    ),
    path("schema/", views.SchemaView.as_view(), name="esrlm_api_schema"),
]
