"""Addresses for programs; a host includes them where its API lives.

``path("api/learning/", include("wagtail_esrlm.api.urls"))``. Names are unique in any
site, so that a log-in wall can let them through by name.
"""

from __future__ import annotations

from django.urls import path

from . import views

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
    path("schema/", views.SchemaView.as_view(), name="esrlm_api_schema"),
]
