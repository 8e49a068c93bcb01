"""For whom a course is: the pure rule, and the audience as one sentence (rule 105).

No queries here: ``booking.audience`` reads the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: Kinds that must hold on one and the same active assignment.
SEAT_KINDS = ("organisation", "job_role", "staff_group", "position")

#: A value of a kind: a key, or a folded word.
Value = int | str


@dataclass(frozen=True)
class AudienceRule:
    """An audience as the rule reads it; the default is every employee.

    Attributes:
        wanted: Values by kind: kinds are ANDed, values of a kind ORed.
        excepted: Values by kind that are subtracted.
    """

    employees: bool = True
    external_learners: bool = False
    public: bool = False
    wanted: Mapping[str, frozenset[Value]] = field(default_factory=dict)
    excepted: Mapping[str, frozenset[Value]] = field(default_factory=dict)

    @property
    def names_compliance(self) -> bool:
        """Whether it asks what people are compliant with."""
        return "compliance" in self.wanted or "compliance" in self.excepted


EVERY_EMPLOYEE = AudienceRule()


@dataclass(frozen=True)
class Seat:
    """An active assignment: values by kind; ``organisation`` with all above it."""

    values: Mapping[str, frozenset[Value]]


@dataclass(frozen=True)
class Learner:
    """What is known of a person on a day.

    Attributes:
        person_type: ``employee``, ``external_learner`` or ``customer``.
        is_known: The person's dates cover the day.
        seats: Active assignments.
        roles: Supplementary roles held through active rows.
        unmet: Competencies that are required, essential and not held.
    """

    person_type: str
    is_known: bool = True
    seats: tuple[Seat, ...] = ()
    roles: frozenset[int] = frozenset()
    unmet: frozenset[int] = frozenset()


def admits(rule: AudienceRule, learner: Learner) -> bool:
    """Whether the audience takes the person in.

    Employees need an active assignment; exceptions by organisation, job role, staff
    group or position take away assignments, the others take away the person. Customers
    have no audience: administrators book them on anything (rule 44).

    >>> admits(EVERY_EMPLOYEE, Learner("external_learner"))
    False
    >>> admits(EVERY_EMPLOYEE, Learner("employee", seats=(Seat({}),)))
    True
    """
    if not learner.is_known:
        return False
    if learner.person_type == "customer":
        return True
    if not _takes_type(rule, learner.person_type):
        return False
    about_person = {
        "supplementary_role": frozenset(learner.roles),
        "person_type": frozenset({learner.person_type}),
        "compliance": frozenset(learner.unmet),
    }
    for kind, values in about_person.items():
        if rule.excepted.get(kind, frozenset()) & values:
            return False
        if kind in rule.wanted and not rule.wanted[kind] & values:
            return False
    if learner.person_type == "external_learner" and not learner.seats:
        return not any(kind in rule.wanted for kind in SEAT_KINDS)
    return any(_takes_seat(rule, seat) for seat in learner.seats)


def _takes_type(rule: AudienceRule, person_type: str) -> bool:
    return (
        rule.employees if person_type == "employee" else rule.external_learners
    ) or (rule.public)


def _takes_seat(rule: AudienceRule, seat: Seat) -> bool:
    for kind in SEAT_KINDS:
        values = seat.values.get(kind, frozenset())
        if rule.excepted.get(kind, frozenset()) & values:
            return False
        if kind in rule.wanted and not rule.wanted[kind] & values:
            return False
    return True


def rule_from(
    *,
    employees: bool,
    external_learners: bool,
    public: bool,
    values: Iterable[tuple[str, Value, bool]],
) -> AudienceRule:
    """Build the rule from (kind, value, is an exception) of each stored value."""
    wanted: dict[str, set[Value]] = {}
    excepted: dict[str, set[Value]] = {}
    for kind, value, is_exception in values:
        (excepted if is_exception else wanted).setdefault(kind, set()).add(value)
    return AudienceRule(
        employees,
        external_learners,
        public,
        {kind: frozenset(found) for kind, found in wanted.items()},
        {kind: frozenset(found) for kind, found in excepted.items()},
    )
