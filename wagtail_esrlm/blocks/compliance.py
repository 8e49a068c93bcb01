"""Blocks that show the reader their own compliance, and a manager their team's.

Rendered for the reader of the page; they show nothing without one. Options are frozen:
a host's migrations hold them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from . import previews
from .personal import PersonalBlock, heading_block, level_block


class MyComplianceBlock(PersonalBlock):
    """The reader's own compliance: one answer on top, then what needs action."""

    api_page = "my_compliance"

    heading = heading_block(_("Leave empty for “My compliance”."))
    heading_level = level_block()
    show = blocks.ChoiceBlock(
        choices=[
            ("summary", _("The answer only, with a link to the rest")),
            ("action", _("The answer and what needs action")),
            ("all", _("Everything")),
        ],
        default="action",
        label=_("Show"),
    )

    class Meta:
        label = _("My compliance")
        icon = "clipboard-list"
        group = _("Learning")
        description = _(
            "Shows each reader what they must hold and what to do next. Nobody else "
            "sees it."
        )
        template = "wagtail_esrlm/compliance/parts/own.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.block_value)

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return the reader's own part."""
        from ..compliance.parts import own_part

        return own_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return a made-up nurse's."""
        return previews.own_example(**options)


class TeamComplianceBlock(PersonalBlock):
    """A manager's team; nothing for a reader to whom nobody reports."""

    api_page = "my_team"

    heading = heading_block(_("Leave empty for “My team”."))
    heading_level = level_block()
    show = blocks.ChoiceBlock(
        choices=[
            ("summary", _("The answer only, with a link to the rest")),
            ("action", _("The answer and who is most urgent")),
            ("all", _("Everybody who reports directly")),
        ],
        default="action",
        label=_("Show"),
    )

    class Meta:
        label = _("Team compliance")
        icon = "group"
        group = _("Learning")
        description = _(
            "Shows each manager how their team stands and who is most urgent. Readers "
            "without a team see nothing."
        )
        template = "wagtail_esrlm/compliance/parts/team.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.block_value)

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return the reader's team."""
        from ..compliance.parts import team_part

        return team_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return a made-up team."""
        return previews.team_example(**options)
