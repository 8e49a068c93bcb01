"""The ward, and log-ins of each role."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests.ward import Ward, make_ward
from wagtail_esrlm.permissions.roles import write_roles
from wagtail_esrlm.testing.factories import UserFactory

from .class_forms import FORMS, Form


@pytest.fixture
def ward(db: None) -> Ward:
    """Return the ward, with every role's group."""
    write_roles()
    return make_ward()


class Browser(Client):
    """A browser: it sends the key that every form carries, a new one each time."""

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Send a form; a key that is given is sent as it is."""
        if data is None or isinstance(data, dict):
            data = {"key": uuid4().hex, **(data or {})}
        return super().post(path, data, *args, **kwargs)


def client_of(role: str = "", **facts: Any) -> Client:
    """Return a browser in which somebody of the role is logged in."""
    groups = [Group.objects.get(name=role)] if role else []
    client = Browser()
    client.force_login(UserFactory(groups=groups, **facts))
    return client


@pytest.fixture
def administrator(ward: Ward) -> Client:
    """Return the browser of a learning administrator."""
    return client_of("Learning administrators")


@pytest.fixture
def office(db: None) -> Client:
    """Return the browser of a class administrator."""
    write_roles()
    return client_of("Class administrators")


@pytest.fixture(params=FORMS)
def form(request: Any, office: Client) -> Form:
    """Return each form of the class pages in turn."""
    return FORMS[request.param]()
