"""The people whose pages are worth a look, each with a story."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wagtail_esrlm.months import add_months

from . import trust
from .names import STORY_NAMES

if TYPE_CHECKING:
    from .files import Generator, Member

DAY = datetime.timedelta(days=1)
NEVER = datetime.date.min


@dataclass
class Stories:
    """Log-in e-mail -> employee number; requirements of single people; who deputises."""

    log_ins: dict[str, str] = field(default_factory=dict)
    requirements: list[tuple[str, ...]] = field(default_factory=list)
    manager: str = ""
    deputy: str = ""


def tell(world: Generator) -> Stories:
    """Give the people of the stories their facts."""
    today = world.today
    stories = Stories()
    ward = world.managers["Ward 10"]
    staff = [each for each in world.people if each.supervisor == ward.number]
    nurses = [each for each in staff if each.job == "Staff Nurse"]
    for each in staff:
        each.status, each.category = "Active Assignment", "Permanent"
        each.care = 0.62

    _is(ward, "manager")
    stories.log_ins["manager@riverside.example"] = ward.number
    stories.manager = ward.number
    deputy = next(each for each in staff if each.job == "Senior Staff Nurse")
    _is(deputy, "deputy")
    stories.log_ins["deputy@riverside.example"] = deputy.number
    stories.deputy = deputy.number

    _two_posts(world, nurses[0], stories)
    _moved_last_week(world, staff, stories)
    starter = world.member(
        "Health Care Support Worker",
        ward.place,
        supervisor=ward.number,
        started=today - 12 * DAY,
        care=0.0,
    )
    _is(starter, "starter")
    starter.holds = {trust.INDUCTION: today - 11 * DAY, trust.FIRE: today - 10 * DAY}
    starter.holds |= {name: NEVER for name in (*trust.EVERYBODY, *trust.CLINICAL, trust.TIER_2) if name not in starter.holds}  # fmt: skip
    stories.log_ins["starter@riverside.example"] = starter.number
    _expires_next_week(nurses[1], stories, today)
    _is(nurses[2], "leave")
    nurses[2].status = "Maternity"
    nurses[2].care = 0.9
    nurses[2].about = "On maternity leave. For the rota, ask Bronwen Castlemain."
    stories.log_ins["leave@riverside.example"] = nurses[2].number
    _is(nurses[3], "no-email")
    nurses[3].email = ""
    _is(nurses[4], "leaver")
    nurses[4].ended = today - 20 * DAY
    porter = next(each for each in world.people if each.job == "Porter")
    _is(porter, "limited")
    porter.access = "Limited"
    stories.log_ins["limited@riverside.example"] = porter.number
    external = world.member(
        "", "", person_type="External Learner", category="Honorary",
        roles=("Honorary Researcher",), started=today - 200 * DAY,
        ended=today + 165 * DAY, holds={trust.RESEARCH: today - 190 * DAY},
    )  # fmt: skip
    _is(external, "external")
    stories.log_ins["external@riverside.example"] = external.number
    _offices(world, stories)
    stories.requirements.append(
        (trust.PUMPS, "Position", world.position(nurses[0], ward.place, "Staff Nurse"), "", "", "Y", (today - 400 * DAY).isoformat(), "", "0")
    )  # fmt: skip
    clinic = world.managers["Fracture Clinic"].place
    stories.requirements += [
        (trust.CASTS, "Organisation", clinic, "", "", "Y", (today - 400 * DAY).isoformat(), "", "30"),
        (trust.MOVING_2, "Organisation", clinic, "", "", "Y", (today - 400 * DAY).isoformat(), "", "30"),
    ]  # fmt: skip
    stories.requirements.append(
        (trust.AIDER, "Assignment", ward.number, "", "", "Y", "2022-01-01", "", "0")
    )
    stories.requirements.append(
        (trust.CONFLICT, "Organisation", f"{trust.TRUST} > Surgery", "", "", "Y", (today + 40 * DAY).isoformat(), "", "60")
    )  # fmt: skip
    return stories


def _two_posts(world: Generator, nurse: Member, stories: Stories) -> None:
    """A nurse on Ward 10 who also works in the fracture clinic, for another manager."""
    today = world.today
    _is(nurse, "learner")
    nurse.started = today - 1500 * DAY
    nurse.about = (
        "On Ward 10 from Monday to Thursday, and in the Fracture Clinic on Fridays."
    )
    clinic = world.managers["Fracture Clinic"]
    nurse.extra_rows = [
        {},
        {
            **world.row(
                nurse, **{"Organisation": clinic.place, "Job Role": "Staff Nurse"}
            ),
            "Assignment Number": f"{nurse.number}-2",
            "Primary Assignment": "N",
            "FTE": "0.2",
            "Start Date": (today - 300 * DAY).isoformat(),
            "Supervisor Employee Number": clinic.number,
        },
    ]
    nurse.holds = {
        trust.FIRE: add_months(today, -24) - 20 * DAY,
        trust.DATA: add_months(today, -12) + 25 * DAY,
        trust.RESUS_3: today - 100 * DAY,
        trust.RESUS_2: NEVER,
        trust.PUMPS: NEVER,
        trust.CHILDREN_3: today - 60 * DAY,
        trust.CASTS: add_months(today, -24) + 45 * DAY,
        **dict.fromkeys((trust.EQUALITY, trust.HEALTH, trust.PREVENT, trust.INFECTION_2, trust.MOVING_2, trust.ADULTS_2, trust.CHILDREN_2, trust.CONFLICT), today - 200 * DAY),
        trust.INDUCTION: nurse.started,
        trust.TIER_2: today - 90 * DAY,
    }  # fmt: skip
    stories.log_ins["learner@riverside.example"] = nurse.number


def _expires_next_week(nurse: Member, stories: Stories, today: datetime.date) -> None:
    """A nurse who is up to date with everything, one thing until next week."""
    _is(nurse, "expiring")
    names = (*trust.EVERYBODY, *trust.CLINICAL, trust.TIER_2, trust.PUMPS)
    nurse.holds = dict.fromkeys(names, today - 150 * DAY)
    nurse.holds[trust.RESUS_2] = add_months(today + 7 * DAY, -12)
    stories.log_ins["expiring@riverside.example"] = nurse.number


def _moved_last_week(world: Generator, staff: list[Member], stories: Stories) -> None:
    """A doctor who came to the children's ward last week, with new requirements."""
    today = world.today
    before, after = staff[0].place, world.managers["Children's Ward"]
    doctor = world.member("Resident Doctor", after.place, supervisor=after.number)
    _is(doctor, "doctor")
    doctor.started = today - 210 * DAY
    doctor.care = 1.0
    doctor.about = "On the Children's Ward since last week; before that on Ward 10."
    doctor.extra_rows = [
        {
            **world.row(doctor, Organisation=before),
            "End Date": (today - 8 * DAY).isoformat(),
            "Supervisor Employee Number": staff[0].supervisor,
        },
        {"Start Date": (today - 7 * DAY).isoformat()},
    ]
    stories.log_ins["doctor@riverside.example"] = doctor.number


def _offices(world: Generator, stories: Stories) -> None:
    """Those who run learning and the intranet, and one whose figures come later."""
    learning = world.managers["Learning and Development"]
    press = world.managers["Press Office"]
    desk = world.managers["Service Desk"]
    waiting = world.member("Analyst", desk.place, supervisor=desk.number, care=0.95)
    _is(waiting, "waiting")
    stories.log_ins["waiting@riverside.example"] = waiting.number
    for name, manager in (
        ("class.admin", learning),
        ("instructor", learning),
        ("learning.admin", learning),
        ("comms", press),
        ("faq", press),
    ):
        person = world.member(
            "Administrator", manager.place, supervisor=manager.number, care=0.95
        )
        _is(person, name)
        stories.log_ins[f"{name}@riverside.example"] = person.number


def _is(person: Member, name: str) -> None:
    person.first, person.last = STORY_NAMES[name]
    person.email = f"{name}@riverside.example"
    person.status = "Active Assignment"
