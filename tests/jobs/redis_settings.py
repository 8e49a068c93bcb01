"""The test project with a Redis queue, for a cluster in a process of its own."""

from __future__ import annotations

import os

from tests.settings import *  # noqa: F403
from tests.settings import Q_CLUSTER as ORM_CLUSTER

Q_CLUSTER = {
    **{key: value for key, value in ORM_CLUSTER.items() if key != "orm"},
    "name": "esrlm-redis-tests",
    "redis": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9"),
}
