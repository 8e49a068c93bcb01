"""Log-ins and people in the admin: proposals judged, links made and taken away."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.testing.factories import PersonFactory, UserFactory
from wagtail_esrlm.workforce.linking import LinkBy, link_users
from wagtail_esrlm.workforce.models import LinkProposal


@pytest.fixture
def proposal(ward: Ward) -> LinkProposal:
    """Return the proposal that a shared e-mail address makes."""
    user = UserFactory()
    PersonFactory(email=user.email, user=None)
    link_users(by=LinkBy.EMAIL)
    return LinkProposal.objects.get()


def test_a_proposal_is_joined(administrator: Client, proposal: LinkProposal) -> None:
    page = administrator.get(reverse("esrlm_linkproposal:index")).content.decode()
    address = reverse("esrlm_linkproposal:confirm", args=[proposal.pk])
    assert address in page
    assert administrator.get(address).status_code == 200
    assert administrator.post(address).status_code == 302
    proposal.person.refresh_from_db()
    assert proposal.person.user == proposal.user


def test_a_proposal_is_refused(administrator: Client, proposal: LinkProposal) -> None:
    administrator.post(reverse("esrlm_linkproposal:refuse", args=[proposal.pk]))
    proposal.refresh_from_db()
    proposal.person.refresh_from_db()
    assert proposal.state == "refused"
    assert proposal.person.user is None


def test_a_log_in_is_joined_by_hand_and_taken_away(
    administrator: Client, ward: Ward
) -> None:
    person, user = PersonFactory(user=None), UserFactory()
    address = reverse("esrlm_person:link", args=[person.pk])
    page = administrator.post(address, {"log_in": "nobody@nowhere"})
    assert "Nobody logs in with that." in page.content.decode()
    administrator.post(address, {"log_in": user.get_username()})
    person.refresh_from_db()
    assert person.user == user
    address = reverse("esrlm_person:unlink", args=[person.pk])
    administrator.post(address, {"reason": "Somebody else"})
    person.refresh_from_db()
    assert person.user is None


def test_a_taken_log_in_is_told(administrator: Client, ward: Ward) -> None:
    person = PersonFactory(user=None)
    answers = {"log_in": ward.nurse.user.get_username()}
    page = administrator.post(reverse("esrlm_person:link", args=[person.pk]), answers)
    assert page.status_code == 200
    person.refresh_from_db()
    assert person.user is None


@pytest.mark.parametrize("role", ["", "Class administrators", "Training leads"])
def test_others_may_not_join(role: str, proposal: LinkProposal, ward: Ward) -> None:
    client = client_of(role)
    for name, pk in (
        ("esrlm_linkproposal:confirm", proposal.pk),
        ("esrlm_linkproposal:refuse", proposal.pk),
        ("esrlm_person:link", proposal.person_id),
        ("esrlm_person:unlink", ward.nurse.pk),
    ):
        assert client.post(reverse(name, args=[pk])).status_code == 302
    proposal.refresh_from_db()
    ward.nurse.refresh_from_db()
    assert proposal.state == "open"
    assert ward.nurse.user is not None
