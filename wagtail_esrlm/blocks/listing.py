"""Every block at once, for a host's ``StreamField``."""

from __future__ import annotations

from wagtail import blocks

from .compliance import MyComplianceBlock, TeamComplianceBlock


def esrlm_blocks() -> list[tuple[str, blocks.Block]]:
    """Return our blocks with their names: ``StreamField([*esrlm_blocks(), ...])``.

    >>> [name for name, block in esrlm_blocks()]
    ['esrlm_my_compliance', 'esrlm_team_compliance']
    """
    return [
        ("esrlm_my_compliance", MyComplianceBlock()),
        ("esrlm_team_compliance", TeamComplianceBlock()),
    ]
