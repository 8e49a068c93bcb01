"""An audience read back as one English sentence (rule 105)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ..snippets.models import Audience, AudienceValue
from .audience import FIELD_OF_KIND, Kind


def sentence_of(audience: Audience | None) -> str:
    """Return the audience as one English sentence (rule 105).

    Queries: 2 at most, with its values and what they name.
    """
    if audience is None:
        return _("For every employee.")
    groups: list[str] = []
    if audience.employees:
        groups.append(_("employees"))
    if audience.external_learners:
        groups.append(_("External Learners"))
    if audience.public:
        groups.append(_("the public"))
    if not groups:
        return _("For nobody.")
    values = list(
        audience.values.select_related(
            "organisation", "job_role", "position", "supplementary_role", "competency"
        )
    )
    wanted = _clauses(value for value in values if not value.is_exception)
    excepted = _clauses(value for value in values if value.is_exception)
    sentence = _("For %(groups)s") % {"groups": _listed(groups, _("and"))}
    if groups == [_("employees")] and not wanted:
        sentence = _("For every employee")
    if wanted:
        sentence += " " + " ".join(wanted)
    if excepted:
        sentence += ", " + _("except %(those)s") % {
            "those": _listed(excepted, _("and"))
        }
    return f"{sentence}."


def _clauses(values: Iterable[AudienceValue]) -> list[str]:
    by_kind: dict[str, list[str]] = {}
    for value in values:
        by_kind.setdefault(value.kind, []).append(_said(value))
    phrases = {
        Kind.ORGANISATION.value: _("in %(values)s"),
        Kind.JOB_ROLE.value: _("whose job role is %(values)s"),
        Kind.STAFF_GROUP.value: _("of the staff group %(values)s"),
        Kind.POSITION.value: _("in post %(values)s"),
        Kind.SUPPLEMENTARY_ROLE.value: _("with the role %(values)s"),
        Kind.PERSON_TYPE.value: _("known as %(values)s"),
        Kind.COMPLIANCE.value: _("who still need %(values)s"),
    }
    return [
        phrases[kind] % {"values": _listed(sorted(by_kind[kind]), _("or"))}
        for kind in FIELD_OF_KIND
        if kind in by_kind
    ]


def _said(value: AudienceValue) -> str:
    if value.kind == Kind.STAFF_GROUP:
        return value.staff_group
    if value.kind == Kind.PERSON_TYPE:
        return str(value.get_person_type_display())
    if value.kind == Kind.COMPLIANCE:
        return str(value.competency)
    if value.kind == Kind.POSITION and value.position is not None:
        return value.position.number
    return str(getattr(value, FIELD_OF_KIND[value.kind].removesuffix("_id")))


def _listed(words: list[str], conjunction: str) -> str:
    """Return "a", "a or b", "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
