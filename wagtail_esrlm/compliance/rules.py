"""Pure decisions of compliance: statuses, rows and figures. No Django, no clock."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from fractions import Fraction

from ..months import add_months

#: A held-until date that means "for ever".
FOREVER = datetime.date.max

#: Dates that other systems write for "never" (rule 18).
ENDS_OF_TIME = (datetime.date(4712, 12, 31), datetime.date(2099, 12, 31))

#: The most months an exemption may last (rule 101).
EXEMPTION_MONTHS = 12


class Status(StrEnum):
    """What a cell is on a day; the words that files and commands print."""

    COMPLIANT = "compliant"
    EXPIRING = "expiring"
    DUE = "due"
    EXPIRED = "expired"
    MISSING = "missing"
    EXEMPT = "exempt"
    NOT_REQUIRED = "not_required"

    @property
    def is_met(self) -> bool:
        """Whether it counts as met in a percentage (rule 36)."""
        return self in (Status.COMPLIANT, Status.EXPIRING)

    @property
    def needs_action(self) -> bool:
        """Whether the person has something to do."""
        return self in (Status.EXPIRED, Status.MISSING, Status.DUE, Status.EXPIRING)


class Level(IntEnum):
    """The six levels on which a requirement stands, in the order of reasons."""

    BUSINESS_GROUP = 1
    ORGANISATION = 2
    JOB_ROLE = 3
    POSITION = 4
    ASSIGNMENT = 5
    SUPPLEMENTARY_ROLE = 6

    @property
    def label(self) -> str:
        """The level's name in files: ``Business Group``, ``Organisation``, ..."""
        return self.name.replace("_", " ").title()


@dataclass(frozen=True)
class Reason:
    """One source of a requirement in force.

    Attributes:
        level: The level it stands on.
        target_id: Primary key of the target.
        target: The target as files name it: VPD, path, name or number.
    """

    level: Level
    target_id: int
    target: str

    def __str__(self) -> str:
        return f"{self.level.label}: {self.target}"


def format_reasons(reasons: Iterable[Reason]) -> str:
    """Return reasons as files print them: by level, then by code point.

    >>> format_reasons([Reason(Level.POSITION, 1, "2"), Reason(Level.JOB_ROLE, 1, "N")])
    'Job Role: N; Position: 2'
    """
    ordered = sorted({(reason.level, reason.target) for reason in reasons})
    return "; ".join(f"{level.label}: {target}" for level, target in ordered)


@dataclass(frozen=True)
class NextAction:
    """What to do about a row: a sentence and where it leads.

    Attributes:
        note: What is known beside it, such as the places left.
    """

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class ComplianceRow:
    """One person's cell on one day.

    Attributes:
        essential: None for ``not_required``, as are ``required_since`` and ``due_on``.
        achieved_on: Latest achieved date among the awards that satisfy it, or None.
        held_until: Last day held; ``FOREVER`` for ever; None if never held.
        reasons: Every source in force; empty where they were not asked for.
    """

    person_id: int
    competency_id: int
    competency_name: str
    competency_title: str
    status: Status
    essential: bool | None
    required_since: datetime.date | None
    due_on: datetime.date | None
    achieved_on: datetime.date | None
    held_until: datetime.date | None
    reasons: tuple[Reason, ...] = ()
    next_action: NextAction | None = None

    @property
    def valid_until(self) -> datetime.date | None:
        """The date people read: None where it never expires or was never held."""
        return None if self.held_until == FOREVER else self.held_until

    @property
    def never_expires(self) -> bool:
        """Whether it is held for ever."""
        return self.held_until == FOREVER

    @property
    def is_counted(self) -> bool:
        """Whether it stands in the denominator: essential and not exempt (rule 34)."""
        return bool(self.essential) and self.status not in (
            Status.EXEMPT,
            Status.NOT_REQUIRED,
        )


@dataclass(frozen=True)
class Figure:
    """Met out of required, pooled (rules 34, 35)."""

    met: int = 0
    required: int = 0
    due: int = 0
    exempt: int = 0

    def __add__(self, other: Figure) -> Figure:
        return Figure(
            self.met + other.met,
            self.required + other.required,
            self.due + other.due,
            self.exempt + other.exempt,
        )

    @property
    def share(self) -> Fraction | None:
        """The exact fraction, or None where nothing is required (rule 34)."""
        return Fraction(self.met, self.required) if self.required else None

    @property
    def percentage(self) -> str | None:
        """The figure as people read it, or None for "not applicable" (rule 37)."""
        return format_share(self.share)


#: Percentages that a displayed figure may not cross by rounding (rule 37).
THRESHOLDS = (Fraction(90, 100), Fraction(95, 100), Fraction(1))


def format_share(share: Fraction | None) -> str | None:
    """Round half up to one decimal, but never up to a threshold not reached (rule 37).

    >>> format_share(Fraction(9496, 10000))
    '94.9'
    >>> format_share(Fraction(1, 3))
    '33.3'
    """
    if share is None:
        return None
    tenths = int(share * 1000 + Fraction(1, 2))
    for threshold in THRESHOLDS:
        if share < threshold and tenths >= threshold * 1000:
            tenths = int(threshold * 1000) - 1
    return f"{tenths // 10}.{tenths % 10}"


def figure_of(rows: Iterable[ComplianceRow]) -> Figure:
    """Count essential rows: met, required, due and exempt (rules 34, 36, 101)."""
    met = required = due = exempt = 0
    for row in rows:
        if row.essential and row.status is Status.EXEMPT:
            exempt += 1
        if not row.is_counted:
            continue
        required += 1
        met += row.status.is_met
        due += row.status is Status.DUE
    return Figure(met, required, due, exempt)


#: Worst first: what a team's page puts on top.
WORST_FIRST = (
    Status.EXPIRED,
    Status.MISSING,
    Status.DUE,
    Status.EXPIRING,
    Status.COMPLIANT,
    Status.EXEMPT,
    Status.NOT_REQUIRED,
)


@dataclass(frozen=True)
class PersonCompliance:
    """All of one person's rows on one day.

    Attributes:
        is_absent: Every active seat of theirs is an absence (rule 10).
        is_separate: Every active seat is bank or honorary (rule 11).
        is_live: Calculated now, not read from stored records.
    """

    person_id: int
    on: datetime.date
    rows: tuple[ComplianceRow, ...] = ()
    is_absent: bool = False
    is_separate: bool = False
    is_live: bool = True
    coming: tuple[ComplianceRow, ...] = field(default=())

    @property
    def figure(self) -> Figure:
        """Their own figure: absences do not matter in self view (rule 10)."""
        return figure_of(self.rows)

    @property
    def essential_rows(self) -> tuple[ComplianceRow, ...]:
        """Rows that count or would count: essential, worst first."""
        return self._sorted(row for row in self.rows if row.essential)

    @property
    def recommended_rows(self) -> tuple[ComplianceRow, ...]:
        """Recommended rows: never red, never chased (rule 14)."""
        return self._sorted(row for row in self.rows if row.essential is False)

    @property
    def extra_rows(self) -> tuple[ComplianceRow, ...]:
        """Held without being required: ESR's blue (rule 14)."""
        return self._sorted(row for row in self.rows if row.essential is None)

    @property
    def worst(self) -> ComplianceRow | None:
        """The essential row that most needs action, or None."""
        rows = [row for row in self.essential_rows if row.status.needs_action]
        return rows[0] if rows else None

    @staticmethod
    def _sorted(rows: Iterable[ComplianceRow]) -> tuple[ComplianceRow, ...]:
        return tuple(
            sorted(
                rows,
                key=lambda row: (
                    WORST_FIRST.index(row.status),
                    row.held_until or row.due_on or FOREVER,
                    row.competency_title,
                ),
            )
        )


def expiry_of(
    *,
    achieved_on: datetime.date,
    months: int | None,
    stated_on: datetime.date | None = None,
    stated_never: bool = False,
    is_transfer: bool = False,
    end_of_month: bool = False,
) -> datetime.date | None:
    """Return an award's last valid day, or None for never (rules 16-18, 29).

    Args:
        months: The renewal period in force on the achieved date; None: never renewed.
        stated_on: What a file states, if it states a date.
        stated_never: The file states that it never expires; trusted only where there
            is no period.
        is_transfer: From another employer: the earlier of stated and computed wins.
        end_of_month: The business group rounds computed expiries (rule 17).

    >>> expiry_of(achieved_on=datetime.date(2025, 8, 31), months=6)
    datetime.date(2026, 2, 28)
    """
    computed = (
        None
        if months is None
        else add_months(achieved_on, months, end_of_month=end_of_month)
    )
    if stated_on is None or stated_never or stated_on in ENDS_OF_TIME:
        return computed
    if is_transfer and computed is not None:
        return min(stated_on, computed)
    return stated_on


def last_amber_expiry(on: datetime.date, months: int) -> datetime.date:
    """Return the last expiry date whose amber window has opened by the day (rule 19).

    >>> last_amber_expiry(datetime.date(2026, 2, 28), 3)
    datetime.date(2026, 5, 31)
    """
    expiry = add_months(on, months)
    while (
        expiry < datetime.date.max
        and add_months(expiry + datetime.timedelta(1), -months) <= on
    ):
        expiry += datetime.timedelta(1)
    return expiry
