"""The people whose pages are worth a look, each with a story."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wagtail_esrlm.months import add_months

from . import trust

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

    _is(ward, "Bronwen", "Castlemain", "manager")
    stories.log_ins["manager@riverside.example"] = ward.number
    stories.manager = ward.number
    deputy = next(each for each in staff if each.job == "Senior Staff Nurse")
    _is(deputy, "Kofi", "Penhallow", "deputy")
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
    _is(starter, "Tomos", "Millrace", "starter")
    starter.holds = {trust.INDUCTION: today - 11 * DAY, trust.FIRE: today - 10 * DAY}
    starter.holds |= {name: NEVER for name in (*trust.EVERYBODY, *trust.CLINICAL, trust.TIER_2) if name not in starter.holds}  # fmt: skip
    stories.log_ins["starter@riverside.example"] = starter.number
    soon = nurses[1]
    soon.holds[trust.RESUS_2] = add_months(today + 7 * DAY, -12)
    nurses[2].status = "Maternity"
    nurses[3].email = ""
    leaver = nurses[4]
    leaver.ended = today - 20 * DAY
    porter = next(each for each in world.people if each.job == "Porter")
    _is(porter, "Finn", "Longacre", "limited")
    porter.access = "Limited"
    stories.log_ins["limited@riverside.example"] = porter.number
    external = world.member(
        "", "", person_type="External Learner", category="Honorary",
        roles=("Honorary Researcher",), started=today - 200 * DAY,
        ended=today + 165 * DAY, holds={trust.RESEARCH: today - 190 * DAY},
    )  # fmt: skip
    _is(external, "Vera", "Nettlefold", "external")
    stories.log_ins["external@riverside.example"] = external.number
    _offices(world, stories)
    stories.requirements.append(
        (trust.PUMPS, "Position", world.position(nurses[0], ward.place, "Staff Nurse"), "", "", "Y", (today - 400 * DAY).isoformat(), "", "0")
    )  # fmt: skip
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
    _is(nurse, "Amara", "Brookhollow", "learner")
    nurse.started = today - 1500 * DAY
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
        **dict.fromkeys((trust.EQUALITY, trust.HEALTH, trust.PREVENT, trust.INFECTION_2, trust.MOVING_2, trust.ADULTS_2, trust.CHILDREN_2, trust.CONFLICT), today - 200 * DAY),
        trust.INDUCTION: nurse.started,
        trust.TIER_2: today - 90 * DAY,
    }  # fmt: skip
    stories.log_ins["learner@riverside.example"] = nurse.number


def _moved_last_week(world: Generator, staff: list[Member], stories: Stories) -> None:
    """A doctor who came to the children's ward last week, with new requirements."""
    today = world.today
    doctor = world.member(
        "Resident Doctor", staff[0].place, supervisor=staff[0].supervisor
    )
    _is(doctor, "Rafael", "Silverdale", "doctor")
    doctor.started = today - 210 * DAY
    ward = world.managers["Children's Ward"]
    doctor.extra_rows = [
        {"End Date": (today - 8 * DAY).isoformat()},
        {
            **world.row(doctor, Organisation=ward.place),
            "Start Date": (today - 7 * DAY).isoformat(),
            "Supervisor Employee Number": ward.number,
        },
    ]
    stories.log_ins["doctor@riverside.example"] = doctor.number


def _offices(world: Generator, stories: Stories) -> None:
    """Those who run learning and the intranet."""
    learning = world.managers["Learning and Development"]
    press = world.managers["Press Office"]
    for name, first, last, manager in (
        ("class.admin", "Hana", "Larkhill", learning),
        ("instructor", "Isaac", "Whitethorn", learning),
        ("learning.admin", "Nia", "Riverbank", learning),
        ("comms", "Zofia", "Ravensworth", press),
        ("faq", "Yusuf", "Meadowcroft", press),
    ):
        person = world.member(
            "Administrator", manager.place, supervisor=manager.number, care=0.95
        )
        _is(person, first, last, name)
        stories.log_ins[f"{name}@riverside.example"] = person.number


def _is(person: Member, first: str, last: str, name: str) -> None:
    person.first, person.last = first, last
    person.email = f"{name}@riverside.example"
    person.status, person.category = "Active Assignment", person.category
