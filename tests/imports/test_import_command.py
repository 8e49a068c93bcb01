"""The command: exit codes, dry runs, second runs, full files, who loses what."""

from __future__ import annotations

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wagtail_esrlm.compliance.models import (
    CompetencyAward,
    ComplianceRecord,
    Requirement,
    StaleMark,
)
from wagtail_esrlm.errors import FileRefused
from wagtail_esrlm.imports import services
from wagtail_esrlm.imports.kinds import KINDS
from wagtail_esrlm.imports.models import ImportBatch, ImportRow
from wagtail_esrlm.imports.outcomes import Options, Report
from wagtail_esrlm.imports.services import import_file
from wagtail_esrlm.snippets.models import Competency
from wagtail_esrlm.workforce.models import (
    Assignment,
    AssignmentPeriod,
    BusinessGroup,
    Organisation,
    Person,
)

from ..acceptance.conftest import HEADERS, Trust, seat

FIRE = "NHS|CSTF|Fire Safety - 2 Years|"


@pytest.fixture
def trust(db, tmp_path) -> Trust:
    trust = Trust(tmp_path)
    assert trust.put("staff", seat()) == 0
    assert trust.put("competencies", f"{FIRE},,,,") == 0
    return trust


def counts() -> tuple[int, ...]:
    models = (Person, Assignment, AssignmentPeriod, Organisation, CompetencyAward)
    return tuple(model.objects.count() for model in (*models, Requirement))


def run(tmp_path, kind, *lines, header="", **options) -> tuple[int, dict]:
    path = tmp_path / "file.csv"
    path.write_text("\n".join([header or HEADERS[kind], *lines]) + "\n", "utf-8")
    out = io.StringIO()
    code = 0
    try:
        call_command(
            "esrlm_import", kind, str(path), as_json=True, stdout=out, **options
        )
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, json.loads(out.getvalue()) if out.getvalue() else {}


def test_the_same_file_twice_changes_nothing(trust, tmp_path):
    rows = [seat(), seat(employee="10000002", assignment="10000002", last="B")]
    run(tmp_path, "staff", *rows, create_missing=True)
    before = counts()
    StaleMark.objects.all().delete()
    code, told = run(tmp_path, "staff", *rows, create_missing=True)
    assert (code, told["created"], told["updated"], told["unchanged"]) == (0, 0, 0, 2)
    assert counts() == before
    assert not StaleMark.objects.exists()


def test_json_is_one_object_with_the_fixed_keys(trust, tmp_path):
    _code, told = run(tmp_path, "staff", seat())
    assert list(told) == [
        "kind",
        "rows",
        "created",
        "updated",
        "unchanged",
        "ended",
        "rejected",
        "seconds",
    ]


def test_a_dry_run_keeps_only_what_was_staged(trust, tmp_path):
    before = counts()
    code, told = run(
        tmp_path,
        "staff",
        seat(employee="7", assignment="7", organisation="New > Place"),
        create_missing=True,
        dry_run=True,
    )
    assert (code, told["created"]) == (0, 1)
    assert counts() == before
    batch = ImportBatch.objects.first()
    assert batch.state == ImportBatch.State.CHECKED
    assert batch.rows.get().outcome == "created"


def test_a_first_dry_run_leaves_no_business_group(db, tmp_path):
    run(tmp_path, "staff", seat(), business_group="457", create_missing=True, dry_run=1)
    assert not BusinessGroup.objects.exists()
    assert not Person.objects.exists()


def test_good_rows_apply_and_bad_ones_are_listed_with_line_and_reason(trust, tmp_path):
    rejects = tmp_path / "rejects.csv"
    code, told = run(
        tmp_path,
        "staff",
        seat(employee="8", assignment="8"),
        seat(employee="9", assignment="9", start="yesterday"),
        rejects=str(rejects),
    )
    assert (code, told["created"], told["rejected"]) == (1, 1, 1)
    assert "is not a date" in rejects.read_text("utf-8")
    row = ImportRow.objects.get(outcome="rejected")
    assert row.line == 3
    assert row.problems[0]["column"] == "Start Date"


def test_nothing_is_applied_where_refused_rows_could_not_be_told(trust, tmp_path):
    before = counts()
    code, _told = run(
        tmp_path,
        "staff",
        seat(employee="8", assignment="8"),
        seat(employee="9", assignment="9", start="yesterday"),
        rejects=str(tmp_path / "missing" / "rejects.csv"),
    )
    assert code == 2
    assert counts() == before


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(trust, tmp_path):
    with pytest.raises(CommandError, match="cannot be written") as told:
        call_command("esrlm_compliance", out=str(tmp_path / "missing" / "out.csv"))
    assert told.value.returncode == 2


def test_a_file_that_lacks_columns_is_refused(trust, tmp_path):
    before = counts()
    code, _told = run(tmp_path, "awards", "1,x", header="Employee Number,Title")
    assert code == 2
    assert counts() == before


def test_unknown_names_are_refused_with_the_nearest(trust, tmp_path):
    """Rule 104."""
    code, told = run(
        tmp_path, "staff", seat(employee="8", assignment="8", role="Staf Nurse")
    )
    assert (code, told["rejected"]) == (1, 1)
    assert (
        "Staff Nurse" in ImportRow.objects.get(outcome="rejected").problems[0]["reason"]
    )


def test_lost_leading_zeros_are_noticed(trust, tmp_path):
    run(tmp_path, "staff", seat(employee="00077", assignment="00077"))
    code, _told = run(tmp_path, "staff", seat(employee="77", assignment="77"))
    assert code == 1
    assert Person.objects.filter(employee_number="77").count() == 0


def test_the_summary_lists_who_loses_a_required_competency(trust, tmp_path):
    """Rules 93 and 103: by old and new seat."""
    trust.put("requirements", f"{FIRE},Position,30412,,,,2020-01-01,,")
    path = tmp_path / "moved.csv"
    path.write_text(
        "\n".join(
            [HEADERS["staff"], seat(position="99", organisation="Riverside > X")]
        ),
        "utf-8",
    )
    for dry_run in (True, False):
        result = import_file(
            kind="staff", path=path, create_missing=True, dry_run=dry_run
        )
        (loser,) = result.losers
        assert (loser.competency, loser.employee_number) == (FIRE, "10000001")
        assert "30412" in loser.old_seat
        assert "99" in loser.new_seat


@pytest.mark.parametrize(("most", "kept"), [(50_000, 2), (1, 1)])
def test_everybody_who_loses_something_is_kept_or_it_is_said_that_not(
    trust, tmp_path, monkeypatch, most, kept
):
    second = {"employee": "10000002", "assignment": "10000002"}
    run(tmp_path, "staff", seat(), seat(**second), create_missing=True)
    trust.put("requirements", f"{FIRE},Position,30412,,,,2020-01-01,,")
    monkeypatch.setattr(services, "MOST_STORED", 1)
    monkeypatch.setattr(services, "MOST_LOSERS", most)
    run(
        tmp_path,
        "staff",
        seat(position="99"),
        seat(position="99", **second),
        create_missing=True,
        dry_run=True,
    )
    batch = ImportBatch.objects.latest("pk")
    assert len(batch.losers) == kept
    told = (
        "2 times somebody no longer has to hold something; the first 1 are kept here."
    )
    assert (told in batch.notices) == (kept == 1)


def test_a_snapshot_closes_the_row_and_opens_another(trust, tmp_path):
    """Rule 103: past figures stay."""
    run(
        tmp_path,
        "staff",
        seat(organisation="Riverside > Medicine"),
        create_missing=True,
        effective="2026-06-01",
    )
    periods = AssignmentPeriod.objects.order_by("starts_on")
    assert [str(period.starts_on) for period in periods] == ["2020-01-01", "2026-06-01"]
    assert str(periods[0].ends_on) == "2026-05-31"
    again = run(
        tmp_path,
        "staff",
        seat(organisation="Riverside > Medicine"),
        effective="2026-07-01",
    )
    assert again[1]["unchanged"] == 1


def test_a_correction_overwrites_and_says_what_changes(trust, tmp_path):
    """Rule 103."""
    path = tmp_path / "corrected.csv"
    path.write_text(f"{HEADERS['staff']}\n{seat(position='31')}\n", "utf-8")
    result = import_file(kind="staff", path=path, create_missing=True, correct=True)
    assert AssignmentPeriod.objects.get().position.number == "31"
    assert any("2020-01-01" in notice for notice in result.notices)


def test_a_full_file_ends_who_is_absent_unless_too_many(trust, tmp_path):
    """Rule 93."""
    others = [
        seat(employee=str(number), assignment=str(number), last=f"L{number}")
        for number in range(20000001, 20000025)
    ]
    run(tmp_path, "staff", *others)
    code, _told = run(tmp_path, "staff", *others[:10], full_file=True)
    assert code == 2
    assert not AssignmentPeriod.objects.filter(ends_on__isnull=False).exists()
    code, told = run(tmp_path, "staff", *others, full_file=True)
    assert (code, told["ended"]) == (0, 1)
    assert AssignmentPeriod.objects.filter(ends_on__isnull=False).count() == 1


def test_a_failure_in_the_middle_writes_nothing(trust, tmp_path, monkeypatch):
    before = counts()
    monkeypatch.setattr(
        "wagtail_esrlm.imports.kinds.staff.announce_seats_changed",
        lambda *args, **kwargs: 1 / 0,
    )
    with pytest.raises(ZeroDivisionError):
        run(tmp_path, "staff", seat(employee="8", assignment="8"))
    assert counts() == before
    assert ComplianceRecord.objects.count() == 0


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kind=st.sampled_from(sorted(HEADERS)),
    rows=st.lists(
        st.lists(
            st.sampled_from(
                [
                    "",
                    "10000001",
                    FIRE,
                    "Position",
                    "30412",
                    "2026-01-01",
                    "Y",
                    "x" * 300,
                ]
            )
            | st.text(max_size=6).filter(lambda text: "\x00" not in text),
            min_size=13,
            max_size=13,
        ),
        max_size=4,
    ),
)
def test_every_refused_row_has_a_line_and_a_reason(trust, tmp_path, kind, rows):
    """No crash and no partial write, whatever the cells hold."""
    import csv

    width = len(HEADERS[kind].split(","))
    path = tmp_path / "fuzz.csv"
    with path.open("w", encoding="utf-8", newline="", errors="ignore") as out:
        writer = csv.writer(out)
        writer.writerow(HEADERS[kind].split(","))
        writer.writerows(row[:width] for row in rows)
    result = import_file(kind=kind, path=path, create_missing=True)
    assert len(result.rejects) == result.rejected
    for row in result.rejects:
        assert row.line > 1
        assert row.problems
        assert all(problem.reason for problem in row.problems)


def test_competencies_come_before_the_first_business_group(db, tmp_path):
    """Rule 27: they are everybody's; a list of staff or requirements names its own."""
    trust = Trust(tmp_path)
    assert trust.put("competencies", f"{FIRE},,,,", business_group=None) == 0
    assert trust.put("competencies", f"{FIRE},,,,") == 0
    assert not ImportBatch.objects.filter(business_group__isnull=False).exists()
    assert trust.put("requirements", f"{FIRE},Business Group,457,2020-01-01") == 2
    assert trust.put("staff", seat()) == 0
    assert trust.put("competencies", f"{FIRE},,,,") == 0
    assert Competency.objects.count() == 1


def test_a_file_whose_business_group_is_gone_is_refused(db, tmp_path):
    options = Options(stated_group=None, today=datetime.date(2026, 1, 1))
    with pytest.raises(FileRefused, match="gone"):
        KINDS["locations"](options, Report()).apply([])
