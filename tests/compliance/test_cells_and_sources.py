"""One person's page asks cells and sources at once: the same as asking one by one."""

from __future__ import annotations

import pytest

from wagtail_esrlm.compliance import calculation
from wagtail_esrlm.months import add_months

from .strategies import seeded_batches
from .trusts.statement import written

pytestmark = pytest.mark.django_db


def test_both_at_once_are_both_one_by_one():
    """What is to come, asked in the same statement, changes no cell (rule 5)."""
    sources_to_come = 0
    for trusts, days in seeded_batches(900, 30, how_many_days=3):
        with written(trusts) as known:
            people = [row.pk for row in known.people.values()]
            for on in days:
                begun_by = add_months(on, 3)
                cells, sources = calculation.cells_and_sources(
                    on=on, person_ids=people, begun_by=begun_by
                )
                assert set(cells) == set(
                    calculation.cells(on=on, person_ids=people, named=True)
                )
                assert set(sources) == set(
                    calculation.sources(on=on, person_ids=people, begun_by=begun_by)
                )
                sources_to_come += sum(source.starts_on > on for source in sources)
    assert sources_to_come
