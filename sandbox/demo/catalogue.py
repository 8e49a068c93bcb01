"""The learning service's catalogue: courses, rooms, classes, and who is booked.

Everything goes through the plugin's own services; only what lies in the past is written
as history.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail_esrlm.booking import services
from wagtail_esrlm.booking.classes import ClassDraft, SessionInput, create_classes
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.errors import EsrlmError
from wagtail_esrlm.snippets.models import (
    Audience,
    Category,
    Competency,
    Course,
    CourseCompetency,
    LearningClass,
    Location,
)
from wagtail_esrlm.workforce.models import BusinessGroup, Person

from . import trust
from .booking_stories import Teller
from .pictures import draw

if TYPE_CHECKING:
    from .files import Generator

DAY = datetime.timedelta(days=1)

ROOMS = (
    ("RW-S1", "Royal Wing", "Seminar room 1", 24, "Lift to all floors, hearing loop, step-free from the main entrance."),
    ("RW-SKILLS", "Royal Wing", "Skills lab", 12, "Second floor. The lift is next to the café."),
    ("CH-A", "Canal House", "Training room A", 30, "Step-free from the car park. Two accessible parking spaces."),
    ("CH-B", "Canal House", "Training room B", 16, "Up one flight of stairs. Ask for room A if you need step-free access."),
)  # fmt: skip

SHELVES = (
    "Statutory and mandatory",
    "Clinical skills",
    "Working together",
    "Starting here",
)


@dataclass(frozen=True)
class Plan:
    """A course and the rhythm of its classes.

    Attributes:
        weekday: 0 for Monday; first: weeks from now to the first class.
        for_visitors: External learners see it too.
    """

    code: str
    title: str
    shelf: str
    gives: tuple[str, ...]
    summary: str
    body: str
    modes: tuple[str, ...] = ("classroom",)
    room: str = "RW-S1"
    weekday: int = 1
    first: int = 1
    every: int = 2
    classes: int = 5
    places: int | None = 16
    starts: tuple[int, int] = (9, 0)
    ends: tuple[int, int] = (12, 30)
    sessions: int = 1
    shown_in: int = 0
    facts: tuple[tuple[str, Any], ...] = ()
    for_visitors: bool = False


PLANS = (
    Plan("FIRE", "Fire safety on the ward", SHELVES[0], (trust.FIRE,), "What to do in the first three minutes, and how to move a patient who cannot walk.", "<p>A short talk, then the extinguishers outside. Wear flat shoes.</p>", room="CH-A", weekday=3, places=20, starts=(14, 0), ends=(16, 0), for_visitors=True),
    Plan("BLS", "Adult basic life support", SHELVES[0], (trust.RESUS_2,), "Chest compressions and the defibrillator, hands on.", "<p>You practise on your own manikin, and are assessed at the end of the morning.</p><p>If you cannot kneel, tell us before: we have raised manikins.</p>", room="RW-SKILLS", weekday=1, every=1, classes=8, places=10, facts=(("is_assessed", True),)),
    Plan("ALS", "Advanced life support", SHELVES[1], (trust.RESUS_3,), "Two days for those who lead a resuscitation.", "<p>Read the course book before you come. It takes about eight hours.</p>", room="RW-SKILLS", weekday=0, every=4, classes=2, places=8, starts=(8, 30), ends=(17, 0), sessions=2, facts=(("is_assessed", True), ("approval_required", True))),
    Plan("MH2", "Moving and handling people", SHELVES[0], (trust.MOVING_2,), "Hoists, slide sheets and your own back.", "<p>Practical work in pairs. Wear trousers and flat shoes.</p>", room="CH-B", weekday=2, places=12),
    Plan("CONF", "Staying calm when others are not", SHELVES[2], (trust.CONFLICT,), "Conflict resolution with actors: hear it, slow it down, get help.", "<p>Half a day with two actors and a lot of laughter.</p>", room="CH-A", weekday=4, places=15),
    Plan("SGC3", "Safeguarding children, level 3", SHELVES[1], (trust.CHILDREN_3,), "For those who assess and plan the care of children.", "<p>Case discussions in small groups.</p>", room="RW-S1", weekday=2, first=2, every=3, classes=3, places=20, ends=(16, 30), facts=(("waits_by_need", True),)),
    Plan("OM2", "Learning disability and autism: the day", SHELVES[0], (trust.TIER_2,), "The face-to-face day of the Oliver McGowan training, tier 2.", "<p>Led by people with a learning disability and autistic people.</p>", modes=("blended",), room="CH-A", weekday=1, first=2, every=2, classes=4, places=30, ends=(16, 30)),
    Plan("PUMP", "Infusion pumps", SHELVES[1], (trust.PUMPS,), "The pumps on our wards, and the alarms they give.", "<p>Thirty minutes at the pump, one to one.</p>", room="RW-SKILLS", weekday=4, every=1, classes=6, places=4, starts=(13, 0), ends=(13, 45)),
    Plan("DATA", "Keeping information safe", SHELVES[0], (trust.DATA,), "Forty minutes online: passwords, paper and what not to post.", "<p>You can stop and go on where you were.</p>", modes=("e_learning",), classes=0),
    Plan("PREV", "Preventing radicalisation: online hour", SHELVES[0], (trust.PREVENT,), "A live hour online with time for questions.", "<p>You get the link when you have a place.</p>", modes=("webinar",), room="", weekday=0, every=2, classes=4, places=60, starts=(12, 0), ends=(13, 0)),
    Plan("APPR", "Appraisals that people want", SHELVES[2], (trust.APPRAISER,), "For managers: listen first, then agree.", "<p>Bring one appraisal you found hard.</p>", room="CH-B", weekday=3, first=2, every=4, classes=2, places=12, facts=(("approval_required", True),)),
    Plan("IND", "Welcome to Riverside", SHELVES[3], (trust.INDUCTION,), "The first morning for everybody who starts here.", "<p>Coffee from 8:30. The chief executive comes at nine.</p>", room="CH-A", weekday=0, first=1, every=1, classes=6, places=40, starts=(8, 30), ends=(12, 30), facts=(("self_enrolment", False),)),
    Plan("WARD", "Fire wardens", SHELVES[2], (trust.WARDEN,), "For those who look after an evacuation.", "<p>Walk your own building with us.</p>", room="CH-B", classes=0),
    Plan("SEPS", "Sepsis: the first hour", SHELVES[1], (), "See it, say it, start treatment within the hour.", "<p>Shown to everybody in three weeks. The pilot group sees it already.</p>", room="RW-S1", weekday=3, first=6, every=2, classes=2, places=16, shown_in=21),
    Plan("FAID", "First aid at work", SHELVES[2], (trust.AIDER,), "Three days that may save a colleague.", "<p>Three consecutive mornings.</p>", room="RW-SKILLS", weekday=1, first=4, every=6, classes=1, places=12, sessions=3),
    Plan("GCP", "Good clinical practice in research", SHELVES[2], (trust.RESEARCH,), "Consent, records and safety reports, for everybody on a study.", "<p>A morning with the research office. Bring a question from your own study.</p>", room="CH-A", weekday=3, first=2, every=4, classes=3, places=20, for_visitors=True),
)  # fmt: skip


def build_catalogue(world: Generator) -> None:
    """Store courses and classes, and book people on them."""
    group = BusinessGroup.objects.get(vpd_key=trust.VPD)
    rooms = {
        code: Location.objects.create(
            business_group=group,
            code=code,
            name=site,
            room=room,
            capacity=capacity,
            address="River Street, Riverside" if site == "Royal Wing" else "Wharf Road, Riverside",
            postcode="RV1 1AA" if site == "Royal Wing" else "RV2 4CH",
            joining_instructions="Come ten minutes early and bring your badge.",
            access_notes=access,
        )
        for code, site, room, capacity, access in ROOMS
    }  # fmt: skip
    shelves = {
        name: Category.objects.create(name=name, sort_order=order)
        for order, name in enumerate(SHELVES)
    }
    instructor = Person.objects.get(
        employee_number=world.stories.log_ins["instructor@riverside.example"]
    )
    courses = {
        plan.code: _course(plan, number, group, shelves)
        for number, plan in enumerate(PLANS)
    }
    for plan in PLANS:
        _classes(plan, courses[plan.code], rooms.get(plan.room), instructor)
    _bookings(world, courses)


def _course(plan: Plan, number: int, group: Any, shelves: Any) -> Course:
    course = Course.objects.create(
        business_group=group,
        code=plan.code,
        title=plan.title,
        summary=plan.summary,
        body=plan.body,
        category=shelves[plan.shelf],
        image=draw(plan.title, 40 + number),
        live=True,
        first_published_at=now(),
        last_published_at=now(),
        **{
            f"is_{mode}": mode in plan.modes
            for mode in ("classroom", "e_learning", "webinar", "blended")
        },
        **dict(plan.facts),
        shown_from=now() + plan.shown_in * DAY if plan.shown_in else None,
    )
    for competency in Competency.objects.filter(name__in=plan.gives):
        CourseCompetency.objects.create(course=course, competency=competency)
    if plan.for_visitors:
        Audience.objects.create(course=course, external_learners=True)
    course.save_revision().publish()
    return course


def _classes(plan: Plan, course: Course, room: Any, instructor: Person) -> None:
    monday = today() - today().weekday() * DAY
    drafts = []
    for turn in range(plan.classes):
        first = monday + (plan.first + turn * plan.every) * 7 * DAY + plan.weekday * DAY
        drafts.append(
            ClassDraft(
                LearningClass(
                    business_group=course.business_group,
                    course=course,
                    reference=f"{plan.code}-{turn + 1:02d}",
                    cancel_days_before=2,
                    joining_instructions="Please eat before you come." if plan.code == "BLS" else "",
                ),
                [
                    SessionInput(
                        held_on=first + sitting * DAY,
                        starts_time=datetime.time(*plan.starts),
                        ends_time=datetime.time(*plan.ends),
                        location=room,
                        webinar_url="" if room else "https://meet.riverside.example/prevent",
                        instructors=[instructor],
                    )
                    for sitting in range(plan.sessions)
                ],
                maximum_places=plan.places,
                minimum_places=4,
            )
        )  # fmt: skip
    made = create_classes(drafts=drafts)
    LearningClass.objects.filter(pk__in=[each.pk for each in made]).update(
        is_published=True, published_at=now()
    )


def _bookings(world: Generator, courses: dict[str, Course]) -> None:
    """Fill some classes, so that the pages show every state."""
    nurses = list(
        Person.objects.filter(
            assignments__periods__job_role__name="Staff Nurse",
            assignments__periods__ends_on__isnull=True,
        )
        .exclude(user__isnull=False)
        .distinct()
        .order_by("employee_number")[:120]
    )
    nobody = iter(nurses)

    def fill(code: str, number: int, people: int) -> None:
        learning_class = LearningClass.objects.get(reference=f"{code}-{number:02d}")
        for _place in range(people):
            _book(next(nobody), learning_class)

    fill("FIRE", 1, 23)
    fill("BLS", 1, 7)
    fill("BLS", 2, 10)
    fill("MH2", 1, 9)
    fill("PUMP", 1, 4)
    fill("PUMP", 2, 1)
    fill("CONF", 1, 2)
    people = {
        name.split("@")[0]: Person.objects.get(employee_number=number)
        for name, number in world.stories.log_ins.items()
    }
    for who, code, number in (
        ("learner", "MH2", 2),
        ("learner", "PUMP", 1),
        ("learner", "ALS", 1),
        ("deputy", "FIRE", 1),
        ("doctor", "ALS", 1),
        ("starter", "CONF", 1),
    ):
        learning_class = LearningClass.objects.get(reference=f"{code}-{number:02d}")
        _book(people[who], learning_class, source="self")
    Teller(world, nobody).tell()


def _book(
    person: Person, learning_class: LearningClass, source: str = "administrator"
) -> None:
    try:
        services.request_enrolment(
            person=person, learning_class=learning_class, by=None, source=source
        )
    except EsrlmError as err:
        print(f"    {learning_class.reference}: {err.sentence}")
