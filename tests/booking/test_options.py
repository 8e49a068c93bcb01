"""What a class offers to a reader, in words."""

from __future__ import annotations

import datetime

import pytest

from tests.booking.people import learner
from wagtail_esrlm.booking.options import options_for
from wagtail_esrlm.testing import LearningClassFactory

pytestmark = pytest.mark.django_db


def test_a_free_time_that_is_over_is_not_promised():
    person = learner()
    offered = LearningClassFactory(course__business_group=person.business_group)
    ends = offered.cancel_until

    def said(at: datetime.datetime) -> str:
        option = options_for(person, [offered], at=at)[offered.pk]
        assert option.act == "book"
        return " ".join(option.notices)

    assert "You can cancel freely until" in said(ends)
    after = said(ends + datetime.timedelta(seconds=1))
    assert "You can cancel freely" not in after
    assert "The time for cancelling freely ended on" in after
