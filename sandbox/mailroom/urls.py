"""Addresses of the mailroom."""

from django.urls import path

from . import views

app_name = "mailroom"

urlpatterns = [
    path("", views.SentMailView.as_view(), name="list"),
    path("<int:pk>/", views.OneMailView.as_view(), name="mail"),
    path("<int:pk>/look/", views.LookView.as_view(), name="look"),
    path("<int:pk>/files/<int:place>/", views.FileView.as_view(), name="file"),
]
