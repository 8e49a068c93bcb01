"""Files that come in: kept whole, or not at all."""

from __future__ import annotations

import io
from typing import Any

import pytest

from wagtail_esrlm.imports.models import ImportBatch, ImportRow
from wagtail_esrlm.imports.staging import read_file, stage
from wagtail_esrlm.workforce.models import BusinessGroup

pytestmark = pytest.mark.django_db
STAFF = (
    "Employee Number,Assignment Number,First Name,Last Name,Job Role,"
    "Position Number,Organisation,Start Date\n"
    "1,1,Ann,Bell,Porter,77,Riverside > Estates,2024-01-01\n"
)


def test_a_file_that_is_kept_in_part_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """F12: the background work would check, and apply, the rows that came in time."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the connection is lost")

    given = read_file(kind="staff", file=io.BytesIO(STAFF.encode()))
    monkeypatch.setattr(ImportRow.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        stage(given, business_group="457", create_missing=True, wishes={"waits": True})
    assert not ImportBatch.objects.exists()
    assert not BusinessGroup.objects.exists()
