"""Addresses of the pages about compliance."""

from __future__ import annotations

from django.urls import path

from . import team_views, views

urlpatterns = [
    path("my-compliance/", views.MyComplianceView.as_view(), name="my_compliance"),
    path("my-team/", team_views.MyTeamView.as_view(), name="my_team"),
    path("my-team/export/", team_views.TeamExportView.as_view(), name="my_team_export"),
    path(
        "people/<uuid:uuid>/",
        views.PersonComplianceView.as_view(),
        name="person_compliance",
    ),
    path("not-you/", views.NotYouView.as_view(), name="not_you"),
    path(
        "fragments/my-compliance/",
        views.MyComplianceFragment.as_view(),
        name="fragment_my_compliance",
    ),
    path("fragments/my-team/", views.TeamFragment.as_view(), name="fragment_my_team"),
    path(
        "fragments/people/<uuid:uuid>/",
        views.PersonFragment.as_view(),
        name="fragment_person",
    ),
]
