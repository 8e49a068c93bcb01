"""Learner-facing addresses of the catalogue and of bookings."""

from __future__ import annotations

from django.urls import path

from . import (
    approval_views,
    catalogue_views,
    class_views,
    fragments,
    my_views,
    register_views,
    sign_in_views,
    team_booking_views,
)

urlpatterns = [
    path("catalogue/", catalogue_views.CatalogueView.as_view(), name="catalogue"),
    path("courses/<uuid:uuid>/", catalogue_views.CourseView.as_view(), name="course"),
    path(
        "courses/<uuid:uuid>/tell-me/",
        my_views.DatesWantedView.as_view(),
        name="dates_wanted",
    ),
    path(
        "classes/<uuid:uuid>/", class_views.ClassView.as_view(), name="learning_class"
    ),
    path("classes/<uuid:uuid>/book/", class_views.BookView.as_view(), name="book"),
    path(
        "classes/<uuid:uuid>/book-for-team/",
        class_views.BookForTeamView.as_view(),
        name="book_for_team",
    ),
    path("my-learning/", my_views.MyLearningView.as_view(), name="my_learning"),
    path("bookings/<uuid:uuid>/", my_views.BookingView.as_view(), name="booking"),
    path(
        "bookings/<uuid:uuid>/offer/",
        my_views.OfferView.as_view(),
        name="booking_offer",
    ),
    path(
        "bookings/<uuid:uuid>/keep/", my_views.KeepView.as_view(), name="booking_keep"
    ),
    path(
        "bookings/<uuid:uuid>/cancel/",
        my_views.CancelView.as_view(),
        name="booking_cancel",
    ),
    path(
        "bookings/<uuid:uuid>/move/<uuid:to>/",
        my_views.MoveView.as_view(),
        name="booking_move",
    ),
    path(
        "bookings/<uuid:uuid>/certificate/",
        my_views.CertificateView.as_view(),
        name="certificate",
    ),
    path(
        "fragments/booking/<slug:part>/",
        fragments.BookingFragment.as_view(),
        name="fragment_booking",
    ),
    path("registers/", register_views.RegistersView.as_view(), name="registers"),
    path(
        "registers/<uuid:uuid>/",
        register_views.RegisterView.as_view(),
        name="register",
    ),
    path(
        "registers/<uuid:uuid>/code/",
        sign_in_views.ShowCodeView.as_view(),
        name="register_code",
    ),
    path(
        "registers/<uuid:uuid>/paper/",
        sign_in_views.PrintRegisterView.as_view(),
        name="register_paper",
    ),
    path("sign-in/<uuid:uuid>/", sign_in_views.SignInView.as_view(), name="sign_in"),
    path(
        "team-bookings/",
        team_booking_views.TeamBookingsView.as_view(),
        name="team_bookings",
    ),
    path(
        "team-bookings/<uuid:uuid>/cancel/",
        team_booking_views.TeamCancelView.as_view(),
        name="team_booking_cancel",
    ),
    path("approvals/", approval_views.ApprovalsView.as_view(), name="approvals"),
    path(
        "approvals/<uuid:uuid>/",
        approval_views.ApprovalView.as_view(),
        name="approval",
    ),
]
