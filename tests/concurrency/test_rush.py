"""Three hundred people want twenty places, through a real web server (F1, F2, 49).

The control takes the counter's guard away, and more people hold a place than there are.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse

from tests.booking.people import counted, learner
from tests.processes import NEEDS_PROCESSES
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import AudienceFactory, CourseFactory, LearningClassFactory

from .server import GUARDED, UNGUARDED, Answer, ask, log_in, serving

pytest.importorskip("gunicorn")

pytestmark = [*NEEDS_PROCESSES, pytest.mark.slow]

PEOPLE = 300
PLACES = 20
#: How many click twice.
TWICE = 40
THREADS = 24
#: How long a rush may take, in seconds.
LONGEST = 60


def rush(
    visitors: dict[int, str], to: LearningClass, application: str = GUARDED
) -> dict[int, list[Answer]]:
    """Let everybody ask at once, some of them twice; return the answers by person."""
    path = reverse("wagtail_esrlm:book", kwargs={"uuid": to.uuid})
    keys = {person: uuid.uuid4().hex for person in visitors}
    clicks = [*visitors, *list(visitors)[:TWICE]]
    random.Random(1).shuffle(clicks)
    answers: dict[int, list[Answer]] = {person: [] for person in visitors}
    with serving(application) as port, ThreadPoolExecutor(THREADS) as crowd:
        for person, answer in crowd.map(
            lambda person: (
                person,
                ask(port, "POST", path, visitors[person], key=keys[person]),
            ),
            clicks,
            timeout=LONGEST,
        ):
            answers[person].append(answer)
    return answers


def visitors_of(many: int) -> dict[int, str]:
    """Return so many people by key, with the cookies of their log-ins."""
    people = [learner() for _person in range(many)]
    return {person.pk: log_in(person.user) for person in people}


def a_class(**facts: object) -> LearningClass:
    course = CourseFactory()
    AudienceFactory(course=course)
    return LearningClassFactory(course=course, **facts)


def statuses(answers: dict[int, list[Answer]]) -> Counter[int]:
    return Counter(answer.status for each in answers.values() for answer in each)


def test_of_three_hundred_twenty_get_a_place_and_all_others_wait() -> None:
    to = a_class(places=PLACES)
    answers = rush(visitors_of(PEOPLE), to)
    assert statuses(answers) == {302: PEOPLE + TWICE}
    assert counted(to) == (PLACES, PEOPLE - PLACES)
    booked = dict(Enrolment.objects.values_list("person_id", "uuid"))
    assert len(booked) == Enrolment.objects.count() == PEOPLE
    for person, each in answers.items():
        for answer in each:
            assert str(booked[person]) in answer.location
    kinds = Counter(Message.objects.values_list("kind", flat=True))
    assert kinds == {
        "booking.confirmed": PLACES,
        "booking.waiting": PEOPLE - PLACES,
    }


def test_without_a_waiting_list_all_others_are_told_that_it_is_full() -> None:
    to = a_class(places=PLACES, has_waiting_list=False)
    answers = rush(visitors_of(PEOPLE // 3), to)
    assert set(statuses(answers)) == {302, 409}
    assert counted(to) == (PLACES, 0)
    holds = set(Enrolment.objects.values_list("person_id", flat=True))
    assert len(holds) == Enrolment.objects.count() == PLACES
    for person, each in answers.items():
        for answer in each:
            assert answer.status == (302 if person in holds else 409)
            if person not in holds:
                assert "This class is full" in answer.text


def test_control_without_the_guard_more_come_in_than_there_are_places() -> None:
    """One rush may come out right by chance; not each of several."""
    visitors = visitors_of(30)

    def is_oversold() -> bool:
        to = a_class(places=5)
        assert set(statuses(rush(visitors, to, UNGUARDED))) == {302}
        taken, _waiting = counted(to)
        return taken > 5

    assert any(is_oversold() for _rush in range(5))
