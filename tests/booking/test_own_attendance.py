"""Nobody records their own attendance (``reliability.md`` 2.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.ward import Ward, make_ward
from wagtail_esrlm.booking.attendance import mark, record_result
from wagtail_esrlm.booking.closing import close_register, correct
from wagtail_esrlm.booking.models import Enrolment, SessionMark
from wagtail_esrlm.booking.office import add_walk_in
from wagtail_esrlm.booking.sign_in import code_of, sign_in_by_code
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def own(ward: Ward) -> Enrolment:
    """Return the booking of an instructor in a class of theirs, held yesterday."""
    user = ward.nurse_user
    user.is_superuser = True
    user.save()
    held = LearningClassFactory(in_days=-1, instructors=[ward.nurse])
    EnrolmentFactory(learning_class=held, person=ward.sister)
    return EnrolmentFactory(learning_class=held, person=ward.nurse)


def marked(one: Enrolment, by: Any) -> None:
    everybody = list(one.learning_class.enrolments.all())
    session = one.learning_class.sessions.get()
    mark(enrolments=everybody, session=session, is_present=True, by=by)


def assessed(one: Enrolment, by: Any) -> None:
    record_result(enrolment=one, result="passed", by=by)


def corrected(one: Enrolment, by: Any) -> None:
    correct(enrolment=one, to_state="attended", by=by, reason="I was there")


def walked_in(one: Enrolment, by: Any) -> None:
    add_walk_in(
        learning_class=one.learning_class, person=one.person, by=by, reason="Came"
    )


@pytest.mark.parametrize("act", [marked, assessed, corrected, walked_in])
def test_somebody_else_has_to_record_it(
    ward: Ward, own: Enrolment, act: Callable[[Enrolment, Any], None]
) -> None:
    if act is corrected:
        close_register(
            learning_class=own.learning_class, by=None, unmarked_are_absent=True
        )
    before = Enrolment.objects.get(pk=own.pk)
    with pytest.raises(Refused) as caught:
        act(own, ward.nurse_user)
    assert caught.value.code == "own_attendance"
    after = Enrolment.objects.get(pk=own.pk)
    assert (after.state, after.version) == (before.state, before.version)
    assert not SessionMark.objects.exists()
    act(own, None)


def test_who_can_show_the_code_does_not_sign_in_by_it(
    ward: Ward, own: Enrolment
) -> None:
    session = own.learning_class.sessions.get()
    at = session.starts_at
    signed = {"session": session, "code": code_of(session, at), "at": at}
    with pytest.raises(Refused) as caught:
        sign_in_by_code(user=ward.nurse_user, **signed)
    assert caught.value.code == "own_attendance"
    assert not SessionMark.objects.exists()
    sign_in_by_code(user=ward.sister_user, **signed)
    assert SessionMark.objects.get().enrolment.person == ward.sister
