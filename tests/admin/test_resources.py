"""Bank holidays and equipment in the admin (rules 54, 55)."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from wagtail_esrlm.booking.clashes import clashes_of
from wagtail_esrlm.booking.classes import sessions_of
from wagtail_esrlm.clock import today
from wagtail_esrlm.snippets.models import BankHoliday, ClassSession, Equipment
from wagtail_esrlm.testing.booking import CourseFactory, LearningClassFactory
from wagtail_esrlm.testing.factories import BusinessGroupFactory

from .class_forms import NAME, row, typed

pytestmark = pytest.mark.django_db


def monday() -> datetime.date:
    """Return a Monday in two to three weeks."""
    day = today() + datetime.timedelta(days=14)
    return day + datetime.timedelta(days=(7 - day.weekday()) % 7)


def test_both_stand_in_the_learning_menu(office: Client) -> None:
    page = office.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("bankholiday", "equipment"):
        assert reverse(f"esrlm_{name}:index") in page


@pytest.mark.parametrize("is_holiday", [False, True])
def test_a_new_bank_holiday_moves_the_cut_off_of_the_next_class(
    office: Client, is_holiday: bool
) -> None:
    """Rule 55: Monday, two working days before: Wednesday, or Tuesday."""
    BankHoliday.objects.all().delete()
    held = monday()
    if is_holiday:
        friday = held - datetime.timedelta(days=3)
        answer = office.post(
            reverse("esrlm_bankholiday:add"),
            {"day": friday.isoformat(), "name": "Carnival"},
        )
        assert answer.status_code == 302
    data = typed(
        CourseFactory(),
        row(held_on=held.isoformat()),
        closes_days_before="2",
        counts_working_days="on",
    )
    assert office.post(reverse(f"{NAME}:add"), data).status_code == 302
    closes = ClassSession.objects.get().learning_class.enrolment_closes_at
    assert closes is not None
    assert closes.date() == held - datetime.timedelta(days=6 if is_holiday else 5)


def test_a_day_is_a_holiday_once_and_can_be_changed_and_deleted(
    office: Client,
) -> None:
    BankHoliday.objects.all().delete()
    day = monday()
    given = {"day": day.isoformat(), "name": "Carnival"}
    for _time in range(2):
        answer = office.post(reverse("esrlm_bankholiday:add"), given)
    assert "already exists" in answer.content.decode()
    found = BankHoliday.objects.get()
    edit = reverse("esrlm_bankholiday:edit", args=[found.pk])
    assert "keep their moments" in office.get(edit).content.decode()
    office.post(edit, given | {"name": "Jubilee"})
    found.refresh_from_db()
    assert found.name == "Jubilee"
    history = reverse("esrlm_bankholiday:history", args=[found.pk])
    assert "Jubilee" in office.get(history).content.decode()
    office.post(reverse("esrlm_bankholiday:delete", args=[found.pk]))
    assert not BankHoliday.objects.exists()


def test_equipment_is_added_chosen_for_a_session_and_clashes_are_named(
    office: Client,
) -> None:
    group = BusinessGroupFactory()
    add = reverse("esrlm_equipment:add")
    assert "two places at once" in office.get(add).content.decode()
    office.post(add, {"name": "Manikin 1", "business_group": group.pk})
    thing = Equipment.objects.get()
    taken = LearningClassFactory()
    taken.sessions.get().equipment.add(thing)
    clash = clashes_of(sessions_of(taken), excluding=[])
    assert any(each.kind == "equipment" for each in clash)
    form = office.get(reverse(f"{NAME}:add")).content.decode()
    assert "Manikin 1" in form
    data = typed(CourseFactory(), row(14, equipment=thing.pk))
    page = office.post(reverse(f"{NAME}:add"), data).content.decode()
    assert "Manikin 1" in page and "Nothing is saved yet" in page
    index = office.get(reverse("esrlm_equipment:index")).content.decode()
    assert "Sessions to come" in index


def test_equipment_in_use_is_kept_and_says_what_to_do(ward: object) -> None:
    """Rule 47."""
    administrator = client_of("Learning administrators")
    thing = Equipment.objects.create(
        business_group=BusinessGroupFactory(), name="Manikin"
    )
    held = LearningClassFactory().sessions.get()
    held.equipment.add(thing)
    address = reverse("esrlm_equipment:delete", args=[thing.pk])
    for answer in (administrator.get(address), administrator.post(address)):
        assert "Take it out of those sessions first." in answer.content.decode()
    assert Equipment.objects.exists()
    held.equipment.clear()
    assert administrator.post(address).status_code == 302
    assert not Equipment.objects.exists()


@pytest.mark.parametrize("role", ["", "Instructors", "Communications editors"])
def test_others_change_neither(office: Client, role: str) -> None:
    client = client_of(role)
    for name in ("bankholiday", "equipment"):
        assert client.get(reverse(f"esrlm_{name}:index")).status_code in (302, 403)
    given = {"day": monday().isoformat(), "name": "Carnival"}
    client.post(reverse("esrlm_bankholiday:add"), given)
    assert not BankHoliday.objects.filter(name="Carnival").exists()
