"""What a manager may ask of their team's table; everything lives in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ..posted import number_in
from .rules import Status
from .team import Member

DIRECT = "direct"
EVERYBODY = "all"
UP_TO_DATE = "up_to_date"

STATUS_CHOICES = (
    ("", _("Any")),
    (Status.EXPIRED.value, _("Expired")),
    (Status.MISSING.value, _("Not done")),
    (Status.DUE.value, _("Due")),
    (Status.EXPIRING.value, _("Expiring soon")),
    (UP_TO_DATE, _("Up to date")),
    (Status.EXEMPT.value, _("Exempt")),
)


class TeamFilterForm(forms.Form):
    """Filters of the team's table. A choice that is not offered counts as none."""

    team = forms.ChoiceField(
        required=False, choices=((DIRECT, _("Direct")), (EVERYBODY, _("Everybody")))
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    competency = forms.ChoiceField(label=_("Competency"), required=False)
    name = forms.CharField(
        label=_("Name or number"), required=False, max_length=80, strip=True
    )

    def __init__(
        self, *args: Any, competencies: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "esrlm-team-%s")
        super().__init__(*args, **kwargs)
        self.choices: dict[str, list[tuple[str, Any]]] = {
            "status": list(STATUS_CHOICES),
            "competency": [
                ("", _("Any")),
                *((str(pk), title) for pk, title in (competencies or {}).items()),
            ],
        }
        for name, choices in self.choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def asked(self) -> TeamFilter:
        """Return what was asked, without what is not offered."""
        self.is_valid()
        clean = self.cleaned_data
        competency = clean.get("competency") or ""
        return TeamFilter(
            status=clean.get("status") or "",
            competency_id=number_in(competency),
            name=clean.get("name") or "",
        )


@dataclass(frozen=True)
class TeamFilter:
    """Which members of a team are listed."""

    status: str = ""
    competency_id: int | None = None
    name: str = ""

    @property
    def is_active(self) -> bool:
        """Whether anything is asked."""
        return bool(self.status or self.competency_id or self.name)

    @property
    def count(self) -> int:
        """How many filters are on."""
        return sum(map(bool, (self.status, self.competency_id, self.name)))

    def keeps(self, member: Member) -> bool:
        """Whether a member has what is asked; names are asked of the database."""
        if not (self.status or self.competency_id):
            return True
        if member.compliance is None:
            return False
        rows = [
            row
            for row in member.compliance.rows
            if row.essential
            and (self.competency_id is None or row.competency_id == self.competency_id)
        ]
        if self.status == UP_TO_DATE:
            return bool(rows) and all(
                row.status.is_met or row.status is Status.EXEMPT for row in rows
            )
        return any(not self.status or row.status == self.status for row in rows)
