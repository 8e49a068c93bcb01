"""Welsh comes with the plugin, compiled; what is not translated shows in English."""

from __future__ import annotations

from pathlib import Path

from django.test import Client
from django.utils import translation

import wagtail_esrlm
from tests.ward import Ward
from wagtail_esrlm.compliance.rules import Figure
from wagtail_esrlm.compliance.wording import Voice, day_in_words, lead

LOCALE = Path(wagtail_esrlm.__file__).parent / "locale"


def test_every_language_is_compiled() -> None:
    assert {path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/django.mo")} == {
        path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/django.po")
    }


def test_welsh_is_welsh(ward: Ward) -> None:
    with translation.override("cy"):
        assert lead(Figure(14, 17), Voice()) == "Rydych yn gyfredol gyda 14 o 17."
        assert "Tachwedd" in day_in_words(ward.today.replace(month=11, day=3))


def test_a_welsh_reader_gets_a_whole_page(
    client: Client, ward: Ward, settings: object
) -> None:
    settings.LANGUAGE_CODE = "cy"
    client.force_login(ward.nurse_user)
    with translation.override("cy"):
        text = client.get("/learning/my-compliance/").content.decode()
    assert '<html lang="cy"' in text
    assert "Fy nghydymffurfiaeth" in text
    assert "Wedi dod i ben" in text
