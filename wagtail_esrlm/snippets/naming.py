"""ESR's names of competencies: ``OWNER|FRAMEWORK|Title|``.

The renewal period stands in the title ("- 2 Years", "- No Specified Renewal"), so the
same subject with another period is another competency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..names import fold

_YEARS = re.compile(r"[-–]\s*(\d{1,2})\s*years?\s*$", re.IGNORECASE)
_MONTHS = re.compile(r"[-–]\s*(\d{1,3})\s*months?\s*$", re.IGNORECASE)
_NEVER = re.compile(r"[-–]\s*no\s+specified\s+renewal\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class CompetencyName:
    """The parts of a competency's name.

    Attributes:
        owner: "NHS" or a trust's VPD code; empty where the name has no bars.
        framework: "CSTF", "LOCAL", ...; empty where the name has no bars.
        title: What people read.
        months: Renewal months the title states; None where it states none.
        never: The title states that it is never renewed.
    """

    owner: str
    framework: str
    title: str
    months: int | None
    never: bool


def parse_competency_name(name: str) -> CompetencyName:
    """Split a name, tolerating lost bars, spaces around them, quotes and lower case.

    >>> parse_competency_name("NHS|CSTF|Fire Safety - 2 Years|").months
    24
    >>> parse_competency_name("457|local| Ward Induction").owner
    '457'
    """
    bare = name.strip().strip("\"'").strip()
    parts = [part.strip() for part in bare.strip("|").split("|")]
    parts = [part for part in parts if part]
    if len(parts) >= 3:
        owner, framework, title = parts[0], parts[1], " ".join(parts[2:])
    elif len(parts) == 2:
        owner, framework, title = parts[0], "", parts[1]
    else:
        owner, framework, title = "", "", parts[0] if parts else bare
    months = None
    if found := _YEARS.search(title):
        months = int(found[1]) * 12 or None
    elif found := _MONTHS.search(title):
        months = int(found[1]) or None
    return CompetencyName(
        owner=owner.upper()[:20],
        framework=framework.upper()[:40],
        title=title[:255],
        months=months,
        never=bool(_NEVER.search(title)),
    )


def bare_name(name: str) -> str:
    """Return what two spellings of one name share: bars may be lost or spaced.

    >>> bare_name("NHS | CSTF | Fire Safety") == bare_name('"nhs|cstf|Fire  Safety|"')
    True
    """
    parts = (fold(part) for part in name.strip().strip("\"'").split("|"))
    return "|".join(part for part in parts if part)


def title_without_period(title: str) -> str:
    """Return what a title is about, without the renewal period that it states.

    >>> title_without_period("Fire Safety - 2 Years")
    'Fire Safety'
    """
    for period in (_YEARS, _MONTHS, _NEVER):
        title = period.sub("", title)
    return title.strip()
