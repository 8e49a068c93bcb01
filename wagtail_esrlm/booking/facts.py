"""What a decision about a booking is made from. No Django, no clock."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .states import State

#: Times of sittings: from, until; half-open (rule 51).
Sittings = tuple[tuple[datetime.datetime, datetime.datetime], ...]


class Source(StrEnum):
    """In what capacity somebody books; the same words as ``Enrolment.Source``."""

    SELF = "self"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    WALK_IN = "walk_in"
    IMPORT = "import"


#: Capacities that act for the learning service, not for a team.
OFFICE = frozenset({Source.ADMINISTRATOR, Source.WALK_IN, Source.IMPORT})


@dataclass(frozen=True)
class ClassFacts:
    """What is true of a class, its course and its places.

    Attributes:
        day: The local date on which it begins; None without dates.
        shown_from: When learners see it: the later of course and class; None: now.
        opens_at: When booking opens: the later of course and class; None: now.
        maximum: Places; None for no limit.
    """

    class_id: int
    course_id: int
    business_group_id: int
    status: str
    is_published: bool
    starts_at: datetime.datetime | None
    day: datetime.date | None
    time_zone: str
    shown_from: datetime.datetime | None
    opens_at: datetime.datetime | None
    closes_at: datetime.datetime | None
    cancel_until: datetime.datetime | None
    self_enrolment: bool
    approval_required: bool
    has_waiting_list: bool
    offer_hours: int | None
    course_title: str
    course_is_live: bool
    course_expires_at: datetime.datetime | None
    course_starts_on: datetime.date | None
    course_ends_on: datetime.date | None
    is_attended: bool
    waits_by_need: bool
    has_audience: bool
    has_prerequisites: bool
    maximum: int | None
    taken: int
    waiting: int
    sittings: Sittings = ()

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        return self.maximum is not None and self.taken >= self.maximum

    @property
    def free(self) -> int | None:
        """Places that nobody has; None for no limit."""
        return None if self.maximum is None else max(0, self.maximum - self.taken)


@dataclass(frozen=True)
class Commitment:
    """Another booking of the person: where, when and how firm.

    Attributes:
        starts_at: When its class begins; ``sittings`` are those that are not over.
    """

    enrolment_id: int
    class_id: int
    course_id: int
    state: State
    sittings: Sittings = ()
    was_promoted: bool = False
    is_approved: bool = False
    starts_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Post:
    """An active assignment and the days on which it is so."""

    assignment_id: int
    starts_on: datetime.date
    ends_on: datetime.date | None
    is_primary: bool = False

    def holds_on(self, day: datetime.date) -> bool:
        """Whether it is active on the day, both ends included (rule 7)."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def active_posts(posts: Iterable[Post], day: datetime.date) -> list[Post]:
    """Return those that are active on a day, primary first."""
    found = [post for post in posts if post.holds_on(day)]
    return sorted(found, key=lambda post: (not post.is_primary, post.assignment_id))


@dataclass(frozen=True)
class PersonFacts:
    """What is true of a person.

    Attributes:
        courses: Of the courses asked about, those whose audience takes them in.
        lacking: Titles of prerequisites not held, by course.
        compliant: Courses that give them nothing new and need no renewal yet.
        is_pilot: Sees courses and classes before they are shown (rule 102).
        asked_lately: Bookings they made themselves in the last day.
    """

    person_id: int
    person_type: str
    is_limited: bool
    ends_on: datetime.date | None
    posts: tuple[Post, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    courses: frozenset[int] = frozenset()
    lacking: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    compliant: frozenset[int] = frozenset()
    is_pilot: bool = False
    asked_lately: int = 0

    def standing_in(self, class_id: int) -> Commitment | None:
        """Return what stands of theirs in a class (rule 50)."""
        for commitment in self.commitments:
            if commitment.class_id == class_id:
                return commitment
        return None

    def posts_on(self, day: datetime.date) -> list[Post]:
        """Return the assignments that are active on a day, primary first."""
        return active_posts(self.posts, day)


@dataclass(frozen=True)
class Terms:
    """On what terms is decided.

    Attributes:
        today: The local date of ``at``.
        override: An administrator overrides what the rules let them (rule 51).
        despite: Warnings that the person has read and goes on in spite of.
        ignoring: A booking that does not count, since it is being given up.
        promotion_cutoff: How long before the start nobody is promoted (rule 67).
        most_waits: How many waiting lists somebody may stand on at once.
        most_bookings: How many bookings somebody may make themselves in a day.
    """

    at: datetime.datetime
    today: datetime.date
    source: Source = Source.SELF
    override: bool = False
    despite: Collection[str] = ()
    ignoring: int | None = None
    promotion_cutoff: datetime.timedelta = datetime.timedelta(hours=24)
    most_waits: int = 10
    most_bookings: int = 60

    @property
    def by_office(self) -> bool:
        """Whether the learning service books."""
        return self.source in OFFICE

    @property
    def by_self(self) -> bool:
        """Whether the person books."""
        return self.source is Source.SELF

    @property
    def kept(self) -> dict[str, bool]:
        """What is kept with the step: a booking made knowingly is not undone (7)."""
        return {"override": True} if self.override else {}
