"""A host's app, as small as can be."""

from __future__ import annotations

from django.apps import AppConfig


class TestAppConfig(AppConfig):
    """The host that tests put the plugin's blocks into."""

    name = "tests.testapp"
    label = "testapp"
    default_auto_field = "django.db.models.AutoField"
