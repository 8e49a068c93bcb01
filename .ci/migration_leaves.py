"""Print how many leaf migrations the app has."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db.migrations.loader import MigrationLoader  # noqa: E402

loader = MigrationLoader(None)
print(len(loader.graph.leaf_nodes("wagtail_esrlm")))  # noqa: T201
