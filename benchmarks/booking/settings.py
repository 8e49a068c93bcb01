"""The sandbox intranet on a scratch database, with the session settings of the figures.

``ESRLM_BENCHMARK_DATABASE`` names the scratch database to the processes that book in
it; the process that makes it takes the server from ``DATABASE_URL``.
"""

from __future__ import annotations

import os

from sandbox.config.settings import *  # noqa: F403
from sandbox.config.settings import DATABASES, MIDDLEWARE, STORAGES

ALLOWED_HOSTS = ["*"]
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
database = DATABASES["default"]
database["OPTIONS"] = database.get("OPTIONS", {}) | {
    "options": "-c jit=off -c statement_timeout=120000"
}
scratch = f"{database['NAME']}_booking"
if name := os.environ.get("ESRLM_BENCHMARK_DATABASE"):
    database["NAME"] = name
else:
    database["TEST"] = {"NAME": scratch}

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
