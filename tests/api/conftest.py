"""A ward of made-up people."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.ward import Ward, make_ward


@pytest.fixture
def ward(db: None) -> Ward:
    """Return the ward."""
    cache.clear()
    return make_ward()
