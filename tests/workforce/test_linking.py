"""Log-ins and people join one to one, or not at all."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection

from wagtail_esrlm.errors import AlreadyLinked, Conflict, InvalidInput
from wagtail_esrlm.testing import BusinessGroupFactory, PersonFactory, UserFactory
from wagtail_esrlm.workforce import linking, login_keys
from wagtail_esrlm.workforce.linking import LinkBy, Refusal
from wagtail_esrlm.workforce.models import LinkProposal, Person

from .logs import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _number_in_last_name(settings):
    """Let the host keep employee numbers in a field every user model here has."""
    settings.WAGTAIL_ESRLM = {"USER_EMPLOYEE_NUMBER_FIELD": "last_name"}


def numbered(number: str, **facts):
    """Make a log-in that carries an employee number."""
    return UserFactory(last_name=number, **facts)


def test_a_log_in_that_fits_one_person_is_linked_and_logged():
    person = PersonFactory(employee_number="E-100")
    user = numbered(" e-100 ")
    numbered("nobody")
    PersonFactory()
    report = linking.link_users(by=LinkBy.EMPLOYEE_NUMBER)
    person.refresh_from_db()
    assert person.user == user
    assert report.linked == [(user.pk, person.pk)]
    assert (report.without_person, report.without_log_in) == (1, 1)
    assert "Log-in linked" in history_of(person)[0].message
    again = linking.link_users(by=LinkBy.EMPLOYEE_NUMBER)
    assert (again.linked, again.unmatched) == ([], [])
    assert len(history_of(person)) == 1


def test_many_are_linked_in_few_statements(django_assert_max_num_queries):
    for number in range(20):
        PersonFactory(employee_number=f"N{number}")
        numbered(f"N{number}")
    with django_assert_max_num_queries(12):
        assert len(linking.link_users(by=LinkBy.EMPLOYEE_NUMBER).linked) == 20
    person = Person.objects.get(employee_number="N7")
    assert "matched by employee-number" in history_of(person)[0].message


def test_a_log_in_linked_meanwhile_spoils_only_its_own_pair(monkeypatch):
    people = PersonFactory.create_batch(2)
    users = [numbered(person.employee_number) for person in people]
    match = linking._match
    overtaken: list[Person] = []

    def overtake(*args) -> None:
        match(*args)
        if not overtaken:
            overtaken.append(PersonFactory(user=users[0]))

    monkeypatch.setattr(linking, "_match", overtake)
    report = linking.link_users(by=LinkBy.EMPLOYEE_NUMBER)
    assert report.linked == [(users[1].pk, people[1].pk)]


def test_what_is_not_one_to_one_is_listed_and_left_alone():
    twice = PersonFactory(employee_number="1")
    one, two = numbered("1"), numbered("1")
    here = PersonFactory(employee_number="2")
    there = PersonFactory(
        employee_number="2", business_group=BusinessGroupFactory(vpd="999")
    )
    three = numbered("2")
    taken = PersonFactory(employee_number="3", user=UserFactory())
    four = numbered("3")
    free = PersonFactory(employee_number="4")
    five = numbered("4")
    PersonFactory(employee_number="5", user=five)
    report = linking.link_users(by=LinkBy.EMPLOYEE_NUMBER)
    assert report.linked == []
    assert {(entry.why, entry.user_ids) for entry in report.unmatched} == {
        (Refusal.SEVERAL_LOG_INS, (one.pk, two.pk)),
        (Refusal.SEVERAL_PEOPLE, (three.pk,)),
        (Refusal.PERSON_TAKEN, (four.pk,)),
        (Refusal.LOG_IN_TAKEN, (five.pk,)),
    }
    for person in (twice, here, there, free):
        person.refresh_from_db()
        assert person.user is None
    assert taken.user != four
    only = linking.link_users(
        by=LinkBy.EMPLOYEE_NUMBER, business_group=here.business_group
    )
    assert only.linked == [(three.pk, here.pk)]


def test_a_dry_run_writes_nothing():
    person = PersonFactory(employee_number="1", email="a@riverside.example")
    numbered("1", email=person.email)
    assert len(linking.link_users(by=LinkBy.EMPLOYEE_NUMBER, dry_run=True).linked) == 1
    assert len(linking.link_users(by=LinkBy.EMAIL, dry_run=True).proposed) == 1
    assert not Person.objects.filter(user__isnull=False).exists()
    assert not LinkProposal.objects.exists()


def test_shared_and_closed_log_ins_are_never_linked():
    person = PersonFactory(employee_number="1")
    shared = numbered("1", groups=[Group.objects.create(name="Shared log-ins")])
    numbered("1", is_active=False)
    assert linking.link_users(by=LinkBy.EMPLOYEE_NUMBER).linked == []
    assert linking.link_at_login(shared) is None
    with pytest.raises(InvalidInput, match="shared"):
        linking.link(person=person, user=shared, by=None, matched_by="x")


def test_an_email_address_only_proposes_and_an_administrator_decides():
    by = UserFactory()
    person = PersonFactory(email="Amal@Riverside.example")
    user = UserFactory(email="amal@riverside.example")
    other = PersonFactory(email="sam@riverside.example")
    UserFactory(email="sam@riverside.example")
    report = linking.link_users(by=LinkBy.EMAIL)
    assert len(report.proposed) == 2
    assert LinkProposal.objects.count() == 2
    linking.link_users(by=LinkBy.EMAIL)
    assert LinkProposal.objects.count() == 2
    proposal = person.link_proposals.get()
    assert linking.confirm_proposal(proposal=proposal, by=by).user == user
    with pytest.raises(Conflict, match="decided"):
        linking.confirm_proposal(proposal=proposal, by=by)
    refused = linking.refuse_proposal(proposal=other.link_proposals.get(), by=by)
    assert refused.decided_by == by
    linking.link_users(by=LinkBy.EMAIL)
    assert not LinkProposal.objects.filter(state="open").exists()
    other.refresh_from_db()
    assert other.user is None


def test_a_proposal_overtaken_by_a_link_is_refused_and_stays_open():
    person = PersonFactory(email="amal@riverside.example")
    UserFactory(email="amal@riverside.example")
    linking.link_users(by=LinkBy.EMAIL)
    linking.link(person=person, user=UserFactory(), by=None, matched_by="hand")
    with pytest.raises(AlreadyLinked):
        linking.confirm_proposal(proposal=LinkProposal.objects.get(), by=None)
    assert LinkProposal.objects.get().state == LinkProposal.State.OPEN


def test_people_and_log_ins_are_unlinked_with_a_reason():
    person = PersonFactory(with_user=True)
    with pytest.raises(InvalidInput, match="Say why"):
        linking.unlink(person=person, by=None, reason="")
    assert linking.unlink(person=person, by=None, reason="Wrong Amal").user is None
    assert "Wrong Amal" in history_of(person)[0].message
    assert linking.unlink(person=person, by=None, reason="Again").user is None


@pytest.mark.parametrize("rule", ["employee-number", "username"])
def test_a_first_log_in_links(client, settings, rule):
    settings.WAGTAIL_ESRLM = {
        "USER_EMPLOYEE_NUMBER_FIELD": "last_name",
        "LINK_AT_LOGIN": rule,
    }
    model = get_user_model()
    user = numbered("E-100", email="e-100@riverside.example")
    person = PersonFactory(employee_number="E-100")
    client.force_login(user)
    person.refresh_from_db()
    if rule == "username" and model.USERNAME_FIELD == "email":
        assert person.user is None
    else:
        assert person.user == user
        assert history_of(person)[0].user == user


@pytest.mark.parametrize("rule", [None, "email", "nonsense"])
def test_other_rules_never_link_at_log_in(client, settings, rule):
    settings.WAGTAIL_ESRLM = {
        "USER_EMPLOYEE_NUMBER_FIELD": "last_name",
        "LINK_AT_LOGIN": rule,
    }
    person = PersonFactory(employee_number="1", email="a@riverside.example")
    client.force_login(numbered("1", email=person.email))
    person.refresh_from_db()
    assert person.user is None


def test_a_first_log_in_that_is_not_one_to_one_does_not_link(client):
    person = PersonFactory(employee_number="1")
    user = numbered("1")
    numbered("1")
    client.force_login(user)
    person.refresh_from_db()
    assert person.user is None


def test_a_log_in_model_without_a_number_does_no_harm(client, settings):
    settings.WAGTAIL_ESRLM = {"USER_EMPLOYEE_NUMBER_FIELD": "no_such_field"}
    PersonFactory(employee_number="1")
    client.force_login(UserFactory())
    with pytest.raises(InvalidInput, match="no_such_field"):
        linking.link_users(by=LinkBy.EMPLOYEE_NUMBER)


def test_a_failing_link_keeps_nobody_out(client, monkeypatch):
    def fail(user) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(linking, "link_at_login", fail)
    client.force_login(UserFactory())
    assert client.session["_auth_user_id"]


def test_user_names_that_are_email_addresses_are_refused(monkeypatch):
    monkeypatch.setattr(login_keys, "username_is_email", lambda: True)
    with pytest.raises(InvalidInput, match="link by email"):
        linking.link_users(by=LinkBy.USERNAME)


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="Tables in memory lock out other threads."
)
@pytest.mark.django_db(transaction=True)
def test_of_two_links_at_once_one_is_refused():
    people = PersonFactory.create_batch(4)
    user = UserFactory()
    won: list[int] = []
    lost: list[int] = []
    gate = threading.Barrier(4)

    def take(person: Person) -> None:
        gate.wait()
        try:
            linking.link(person=person, user=user, by=None, matched_by="race")
            won.append(person.pk)
        except AlreadyLinked:
            lost.append(person.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(won), len(lost)) == (1, 3)
    assert list(Person.objects.filter(user=user).values_list("pk", flat=True)) == won


def test_the_command_lists_what_it_did_and_what_it_did_not():
    PersonFactory(employee_number="1")
    numbered("1")
    PersonFactory(employee_number="2")
    one, two = numbered("2"), numbered("2")
    out = StringIO()
    call_command("esrlm_link_users", "--dry-run", stdout=out)
    assert "1 would be linked" in out.getvalue()
    out = StringIO()
    call_command("esrlm_link_users", stdout=out)
    text = out.getvalue()
    assert "1 linked" in text
    assert f"(several log-ins): log-in {one.pk}, {two.pk}; employee number 2" in text
    assert "1 people have no log-in" in text
    with pytest.raises(CommandError, match="business group") as error:
        call_command("esrlm_link_users", "--business-group", "x")
    assert error.value.returncode == 2
