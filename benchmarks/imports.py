"""A trust's staff file at full size: written, imported, imported again, and changed."""

from __future__ import annotations

import csv
import datetime
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from .report import show

COLUMNS = (
    "Employee Number",
    "Assignment Number",
    "Primary Assignment",
    "First Name",
    "Last Name",
    "Email Address",
    "Staff Group",
    "Job Role",
    "Grade",
    "Position Number",
    "Position Title",
    "Organisation",
    "Assignment Category",
    "Assignment Status",
    "FTE",
    "Start Date",
    "Supervisor Employee Number",
    "Supplementary Roles",
)

#: One position for so many assignments, as in the trust that the ESR guide names.
POSITIONS = 1500 / 5000

FIRST_NAMES = ("Ada", "Bilal", "Cerys", "Dev", "Elin", "Farah", "Grace", "Hana")
LAST_NAMES = ("Abara", "Bevan", "Choudhury", "Davies", "Evans", "Fisher", "Green")


def staff_rows(size: int, *, changed: float = 0.0) -> Iterator[tuple[str, ...]]:
    """Yield a staff file's rows: the same for the same size.

    Args:
        changed: the part of the rows whose post is another than in the first file.
    """
    dice = random.Random(size)
    movers = random.Random(size + 1)
    posts = max(1, int(size * POSITIONS))
    for number in range(1, size + 1):
        post = number - 1 if number <= posts else dice.randrange(posts)
        if movers.random() < changed:
            post = (post + 1) % posts
        unit = post % 250
        yield (
            f"{20_000_000 + number}",
            f"{20_000_000 + number}-1",
            "Y",
            dice.choice(FIRST_NAMES),
            dice.choice(LAST_NAMES),
            f"person{number}@example.org",
            "Nursing and Midwifery Registered",
            f"Job Role {post % 120}",
            f"Band {2 + post % 7}",
            f"{30_000 + post}",
            f"Post {post}",
            f"Riverside > Division {unit % 5} > Directorate {unit % 25} > Ward {unit}",
            "Permanent",
            "Active Assignment",
            "1.0",
            (datetime.date(2020, 1, 1) + datetime.timedelta(post % 700)).isoformat(),
            f"{20_000_000 + max(1, number // 12)}" if number > 12 else "",
            "First Aider" if post % 40 == 0 else "",
        )


def write_file(path: Path, size: int, **options: float) -> None:
    """Write a staff file."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(staff_rows(size, **options))


def import_in_a_process(path: Path, *options: str) -> tuple[float, float, dict]:
    """Import a file with the command. Returns: seconds, peak MiB, what it did."""
    code = (
        "import resource, runpy, sys; sys.argv[0] = 'manage.py'\n"
        "try:\n"
        "    from django.core.management import execute_from_command_line\n"
        "    execute_from_command_line(sys.argv)\n"
        "finally:\n"
        "    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    print(peak / 1024, file=sys.stderr)\n"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "esrlm_import", "staff", str(path)]
        + ["--json", "--skip-checks", *options],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(done.stderr)
    return seconds, float(done.stderr.split()[-1]), json.loads(done.stdout)


def _environment() -> dict[str, str]:
    import os

    stated = connection.settings_dict
    url = (
        f"postgres://{stated['USER']}:{stated['PASSWORD']}@"
        f"{stated['HOST'] or '127.0.0.1'}:{stated['PORT'] or 5432}/{stated['NAME']}"
    )
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


def copy_plainly(path: Path) -> float:
    """Read the file and COPY its rows into one plain table. Returns: seconds."""
    began = time.perf_counter()
    columns = ", ".join(f"c{place} text" for place in range(len(COLUMNS)))
    with path.open(newline="") as lines, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain_staff")
        cursor.execute(f"CREATE TABLE plain_staff ({columns})")
        with cursor.copy("COPY plain_staff FROM STDIN") as copy:
            for row in csv.reader(lines):
                copy.write_row(row)
    return time.perf_counter() - began


def measure(size: int) -> None:
    """Print what importing a staff file of that many rows takes."""
    if connection.vendor != "postgresql":
        return
    print(f"\nStaff file of {size:,} rows, through the command")
    with tempfile.TemporaryDirectory() as folder:
        path, later = Path(folder) / "staff.csv", Path(folder) / "later.csv"
        write_file(path, size)
        write_file(later, size, changed=0.05)
        reference = copy_plainly(path)
        for words, file, options in (
            ("first", path, ("--business-group", "457", "--create-missing")),
            ("again, nothing changed", path, ()),
            ("next month, 5 % moved", later, ("--create-missing",)),
        ):
            seconds, peak, told = import_in_a_process(file, *options)
            print(
                f"  {words:28} {seconds:7.1f} s  x{seconds / reference:6.1f} of a COPY"
                f"  {peak:6.0f} MiB  {told['created']} new, {told['updated']} changed, "
                f"{told['unchanged']} unchanged, {told['rejected']} refused"
            )
            if size <= 30_000:
                show(f"{words}, time", seconds, 60, "s")
                show(f"{words}, peak memory", peak, 500, "MiB")
