"""Every check is registered and every id documented."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.checks import run_checks
from django.core.checks.registry import registry

import wagtail_esrlm.checks
from wagtail_esrlm.checks import CHECKS

SOURCE = Path(wagtail_esrlm.checks.__file__).parent
DOCS = SOURCE.parent.parent / "docs" / "checks.md"


def test_every_check_is_registered():
    written = {
        name
        for path in SOURCE.glob("*.py")
        for name in re.findall(r"^def (check_\w+)", path.read_text(), re.MULTILINE)
    }
    assert {check.__name__ for check in CHECKS} == written
    assert set(CHECKS) <= set(registry.registered_checks)
    assert isinstance(run_checks(tags=["wagtail_esrlm"]), list)


def test_every_id_is_documented():
    used = {
        number
        for path in SOURCE.glob("*.py")
        for number in re.findall(r'"([EW]\d{3})"', path.read_text())
    }
    assert used == set(re.findall(r"\| wagtail_esrlm\.([EW]\d{3})", DOCS.read_text()))
