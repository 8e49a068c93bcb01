"""Reads the facts of classes that decisions about bookings are made from, for many."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from .facts import ClassFacts, Sittings
from .statements import CLASS_COLUMNS, CLASSES

#: What a statement returned.
Rows = Collection[tuple[Any, ...]]


def class_facts(class_ids: Collection[int]) -> dict[int, ClassFacts]:
    """Return what is true of classes now. Queries: 1."""
    return classes_from(CLASSES(class_ids=class_ids))


def classes_from(rows: Rows) -> dict[int, ClassFacts]:
    """Return the facts from what ``CLASSES`` returned: a row for each sitting."""
    found: dict[int, dict[str, Any]] = {}
    sittings: dict[int, list[tuple[datetime.datetime, datetime.datetime]]] = {}
    for *columns, begin, end in rows:
        row = dict(zip(CLASS_COLUMNS, columns, strict=True))
        found[row["pk"]] = row
        if begin is not None:
            sittings.setdefault(row["pk"], []).append((begin, end))
    return {
        pk: _class_from(row, tuple(sorted(sittings.get(pk, ()))))
        for pk, row in found.items()
    }


def _class_from(row: Mapping[str, Any], sittings: Sittings) -> ClassFacts:
    get = row.__getitem__
    starts_at = get("starts_at")
    return ClassFacts(
        class_id=get("pk"),
        course_id=get("course_id"),
        business_group_id=get("business_group_id"),
        status=get("status"),
        is_published=get("is_published"),
        starts_at=starts_at,
        day=starts_at.astimezone(ZoneInfo(get("time_zone"))).date()
        if starts_at
        else None,
        time_zone=get("time_zone"),
        shown_from=_later(get("shown_from"), get("course__shown_from")),
        opens_at=_later(get("enrolment_opens_at"), get("course__booking_opens_at")),
        closes_at=get("enrolment_closes_at"),
        cancel_until=get("cancel_until"),
        self_enrolment=_stated(get("self_enrolment"), get("course__self_enrolment")),
        approval_required=_stated(
            get("approval_required"), get("course__approval_required")
        ),
        has_waiting_list=get("has_waiting_list"),
        offer_hours=get("offer_hours"),
        course_title=get("course__title"),
        course_is_live=get("course__live"),
        course_expires_at=get("course__expire_at"),
        course_starts_on=get("course__starts_on"),
        course_ends_on=get("course__ends_on"),
        is_attended=bool(
            get("course__is_classroom")
            or get("course__is_webinar")
            or get("course__is_blended")
        ),
        waits_by_need=get("course__waits_by_need"),
        has_audience=get("has_audience"),
        has_prerequisites=get("asks_first"),
        maximum=get("places__maximum_places"),
        taken=get("places__places_taken") or 0,
        waiting=get("places__places_waiting") or 0,
        sittings=sittings,
    )


def _stated(own: bool | None, inherited: bool) -> bool:
    return inherited if own is None else own


def _later(
    first: datetime.datetime | None, second: datetime.datetime | None
) -> datetime.datetime | None:
    return max(filter(None, (first, second)), default=None)
