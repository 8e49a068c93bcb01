"""Fields that choose what an audience is made of: found by typing, kept as ticks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..booking.audience import FIELD_OF_KIND
from ..clock import today
from ..names import fold, tidy
from ..snippets.models import AudienceValue, Competency
from ..workforce.models import (
    JobRole,
    Organisation,
    Position,
    SupplementaryRole,
)
from ..workforce.selectors import organisation_paths

Kind = AudienceValue.Kind


@dataclass(frozen=True)
class Named:
    """A kind of value that is typed in, one a line.

    Attributes:
        model: Where its records are.
        key: Column of the folded name or number.
        shown: What is typed: the name, or the number.
    """

    only: str | Promise
    excepted: str | Promise
    model: Any = None
    key: str = "name_key"
    shown: str = "name"
    help_text: str | Promise = ""


NAMED: dict[str, Named] = {
    Kind.ORGANISATION.value: Named(
        gettext_lazy("Only in these organisations"),
        gettext_lazy("Not in these organisations"),
        Organisation,
        help_text=gettext_lazy("With everything below. Name, or path with “>”."),
    ),
    Kind.JOB_ROLE.value: Named(
        gettext_lazy("Only these job roles"),
        gettext_lazy("Not these job roles"),
        JobRole,
    ),
    Kind.STAFF_GROUP.value: Named(
        gettext_lazy("Only these staff groups"), gettext_lazy("Not these staff groups")
    ),
    Kind.POSITION.value: Named(
        gettext_lazy("Only in these positions"),
        gettext_lazy("Not in these positions"),
        Position,
        "number_key",
        "number",
        gettext_lazy("Position numbers."),
    ),
    Kind.SUPPLEMENTARY_ROLE.value: Named(
        gettext_lazy("Only with these supplementary roles"),
        gettext_lazy("Not with these supplementary roles"),
        SupplementaryRole,
    ),
    Kind.COMPLIANCE.value: Named(
        gettext_lazy("Only who still needs these competencies"),
        gettext_lazy("Not who still needs these competencies"),
        Competency,
    ),
}


#: The most that a browser is given to choose from; beyond it, it is typed.
MOST_OFFERED = 3000
#: Empty boxes to choose more in.
MORE = 2


class ChosenLines(forms.Widget):
    """What is chosen, as ticks, and boxes that find more as one types.

    Plain HTML: the browser finds in a list that both fields of a kind share.
    """

    template_name = "wagtail_esrlm/admin/includes/chosen_lines.html"

    def __init__(self, offered: Offered, *, shows_list: bool) -> None:
        super().__init__()
        self.offered, self.shows_list = offered, shows_list
        #: Typed lines that name nothing: they stand in their boxes, to be mended.
        self.wrong: Collection[str] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Return the chosen ones, one a line; several may be pasted into one box."""
        chosen = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return "\n".join(each for each in chosen if each)

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        """Render ticks, empty boxes, and the list to find in."""
        attrs = attrs or {}
        lines = dict.fromkeys(line.strip() for line in (value or "").splitlines())
        lines.pop("", None)
        return render_to_string(
            self.template_name,
            {
                "name": name,
                "id": attrs.get("id", ""),
                "described": attrs.get("aria-describedby", ""),
                "lines": [line for line in lines if fold(line) not in self.wrong],
                "boxes": [*(line for line in lines if fold(line) in self.wrong), ""],
                "more": range(1, MORE),
                "list_id": f"offered-{self.offered.kind}",
                "offered": self.offered.choices if self.shows_list else (),
            },
        )


class Offered:
    """What can be chosen of a kind: what is typed, and words that explain it."""

    def __init__(self, kind: str, group_id: int | None) -> None:
        self.kind, self.group_id = kind, group_id

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """Return them by name; none where they are too many. Queries: 1."""
        found = sorted(self._found(), key=lambda each: fold(each[0]))
        return found if len(found) <= MOST_OFFERED else []

    def _found(self) -> list[tuple[str, str]]:
        if self.kind == Kind.ORGANISATION:
            paths = organisation_paths(business_group_id=self.group_id)
            return [(path, "") for path in paths.values()]
        if self.kind == Kind.STAFF_GROUP:
            groups = JobRole.objects.values_list("staff_group", flat=True)
            return [(each, "") for each in {tidy(each) for each in groups if each}]
        if self.kind == Kind.COMPLIANCE:
            current = Competency.objects.current_on(today())
            return [(name, "") for name in current.values_list("name", flat=True)]
        named = NAMED[self.kind]
        rows = named.model.objects.filter(business_group=self.group_id)
        if self.kind == Kind.POSITION:
            return list(rows.values_list("number", "title")[: MOST_OFFERED + 1])
        return [(name, "") for name in rows.values_list(named.shown, flat=True)]


class LinesField(forms.CharField):
    """Records typed in by name or number, one a line; cleans to values of a kind."""

    def __init__(
        self, *, kind: str, named: Named, is_exception: bool, offered: Offered
    ) -> None:
        super().__init__(
            required=False,
            label=named.excepted if is_exception else named.only,
            help_text=named.help_text,
            widget=ChosenLines(offered, shows_list=not is_exception),
            max_length=20_000,
        )
        self.kind, self.named, self.is_exception = kind, named, is_exception
        self.group_id = offered.group_id

    def clean(self, value: Any) -> list[AudienceValue]:
        """Return a value for each line.

        Raises:
            ValidationError: with every line that names nothing, or more than one.
        """
        lines = {fold(line): tidy(line) for line in super().clean(value).splitlines()}
        lines.pop("", None)
        if not lines:
            return []
        found = self._found(lines)
        wrong = [
            (_("Nothing is called “%(text)s”.") if not found.get(key) else several)
            % {"text": text}
            for several in [_("“%(text)s” is the name of more than one.")]
            for key, text in lines.items()
            if len(found.get(key, ())) != 1
        ]
        if wrong:
            self.widget.wrong = {key for key in lines if len(found.get(key, ())) != 1}
            raise forms.ValidationError(wrong)
        column = FIELD_OF_KIND[self.kind]
        return [
            AudienceValue(
                kind=self.kind,
                is_exception=self.is_exception,
                **{column: found[key][0]},
            )
            for key in lines
        ]

    def _found(self, lines: Mapping[str, str]) -> dict[str, list[Any]]:
        """Return keys, or words, of what each line names. Queries: 1, paths 1 more."""
        if self.named.model is None:
            groups = JobRole.objects.values_list("staff_group", flat=True).distinct()
            return {fold(word): [tidy(word)] for word in groups if word}
        rows = self.named.model.objects.filter(**{f"{self.named.key}__in": lines})
        has_groups = self.named.model is not Competency
        columns = [self.named.key, "pk", *(["business_group"] if has_groups else [])]
        found: dict[str, list[Any]] = {}
        own: dict[str, list[Any]] = {}
        for key, pk, *group in rows.values_list(*columns):
            found.setdefault(key, []).append(pk)
            if group == [self.group_id]:
                own.setdefault(key, []).append(pk)
        found |= own
        if self.named.model is Organisation and any(">" in key for key in lines):
            for pk, path in organisation_paths().items():
                if fold(path) in lines:
                    found.setdefault(fold(path), []).append(pk)
        return found
