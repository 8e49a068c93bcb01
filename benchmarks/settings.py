"""The test project on a scratch database, with the session settings of the figures."""

from __future__ import annotations

import os

from tests.settings import *  # noqa: F403
from tests.settings import BASE_DIR, DATABASES

#: No statement may hold the run up for longer than two minutes.
SESSION = "-c jit=off -c work_mem=256MB -c statement_timeout=120000"
database = DATABASES["default"]
if os.environ.get("DATABASE_URL"):
    database["OPTIONS"] = database.get("OPTIONS", {}) | {"options": SESSION}
    database["TEST"] = {"NAME": f"{database['NAME']}_benchmark"}
else:
    (BASE_DIR.parent / "build").mkdir(exist_ok=True)
    database["TEST"] = {"NAME": str(BASE_DIR.parent / "build" / "benchmark.sqlite3")}
