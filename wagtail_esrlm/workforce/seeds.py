"""The words ESR uses, put into empty tables after migrating (rules 2, 10, 11)."""

from __future__ import annotations

from typing import Any

from django.db import connections, router

from ..names import fold

#: Name, counts as active, is an absence.
STATUSES: tuple[tuple[str, bool, bool], ...] = (
    ("Active Assignment", True, False),
    ("Acting Up", True, False),
    ("Internal Secondment", True, False),
    ("Career Break", True, True),
    ("Maternity", True, True),
    ("Out on External Secondment - Paid", True, True),
    ("Out on External Secondment - Unpaid", True, True),
    ("Out on External Secondment – Paid", True, True),
    ("Out on External Secondment – Unpaid", True, True),
    ("Suspend Assignment", True, True),
    ("Suspend No Pay", True, True),
    ("Suspend With Pay", True, True),
    ("Offer Accepted", False, False),
    ("Terminate", False, False),
    ("Inactive Not Worked", False, False),
    ("Assignment Costing Deletion", False, False),
)

#: Name, is a separate population.
CATEGORIES: tuple[tuple[str, bool], ...] = (
    ("Permanent", False),
    ("Fixed Term Temp", False),
    ("Non-Exec", False),
    ("Bank", True),
    ("Honorary", True),
)


def seed_words(sender: Any, using: str, **kwargs: Any) -> None:
    """Fill the status and category tables where they exist and are empty.

    What administrators changed afterwards is never touched.
    """
    from .models import AssignmentCategory, AssignmentStatus

    if not router.allow_migrate_model(using, AssignmentStatus):
        return
    tables = set(connections[using].introspection.table_names())
    if AssignmentStatus._meta.db_table in tables:
        statuses = AssignmentStatus.objects.using(using)
        if not statuses.exists():
            statuses.bulk_create(
                AssignmentStatus(
                    name=name, name_key=fold(name), is_active=active, is_absence=absent
                )
                for name, active, absent in STATUSES
            )
    if AssignmentCategory._meta.db_table in tables:
        categories = AssignmentCategory.objects.using(using)
        if not categories.exists():
            categories.bulk_create(
                AssignmentCategory(name=name, name_key=fold(name), is_separate=separate)
                for name, separate in CATEGORIES
            )
