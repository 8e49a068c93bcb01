"""Locations files (formats: locations; the same by their code)."""

from __future__ import annotations

import pytest

from wagtail_esrlm.snippets.models import Location

from .conftest import did, reasons

ROOM = {
    "Location Code": "RW-1",
    "Name": "Royal Wing",
    "Room": "Seminar room 1",
    "Address": "1 River Street\nRiverside",
    "Postcode": "RV1 1AA",
    "Capacity": "20",
    "Joining Instructions": "Use the west entrance.",
    "Access Notes": "Lift to all floors.",
}


def test_a_location_is_stored_with_everything_people_need(put):
    assert did(put("locations", ROOM)) == (1, 0, 0, 0)
    room = Location.objects.get()
    assert (str(room), room.capacity) == ("Royal Wing, Seminar room 1", 20)
    assert room.address == "1 River Street\nRiverside"
    assert room.joining_instructions and room.access_notes


def test_the_same_file_twice_changes_nothing(put):
    put("locations", ROOM)
    assert did(put("locations", ROOM)) == (0, 0, 1, 0)


def test_a_code_is_the_same_however_it_is_spelt_and_what_differs_is_updated(put):
    put("locations", ROOM)
    assert did(put("locations", ROOM | {"Location Code": "rw-1", "Capacity": ""})) == (
        0,
        1,
        0,
        0,
    )
    assert Location.objects.get().capacity is None


def test_a_column_that_the_file_lacks_stays(put):
    put("locations", ROOM)
    put("locations", {"Location Code": "RW-1", "Name": "Royal Wing North"})
    room = Location.objects.get()
    assert (room.name, room.room) == ("Royal Wing North", "Seminar room 1")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"Location Code": ""}, "Location Code “” is empty"),
        ({"Name": ""}, "Name “” is empty"),
        ({"Capacity": "many"}, "Capacity “many” is not a whole number"),
        ({"Capacity": "0"}, "Capacity “0” is 0"),
        ({"Postcode": "x" * 13}, "is longer than 12 characters"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_apply(put, facts, says):
    result = put("locations", ROOM | facts, ROOM | {"Location Code": "OK"})
    assert says in reasons(result)[2]
    assert Location.objects.get().code == "OK"


def test_of_two_rows_with_one_code_the_last_counts(put):
    result = put("locations", ROOM, ROOM | {"Room": "Annexe"})
    assert Location.objects.get().room == "Annexe"
    assert any("the last row counts" in notice for notice in result.notices)


def test_many_rows_take_no_more_queries_than_few(put, django_assert_max_num_queries):
    rows = [ROOM | {"Location Code": f"R-{n}"} for n in range(120)]
    put("locations", *rows[:1])
    with django_assert_max_num_queries(40):
        put("locations", *rows)
