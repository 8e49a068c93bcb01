"""Work that tests register, away from the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wagtail_esrlm.jobs import enqueue, registry


@pytest.fixture
def no_jobs(monkeypatch) -> Iterator[None]:
    """Start with no registered work, and put the real one back."""
    monkeypatch.setattr(registry, "_jobs", {})
    monkeypatch.setattr(registry, "_health_checks", {})
    monkeypatch.setattr(enqueue, "_last_poke", {})
    yield
