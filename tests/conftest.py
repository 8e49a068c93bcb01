"""What every test shares: made-up examples are the same on every check of a change."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("checks", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None)
settings.load_profile("checks" if os.environ.get("CI") else "search")
