"""Reminders of training: who, once a day at most, and what they say when sent."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail

from tests.reminders.conftest import ONE_DAY
from wagtail_esrlm.clock import today
from wagtail_esrlm.errors import Busy
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.sending import send_due
from wagtail_esrlm.reminders.compliance import remind_people, tell_managers
from wagtail_esrlm.reminders.models import ReminderPass
from wagtail_esrlm.testing import (
    CompetencyFactory,
    ExemptionFactory,
    RequirementFactory,
)


def reminded(team) -> set[str]:
    """Calculate, write and send; return the first names of who was reminded."""
    team.calculate()
    ReminderPass.objects.all().delete()
    remind_people()
    send_due()
    return {
        message.person.first_name
        for message in Message.objects.filter(kind="compliance.reminder", state="sent")
    }


@pytest.mark.parametrize(
    ("days", "expected"), [(90, True), (30, True), (45, False), (-1, True), (-3, False)]
)
def test_people_are_reminded_on_their_days(team, days, expected):
    team.held_until(team.person("Amina"), days)
    assert ("Amina" in reminded(team)) is expected


def test_one_mail_names_everything(team):
    amina = team.person("Amina")
    other = CompetencyFactory(name="NHS|CSTF|Infection Control - 1 Year|")
    RequirementFactory(
        competency=other,
        business_group=team.group,
        starts_on=today() - 200 * ONE_DAY,
    )
    team.held_until(amina, 30)
    reminded(team)
    mails = [sent for sent in mail.outbox if sent.to == [amina.email]]
    assert len(mails) == 1
    assert "Overdue" in mails[0].body
    assert "- Infection Control" in mails[0].body
    assert "- Fire Safety" in mails[0].body
    assert f"runs out after {today() + 30 * ONE_DAY:%-d %B %Y}" in mails[0].body
    assert mails[0].subject == "Your training: 1 overdue"


def test_twice_on_a_day_reminds_once(team):
    """Rule 92."""
    team.held_until(team.person("Amina"), 30)
    team.calculate()
    assert remind_people() == "1 people reminded"
    assert remind_people() == "0 people reminded"
    ReminderPass.objects.all().delete()
    remind_people()
    assert Message.objects.count() == 1


def test_new_starters_hear_before_their_grace_ends(team):
    RequirementFactory(
        competency=CompetencyFactory(),
        business_group=team.group,
        starts_on=today() - 3 * ONE_DAY,
        grace_days=33,
    )
    team.held_until(team.person("Amina"), 700)
    assert reminded(team) == {"Ruth", "Amina"}
    assert f"due by {today() + 30 * ONE_DAY:%-d %B %Y}" in mail.outbox[0].body


@pytest.mark.parametrize("why", ["booked", "renewed", "left", "not shown", "exempt"])
def test_nobody_is_reminded_who_need_not_be(team, why):
    """Rules 90, 101, 102."""
    amina = team.person("Amina", ends_on=today() - ONE_DAY if why == "left" else None)
    team.held_until(amina, 30)
    if why == "booked":
        team.book(amina, 20)
    elif why == "renewed":
        team.held_until(amina, 600)
    elif why == "not shown":
        team.group.shown_from = today() + ONE_DAY
        team.group.save()
    elif why == "exempt":
        ExemptionFactory(
            person=amina,
            competency=team.competency,
            starts_on=today() - ONE_DAY,
            ends_on=today() + 40 * ONE_DAY,
        )
    assert reminded(team) == set()


def test_nobody_is_reminded_while_away(team):
    """Rule 10."""
    team.held_until(team.person("Amina", status="Maternity"), 30)
    assert reminded(team) == set()


def test_recommended_training_is_never_chased(team):
    """Rule 14."""
    amina = team.person("Amina")
    team.held_until(amina, 700)
    RequirementFactory(
        competency=CompetencyFactory(), business_group=team.group, essential=False
    )
    assert reminded(team) == set()


def test_a_class_after_the_expiry_does_not_stop_the_reminder(team):
    amina = team.person("Amina")
    team.held_until(amina, 30)
    team.book(amina, 40)
    assert reminded(team) == {"Amina"}


def test_what_was_renewed_before_the_mail_went_out_is_not_chased(team):
    amina = team.person("Amina")
    team.held_until(amina, 30)
    team.calculate()
    remind_people()
    team.held_until(amina, 600)
    send_due()
    assert Message.objects.get().state == "dropped"


def test_reminders_wait_until_the_records_are_those_of_today(team):
    team.held_until(team.person("Amina"), 30)
    with pytest.raises(Busy):
        remind_people()
    assert not Message.objects.exists()


def test_writing_takes_the_same_queries_for_any_number(
    team, django_assert_max_num_queries
):
    for number in range(30):
        team.held_until(team.person(f"P{number}"), 30)
    team.calculate()
    with django_assert_max_num_queries(18):
        assert remind_people() == "30 people reminded"


def test_managers_get_one_digest_a_week(team):
    team.held_until(team.person("Amina"), -40)
    team.held_until(team.person("Tom"), 20)
    team.held_until(team.person("Fine"), 500)
    team.calculate()
    assert tell_managers() == "1 managers told"
    assert tell_managers() == "0 managers told"
    send_due()
    (digest,) = mail.outbox
    assert digest.to == [team.manager.email]
    assert digest.subject == "Your team: 1 person has training overdue"
    assert "- Amina" in digest.body
    assert "1 overdue" in digest.body
    assert "- Tom" in digest.body
    assert "1 within a month" in digest.body
    assert "Fine" not in digest.body


def test_a_digest_says_nothing_before_compliance_is_shown(team):
    """Rule 102."""
    team.held_until(team.person("Amina"), -40)
    team.group.shown_from = today() + ONE_DAY
    team.group.save()
    team.calculate()
    assert tell_managers() == "0 managers told"


def test_a_digest_is_dropped_when_the_team_is_up_to_date_again(team):
    amina = team.person("Amina")
    team.held_until(amina, -40)
    team.calculate()
    tell_managers()
    team.held_until(amina, 600)
    team.calculate()
    send_due()
    assert Message.objects.get().state == "dropped"


def test_a_missed_day_is_made_up_for_once(team):
    team.held_until(team.person("Amina"), 29)
    team.calculate()
    ReminderPass.objects.create(
        name="compliance.reminder", through=today() - datetime.timedelta(days=2)
    )
    assert remind_people() == "1 people reminded"
