"""Loading files in the admin: checked first, applied as checked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.imports import batches
from wagtail_esrlm.imports.models import ImportBatch, ImportRow
from wagtail_esrlm.snippets.models import Competency
from wagtail_esrlm.workforce.models import BusinessGroup, Person

GOOD = (
    "Competency Name,Renewal Months\nNHS|CSTF|Falls - 1 Year|,\n457|LOCAL|Hoists|,6\n"
)
MIXED = GOOD + "NHS|CSTF|Broken|,soon\n"


def load(client: Client, text: str, **answers: Any) -> Any:
    file = SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")
    group = BusinessGroup.objects.get()
    given = {"kind": "competencies", "file": file, "business_group": group.pk}
    return client.post(reverse("esrlm_import"), given | answers, follow=True)


def apply(client: Client, batch: ImportBatch) -> Any:
    return client.post(reverse("esrlm_importbatch:look", args=[batch.pk]), follow=True)


def body(answer: Any) -> str:
    return answer.content.decode()


def test_a_file_is_checked_and_changes_nothing(
    administrator: Client, ward: Ward
) -> None:
    before = Competency.objects.count()
    page = load(administrator, GOOD)
    batch = ImportBatch.objects.get()
    assert batch.state == "checked"
    assert (batch.created, batch.rejected) == (2, 0)
    assert "Nothing has been changed yet." in body(page)
    assert "Apply this file" in body(page)
    assert Competency.objects.count() == before


def test_it_is_applied_as_it_was_checked(administrator: Client, ward: Ward) -> None:
    load(administrator, GOOD)
    batch = ImportBatch.objects.get()
    page = apply(administrator, batch)
    batch.refresh_from_db()
    assert batch.state == "applied"
    assert batch.applied_by is not None
    assert "The file is applied." in body(page)
    assert re.search(r"By .+, \d+ \w+ \d{4}, \d+:\d\d\.<", body(page))
    assert Competency.objects.filter(title="Falls - 1 Year").exists()


def test_it_is_applied_once(administrator: Client, ward: Ward) -> None:
    load(administrator, GOOD)
    batch = ImportBatch.objects.get()
    apply(administrator, batch)
    page = apply(administrator, batch)
    assert "has been applied already" in body(page)


def test_bad_rows_are_told_and_downloaded(administrator: Client, ward: Ward) -> None:
    """Rule 94: the same columns, the line and the reason."""
    page = load(administrator, MIXED)
    assert "Refused rows" in body(page)
    assert "Apply the good rows" in body(page)
    batch = ImportBatch.objects.get()
    answer = administrator.get(reverse("esrlm_importbatch:refused", args=[batch.pk]))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "Competency Name,Renewal Months,Line,Reason"
    assert lines[1].startswith("NHS|CSTF|Broken|,soon,4,")
    apply(administrator, batch)
    assert Competency.objects.filter(title="Hoists").exists()
    assert not Competency.objects.filter(title="Broken").exists()


def test_a_row_mended_since_is_no_longer_refused(
    administrator: Client, ward: Ward
) -> None:
    text = "Competency Name,Level,Target,Start Date\n"
    text += "457|LOCAL|Later|,Position,30412,2026-01-01\n"
    load(administrator, text, kind="requirements")
    batch = ImportBatch.objects.get()
    assert batch.rejected == 1
    Competency.objects.create(name="457|LOCAL|Later|")
    apply(administrator, batch)
    batch.refresh_from_db()
    assert (batch.created, batch.rejected) == (1, 0)
    row = ImportRow.objects.get(batch=batch)
    assert (row.outcome, row.problems) == ("created", [])


def test_a_file_that_cannot_be_read_is_told_on_the_form(
    administrator: Client, ward: Ward
) -> None:
    page = load(administrator, "Wrong,Columns\n1,2\n")
    assert "These columns are missing" in body(page)
    assert not ImportBatch.objects.exists()


def staff_file(ward: Ward, *numbers: str) -> str:
    lines = [
        "Employee Number,Assignment Number,First Name,Last Name,Job Role,"
        "Position Number,Organisation,Start Date"
    ]
    for person in Person.objects.filter(employee_number__in=numbers):
        seat = person.assignments.get().periods.get()
        lines.append(
            f"{person.employee_number},{seat.assignment.number},{person.first_name},"
            f"{person.last_name},{seat.job_role},{seat.position.number},"
            f"Riverside > Surgery > Ward 10,{seat.starts_on}"
        )
    return "\n".join(lines) + "\n"


def test_a_large_drop_needs_a_second_person(administrator: Client, ward: Ward) -> None:
    """Rule 93."""
    text = staff_file(ward, ward.nurse.employee_number)
    page = load(administrator, text, kind="staff", full_file="on")
    batch = ImportBatch.objects.get()
    assert batch.state == "checked"
    assert batch.ended == 5
    assert "Somebody else" in body(page)
    assert "Apply this file" not in body(page)
    assert "Somebody else must apply it" in body(apply(administrator, batch))
    batch.refresh_from_db()
    assert batch.state == "checked"
    other = client_of("Learning administrators")
    assert "Apply" in body(
        other.get(reverse("esrlm_importbatch:look", args=[batch.pk]))
    )
    apply(other, batch)
    batch.refresh_from_db()
    assert batch.state == "applied"


def test_who_loses_what_is_listed(administrator: Client, ward: Ward) -> None:
    text = staff_file(ward, ward.nurse.employee_number)
    page = load(administrator, text, kind="staff", full_file="on")
    assert "Who no longer has to hold what" in body(page)
    batch = ImportBatch.objects.get()
    answer = administrator.get(reverse("esrlm_importbatch:losers", args=[batch.pk]))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == len(batch.losers) + 1 > 1


def test_a_large_file_waits_for_the_queue(
    administrator: Client, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    poked: list[str] = []
    monkeypatch.setattr(batches, "AT_ONCE_ROWS", 1)
    monkeypatch.setattr(batches, "queue_is_alive", lambda: True)
    monkeypatch.setattr(batches, "poke", poked.append)
    page = load(administrator, GOOD)
    batch = ImportBatch.objects.get()
    assert batch.state == "staged"
    assert poked == ["imports"]
    assert "This page looks again by itself" in body(page)
    assert batches.is_waiting()
    assert batches.work() == "1 files"
    batch.refresh_from_db()
    assert batch.state == "checked"
    assert not batches.is_waiting()


def test_without_a_queue_a_large_file_is_done_at_once(
    administrator: Client, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE_ROWS", 1)
    load(administrator, GOOD)
    assert ImportBatch.objects.get().state == "checked"


def test_what_goes_wrong_changes_nothing_and_is_told(
    administrator: Client, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(batches, "run", fail)
    page = load(administrator, GOOD)
    assert "nothing was changed" in body(page)
    assert ImportBatch.objects.get().state == "refused"
    assert not batches.is_waiting()


@pytest.mark.parametrize("role", ["", "Class administrators", "Training leads"])
def test_others_may_not_load_or_look(role: str, ward: Ward) -> None:
    boss = client_of("Learning administrators")
    load(boss, GOOD)
    batch = ImportBatch.objects.get()
    client = client_of(role)
    for name in ("look", "refused", "losers"):
        answer = client.get(reverse(f"esrlm_importbatch:{name}", args=[batch.pk]))
        assert answer.status_code == 302
    assert client.get(reverse("esrlm_import")).status_code == 302
    assert (
        client.post(reverse("esrlm_importbatch:look", args=[batch.pk])).status_code
        == 302
    )
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_the_first_file_of_a_trust_names_it(db: None) -> None:
    from wagtail_esrlm.permissions.roles import write_roles

    write_roles()
    client = client_of("Learning administrators")
    text = (
        "Employee Number,Assignment Number,First Name,Last Name,Job Role,"
        "Position Number,Organisation,Start Date\n"
        "1,1,Ann,Bell,Porter,77,Riverside > Estates,2024-01-01\n"
    )
    file = SimpleUploadedFile("staff.csv", text.encode())
    answers = {"kind": "staff", "file": file, "vpd": "457", "create_missing": "on"}
    client.post(reverse("esrlm_import"), answers)
    batch = ImportBatch.objects.get()
    assert batch.created == 1
    apply(client, batch)
    assert Person.objects.get().first_name == "Ann"
