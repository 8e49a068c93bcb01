"""Figures of organisations, worked out seat by seat (rules 3, 10, 34-36)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from .oracle import Oracle, reaches, same
from .oracle_trust import Trust

#: Rule 10: people in these are left out unless a report says otherwise.
ABSENCES = ("Maternity", "Career Break", "Suspend No Pay")
MET = ("compliant", "expiring")


@dataclass
class Node:
    """One organisation's figure."""

    met: int = 0
    required: int = 0
    due: int = 0
    exempt: int = 0
    people: int = 0
    left_out: int = 0


def rollup(
    trust: Trust, vpd: str, on: datetime.date, *, by_assignment: bool = False
) -> dict[tuple[str, ...], Node]:
    """Tell the figure of every organisation with an active seat under it.

    Args:
        trust: the facts.
        vpd: the business group.
        on: the day.
        by_assignment: count a competency once for each seat that requires it.
    """
    oracle = Oracle(trust)
    cells = oracle.compliance(on)
    counted, left_out = defaultdict(set), defaultdict(set)
    rows = defaultdict(set)
    for person in trust.people:
        for assignment, row in oracle.active_seats(person, on):
            if assignment.vpd != vpd:
                continue
            path = row.organisation
            nodes = [path[:depth] for depth in range(1, len(path) + 1)]
            if any(same(row.status, absence) for absence in ABSENCES):
                for node in nodes:
                    left_out[node].add(person.employee_number)
                continue
            for node in nodes:
                counted[node].add(person.employee_number)
                for requirement in trust.requirements:
                    if oracle.in_force(requirement, on) and reaches(
                        requirement, person, assignment, row
                    ):
                        seat = assignment.number if by_assignment else ""
                        rows[node].add(
                            (person.employee_number, requirement.competency, seat)
                        )
    found = {}
    for node in counted.keys() | left_out.keys():
        figure = Node(
            people=len(counted[node]), left_out=len(left_out[node] - counted[node])
        )
        for employee_number, competency, _ in rows[node]:
            cell = cells[employee_number, competency]
            if cell.essential == "N":
                continue
            if cell.status == "exempt":
                figure.exempt += 1
                continue
            figure.required += 1
            figure.met += cell.status in MET
            figure.due += cell.status == "due"
        found[node] = figure
    return found
