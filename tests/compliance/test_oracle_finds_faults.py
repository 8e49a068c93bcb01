"""The comparison has teeth: with a fault put into the statement, it finds one.

A test that passes with a rule taken out proves nothing about that rule.
"""

from __future__ import annotations

import pytest

from wagtail_esrlm.compliance import statement

from .oracle import Oracle
from .strategies import seeded_batches
from .trusts.statement import differences, stated, written

pytestmark = pytest.mark.django_db

FAULTS = {
    "rule 1: customers sit": ("AND n.person_type <> 'customer'", ""),
    "rule 1: external learners by post": (
        "FROM seats WHERE person_type <> 'external_learner'",
        "FROM seats",
    ),
    "rule 2: every status is active": ("WHERE NOT is_active", "WHERE 1 = 0"),
    "rule 2: this organisation only is ignored": (
        "WHERE u.itself = 1 OR NOT r.this_organisation_only",
        "WHERE u.itself >= 0",
    ),
    "rule 5: a requirement's last day is lost": (
        "FROM sources WHERE ends_on >= %(on)s {begun}\n  UNION ALL",
        "FROM sources WHERE ends_on > %(on)s {begun}\n  UNION ALL",
    ),
    "rule 12: recommended time counts": (
        "PARTITION BY person_id, competency_id, essential ORDER",
        "PARTITION BY person_id, competency_id ORDER",
    ),
    "rule 12: adjoining times do not join": (
        "starts_on > {day_after_ended_on}",
        "starts_on > ended_on",
    ),
    "rule 12: due on the day itself": ("a.due_on > %(on)s", "a.due_on >= %(on)s"),
    "rule 13: grades are ignored": ("AND (r.grade = '' OR r.grade = l.grade)", ""),
    "rule 17: expired on the expiry date": (
        "a.held_until >= %(on)s THEN 'expiring'",
        "a.held_until > %(on)s THEN 'expiring'",
    ),
    "rule 19: amber a day late": (
        "a.held_until > {last_amber_expiry}",
        "a.held_until >= {last_amber_expiry}",
    ),
    "rule 25: awards to come count": ("h.achieved_on <= %(on)s", "1 = 1"),
    "rule 33: requirements outlive the competency": (
        "(c.ends_on IS NULL OR c.ends_on >= %(on)s)",
        "(1 = 1)",
    ),
    "rule 101: an exemption's last day is lost": (
        "x.ends_on >= %(on)s",
        "x.ends_on > %(on)s",
    ),
    "rule 14: covering awards make blue": (
        "OR (own_held_until >=",
        "OR (held_until >=",
    ),
}
TEXTS = ("REACH", "CELLS", "OR_NOT_REQUIRED", "STATUS")


@pytest.mark.parametrize("fault", FAULTS)
def test_the_comparison_finds_the_fault(fault, monkeypatch):
    right, wrong = FAULTS[fault]
    holders = [name for name in TEXTS if right in getattr(statement, name)]
    assert holders, f"The statement no longer says {right!r}: name its new words here."
    for name in holders:
        text = getattr(statement, name).replace(right, wrong)
        monkeypatch.setattr(statement, name, text)
    assert any(
        found_in(trusts, days) for trusts, days in seeded_batches(0, 600, batch=100)
    )


def found_in(trusts, days) -> bool:
    """Tell whether the oracle and the faulty statement differ somewhere."""
    oracles = {id(trust): Oracle(trust) for trust in trusts}
    with written(trusts) as known:
        return any(differences(trusts, stated(known, on), on, oracles) for on in days)
