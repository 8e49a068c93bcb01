"""Addresses that a site's administrators set."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from wagtail_esrlm.site_settings import LearningSettings


@pytest.mark.parametrize("address", ["https://esr.example/find?a=1", "/find-training/"])
def test_an_address_is_elsewhere_or_on_this_site(address: str) -> None:
    LearningSettings(find_training_url=address, help_url=address).clean_fields(
        exclude=["site"]
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//elsewhere.example", "find training", "www.x"]
)
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        LearningSettings(find_training_url=address).clean_fields(exclude=["site"])
    assert "on this site, with /" in str(refused.value)
