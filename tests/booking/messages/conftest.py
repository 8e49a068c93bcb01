"""A booking, and what is said about it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.outbox import say
from wagtail_esrlm.notifications.sending import send_due
from wagtail_esrlm.testing import (
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    seat,
)

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


def told(kind: str, enrolment: Enrolment, person: Any = None, **facts: Any) -> Message:
    """Say something about a booking, send what is due, and return it as it is now."""
    reader = person or enrolment.person
    say(
        kind=kind,
        person_id=reader.pk,
        about_id=enrolment.pk,
        dedupe_key=f"{kind}:{next(_numbers)}",
        facts=facts,
    )
    message = Message.objects.order_by("-pk")[0]
    send_due()
    message.refresh_from_db()
    return message


@pytest.fixture
def ward(db: None) -> dict[str, Any]:
    """Return a manager and a nurse with addresses."""
    manager = PersonFactory(
        first_name="Ruth", last_name="Olsen", email="ruth@riverside.example"
    )
    nurse = PersonFactory(
        first_name="Amina",
        last_name="Yusuf",
        email="amina@riverside.example",
        business_group=manager.business_group,
    )
    seat(manager)
    period = seat(nurse, supervisor=manager)
    return {"manager": manager, "nurse": nurse, "assignment": period.assignment}


@pytest.fixture
def booking(ward: dict[str, Any]) -> Callable[..., Enrolment]:
    """Return a function that books the nurse on a class of two sessions."""

    def make(**facts: Any) -> Enrolment:
        if "learning_class" not in facts:
            facts["learning_class"] = LearningClassFactory(
                course__title="Fire Safety",
                sessions=2,
                joining_instructions="Bring your badge.",
            )
        return EnrolmentFactory(
            **{"person": ward["nurse"], "assignment": ward["assignment"], **facts}
        )

    return make
