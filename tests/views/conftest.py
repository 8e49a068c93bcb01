"""A ward of made-up people."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.ward import Ward, make_ward
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import CourseFactory, LearningClassFactory


@pytest.fixture
def ward(db: None) -> Ward:
    """Return the ward."""
    cache.clear()
    return make_ward()


@pytest.fixture
def fire(ward: Ward, client: Client) -> LearningClass:
    """Return a class of a course that gives fire safety; the nurse is logged in."""
    client.force_login(ward.nurse_user)
    course = CourseFactory(title="Fire safety on the ward", delivers=[ward.fire])
    return LearningClassFactory(course=course, places=2)
