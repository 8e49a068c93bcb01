"""Every endpoint that writes: sent twice, without a key, malformed, or by strangers."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.views.every_form import FORMS, Form, everything
from tests.ward import Ward
from wagtail_esrlm.api.views import openapi_schema
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.snippets.models import LearningClass

ROOT = "/api/learning/"


def _booking(path: str) -> Callable[[Form], str]:
    return lambda form: f"bookings/{form.about.uuid}/{path}/"


def _register(path: str) -> Callable[[Form], str]:
    return lambda form: f"registers/{form.about.uuid}/{path}/"


def _about(form: Form) -> str:
    return str(Enrolment.objects.get(learning_class=form.about).uuid)


def _one(form: Form) -> dict[str, Any]:
    return {"booking": _about(form)}


#: Endpoint -> the form that does the same, its path, its body, and other bodies.
ENDPOINTS: dict[str, tuple[str, Any, Any, Any]] = {
    "book": (
        "book",
        lambda form: f"classes/{form.about.uuid}/bookings/",
        lambda form: {},
        {"keeps_waiting": True},
    ),
    "book_group": (
        "book for team",
        lambda form: f"classes/{form.about.uuid}/group/",
        lambda form: {
            "people": [str(_person(form.data["people"][0]).uuid)],
            "all_or_nothing": False,
        },
        {"all_or_nothing": True},
    ),
    "accept_offer": ("take an offer", _booking("accept"), lambda form: {}, None),
    "decline_offer": ("take an offer", _booking("decline"), lambda form: {}, None),
    "keep_booking": ("keep", _booking("keep"), lambda form: {}, None),
    "cancel_booking": (
        "cancel",
        _booking("cancel"),
        lambda form: {"reason": "Leave"},
        {"reason": "Ill"},
    ),
    "cancel_team_booking": (
        "cancel for the team",
        lambda form: f"team-bookings/{form.about.uuid}/cancel/",
        lambda form: {"reason": "No cover"},
        {"reason": "Ill"},
    ),
    "move_booking": (
        "move",
        _booking("move"),
        lambda form: {"to": str(LearningClass.objects.latest("starts_at").uuid)},
        {"reason": "Ill"},
    ),
    "tell_me": (
        "tell me",
        lambda form: f"courses/{form.about.uuid}/tell-me/",
        lambda form: {},
        None,
    ),
    "approve": (
        "approve",
        lambda form: f"approvals/{form.about.uuid}/approve/",
        lambda form: {},
        None,
    ),
    "decline": (
        "decline",
        lambda form: f"approvals/{form.about.uuid}/decline/",
        lambda form: {"reason": "No cover"},
        {"reason": "Other"},
    ),
    "mark": (
        "mark",
        _register("marks"),
        lambda form: {
            "session": form.data["session"],
            "bookings": [_about(form)],
            "is_present": True,
        },
        {"is_present": False},
    ),
    "close_register": (
        "close a register",
        _register("close"),
        lambda form: {"unmarked_are_absent": True},
        {"unmarked_are_absent": False},
    ),
    "add_walk_in": (
        "walk in",
        _register("walk-ins"),
        lambda form: {"employee_number": form.data["number"], "reason": "Sent"},
        {"reason": "Other"},
    ),
    "record_result": (
        "result",
        _register("results"),
        lambda form: {**_one(form), "result": "passed"},
        {"result": "failed"},
    ),
    "correct_outcome": (
        "correct",
        _register("corrections"),
        lambda form: {**_one(form), "state": "did_not_attend", "reason": "Left"},
        {"state": "excused"},
    ),
    "sign_in": (
        "sign in",
        lambda form: f"sessions/{form.url.rstrip('/').rpartition('/')[2]}/sign-in/",
        lambda form: {"code": form.data["code"]},
        {"code": "12"},
    ),
}
WITH_BODY = [name for name, each in ENDPOINTS.items() if each[3] is not None]


def _person(pk: int) -> Any:
    from wagtail_esrlm.workforce.models import Person

    return Person.objects.get(pk=pk)


class Endpoint:
    """One endpoint, ready to be asked once."""

    def __init__(self, name: str, ward: Ward, client: Client) -> None:
        form_name, path, body, self.other = ENDPOINTS[name]
        form = FORMS[form_name](ward)
        self.client, self.user = client, form.user
        self.url, self.body = ROOT + path(form), body(form)
        client.force_login(form.user)

    def send(self, key: str | None = "k", raw: Any = None, **more: Any) -> Any:
        """Send it; ``raw`` in the place of its body."""
        return self.client.post(
            self.url,
            {**self.body, **more} if raw is None else raw,
            content_type="application/json",
            headers={} if key is None else {"Idempotency-Key": key},
        )


@pytest.fixture(params=ENDPOINTS)
def endpoint(request: Any, ward: Ward, client: Client) -> Endpoint:
    """Return each endpoint in turn."""
    cache.clear()
    return Endpoint(request.param, ward, client)


def only(*names: str) -> Any:
    return pytest.mark.parametrize("endpoint", names, indirect=True)


def refused(answer: Any, *statuses: int) -> None:
    """Make sure that a refusal has a status, a code and a sentence."""
    assert answer.status_code in statuses, answer.content
    said = answer.json()
    assert said["detail"] and str(said["detail"]) == said["detail"]


def test_every_change_of_the_schema_is_tried_here() -> None:
    changes = {
        methods["post"]["operationId"]
        for methods in openapi_schema()["paths"].values()
        if "post" in methods
    }
    assert changes == set(ENDPOINTS)


def test_without_a_fitting_key_nothing_is_done(endpoint: Endpoint) -> None:
    before = everything()
    for key in (None, "", "x" * 81, "\t", "a\x7fb"):
        answer = endpoint.send(key)
        refused(answer, 400)
        assert answer.json()["code"] == "idempotency_key_missing"
        assert everything() == before


def test_sent_again_it_is_answered_as_before_and_changes_nothing(
    endpoint: Endpoint,
) -> None:
    before = everything()
    first = endpoint.send()
    after = everything()
    assert first.status_code in (200, 201), first.content
    assert after != before
    again = endpoint.send()
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert everything() == after


@only(*WITH_BODY)
def test_the_key_with_another_body_is_refused(endpoint: Endpoint) -> None:
    endpoint.send()
    after = everything()
    answer = endpoint.send(**endpoint.other)
    refused(answer, 422)
    assert answer.json()["code"] == "idempotency_key_reused"
    assert everything() == after


def test_asked_anew_it_is_done_already_or_refused(endpoint: Endpoint) -> None:
    endpoint.send()
    states = list(Enrolment.objects.values_list("pk", "state"))
    answer = endpoint.send(key="another")
    assert answer.status_code in (200, 201) or refused(answer, 404, 409) is None
    assert list(Enrolment.objects.values_list("pk", "state")) == states


NO_BODIES = ["", "[]", "null", '"x"', "{", "7", '{"people": "\\u0000"}', "\xff"]


def test_a_body_that_is_none_is_refused_or_ignored_in_a_sentence(
    endpoint: Endpoint,
) -> None:
    for number, raw in enumerate(NO_BODIES):
        answer = endpoint.send(key=f"k{number}", raw=raw)
        if answer.status_code >= 400:
            refused(answer, 400, 404, 409)
        assert answer.status_code < 500


WRONG = ["\x00", "x" * 100_000, 10**40, -1, None, [], {}, True, "²", "1" * 32]


@only(*[*WITH_BODY, "approve"])
def test_each_value_of_the_wrong_kind_is_refused(endpoint: Endpoint) -> None:
    before = everything()
    names = [*endpoint.body, "reason", "note", "despite"]
    for number, (name, wrong) in enumerate(product(names, WRONG)):
        answer = endpoint.send(key=f"k{number}", **{name: wrong})
        if answer.status_code >= 400:
            refused(answer, 400, 404, 409)
        assert answer.status_code < 500
        if answer.status_code == 400:
            assert everything() == before
        else:
            before = everything()


@only(*[name for name in ENDPOINTS if name not in ("book", "tell_me")])
def test_a_stranger_learns_and_changes_nothing(endpoint: Endpoint, ward: Ward) -> None:
    endpoint.client.force_login(ward.away.user)
    before = everything()
    answer = endpoint.send()
    refused(answer, 403, 404, 409)
    for canary in ("Canary canyon", "Amina", "Yusuf"):
        assert canary not in answer.content.decode()
    assert everything() == before


@only("book", "book_group")
@pytest.mark.parametrize(
    "facts",
    [
        {"is_published": False},
        {"status": "cancelled"},
        {"starts_at": "2020-01-01T09:00Z"},
    ],
)
def test_a_class_that_is_not_on_offer_any_more_takes_nobody(
    endpoint: Endpoint, facts: dict[str, Any]
) -> None:
    LearningClass.objects.update(**facts)
    answer = endpoint.send()
    if answer.status_code != 200:
        refused(answer, 404, 409)
    else:
        assert json.loads(answer.content)["not_booked"][0]["detail"]
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("nonsense", ["²", "9" * 40, "-1", "x", "\x00", "٣", "0"])
def test_nonsense_in_an_address_is_never_an_error(
    client: Client, ward: Ward, nonsense: str
) -> None:
    client.force_login(ward.nurse_user)
    for path in (
        "courses/?q={0}&category={0}&competency={0}&mode={0}&site={0}&time={0}",
        "classes/?from_day={0}&until_day={0}&places={0}&page={0}&page_size={0}",
        "me/bookings/?page={0}&page_size={0}",
        "me/approvals/?page={0}",
        "me/team/bookings/?page={0}&page_size={0}",
        "registers/?page={0}",
        "me/team/?page={0}&name={0}&status={0}&page_size={0}",
        "competencies/?page={0}&q={0}",
        "courses/{0}/",
        "bookings/{0}/",
        "team-bookings/{0}/cancel/",
    ):
        assert client.get(ROOT + path.format(nonsense)).status_code < 500, path
