"""Bookings change on one road: no other module writes what it writes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import wagtail_esrlm

PACKAGE = Path(wagtail_esrlm.__file__).parent

#: What each name may be written by, beside the models and the factories.
WRITERS = {
    "EnrolmentStep": {"booking/transitions.py"},
    "ClassPlaces": {"booking/places.py", "booking/class_drafts.py"},
    "state": {"booking/transitions.py"},
    "places_taken": {"booking/places.py"},
    "places_waiting": {"booking/places.py"},
}
WRITES = {"create", "bulk_create", "bulk_update", "update", "get_or_create", "save"}


def sources() -> list[tuple[str, ast.Module]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(("testing/", "migrations/")) and "/models" not in name:
            found.append((name, ast.parse(path.read_text())))
    return found


def writes_of(tree: ast.Module) -> set[str]:
    """Return the guarded names that a module writes, as far as its text tells."""
    found = set()
    about_bookings = "Enrolment" in ast.dump(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in WRITES:
                continue
            root = ast.unparse(node.func.value)
            found |= {name for name in ("EnrolmentStep", "ClassPlaces") if name in root}
            keywords = {keyword.arg for keyword in node.keywords}
            if "Enrolment." in root and node.func.attr != "create":
                found |= keywords & {"state"}
            if "Enrolment.objects" in root and node.func.attr.endswith("create"):
                found.add("state")
            found |= keywords & {"places_taken", "places_waiting"}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("insert_all", "Update"):
                text = ast.unparse(node)
                columns = {"places_taken", "places_waiting", "EnrolmentStep"}
                found |= {name for name in (*columns, "ClassPlaces") if name in text}
                found |= {"state"} if "Enrolment(" in text else set()
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in WRITERS:
                    if target.attr != "state" or (
                        about_bookings and "enrolment" in ast.unparse(target)
                    ):
                        found.add(target.attr)
    return found


@pytest.mark.parametrize("guarded", sorted(WRITERS))
def test_only_its_own_module_writes_it(guarded):
    writers = {name for name, tree in sources() if guarded in writes_of(tree)}
    assert writers <= WRITERS[guarded]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Enrolment.objects.filter(pk=1).update(state='x')", "state"),
        ("enrolment.state = 'confirmed'\nEnrolment", "state"),
        ("EnrolmentStep.objects.create(action='x')", "EnrolmentStep"),
        ("ClassPlaces.objects.filter(pk=1).update(places_taken=0)", "places_taken"),
        ("places.places_waiting += 1", "places_waiting"),
        ("Enrolment.objects.create(state='confirmed')", "state"),
        ("insert_all([Enrolment(state='confirmed')])", "state"),
        ("insert_all([EnrolmentStep(action='x')])", "EnrolmentStep"),
        ("Update(ClassPlaces, lambda: (x, {'places_taken': 0}))", "places_taken"),
    ],
)
def test_control_a_second_writer_is_found(text, name):
    assert name in writes_of(ast.parse(text))
