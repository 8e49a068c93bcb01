"""The registry of kinds."""

from __future__ import annotations

import pytest

from wagtail_esrlm.notifications import kinds


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})


def test_a_kind_is_found_by_name_and_takes_its_templates_from_it():
    kinds.register_kind("a.b", label="A", render=lambda message: {})

    assert kinds.find_kind("a.b").template == "a.b"
    assert [kind.name for kind in kinds.kinds()] == ["a.b"]


def test_registering_again_replaces():
    kinds.register_kind("a.b", label="A", render=lambda message: {})
    kinds.register_kind("a.b", label="B", render=lambda message: {}, template="c")

    assert (kinds.find_kind("a.b").label, kinds.find_kind("a.b").template) == ("B", "c")


def test_an_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        kinds.find_kind("none")
