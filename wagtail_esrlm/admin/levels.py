"""What the six levels of requirements are called in the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..compliance.models import Requirement
from ..compliance.rules import Level

LEVEL_WORDS = {
    Level.BUSINESS_GROUP: _("Business groups"),
    Level.ORGANISATION: _("Organisations"),
    Level.JOB_ROLE: _("Job roles"),
    Level.POSITION: _("Positions"),
    Level.ASSIGNMENT: _("Assignments"),
    Level.SUPPLEMENTARY_ROLE: _("Supplementary roles"),
}


def level_word(requirement: Requirement) -> str:
    """Return the kind of thing that is asked: "Job role"."""
    target: Any = requirement.target
    word: str = capfirst(target._meta.verbose_name)
    return word


def target_words(requirement: Requirement, paths: Mapping[int, str]) -> str:
    """Return the target as people read it: an organisation by its path."""
    if requirement.organisation_id is None:
        return str(requirement.target)
    return paths.get(requirement.organisation_id, str(requirement.target))
