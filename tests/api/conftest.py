"""A ward of made-up people, and a class for them."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.ward import Ward, make_ward
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import CourseFactory, LearningClassFactory


@pytest.fixture
def ward(db: None) -> Ward:
    """Return the ward."""
    cache.clear()
    return make_ward()


@pytest.fixture
def fire(ward: Ward) -> LearningClass:
    """Return a class of two places of a course for the nurse's trust."""
    course = CourseFactory(
        title="Fire safety",
        delivers=[ward.fire],
        business_group=ward.nurse.business_group,
    )
    return LearningClassFactory(course=course, places=2)
