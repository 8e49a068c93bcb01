"""Blocks that show the reader their own compliance, and a manager their team's.

Rendered for the reader of the page; they show nothing without one. Options are frozen:
a host's migrations hold them.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..links import link
from . import previews

HEADING_LEVELS = [("2", _("Level 2")), ("3", _("Level 3")), ("4", _("Level 4"))]

#: Set by a block's preview in the editor: show made-up people.
PREVIEW = "esrlm_block_preview"


class PersonalBlock(blocks.StructBlock):
    """What personal blocks share: a heading, its level, and who reads them."""

    api_page = ""

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return what the block's template is given, for the reader of a request."""
        raise NotImplementedError

    def example(self, **options: Any) -> dict[str, Any]:
        """Return the same about people that do not exist."""
        raise NotImplementedError

    def chosen(self, value: Any) -> dict[str, Any]:
        """Return what a block's own fields add to the options of its part."""
        return {}

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add what the reader of the page may see.

        A template that says ``{{ page.body }}`` hands no request on: then the reader's
        part is fetched after the page.
        """
        context = super().get_context(value, parent_context=parent_context)
        options = {
            "heading": (value or {}).get("heading") or None,
            "level": (value or {}).get("heading_level"),
            "show": (value or {}).get("show") or "all",
            **self.chosen(value),
        }
        if (parent_context or {}).get(PREVIEW):
            context.update(self.example(**options))
        else:
            request = (parent_context or {}).get("request")
            context.update(self.part(request, fetched=request is None, **options))
        return context

    def get_preview_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask for made-up people in the editor's preview."""
        return {**(parent_context or {}), PREVIEW: True}

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the heading alone: what is below differs by reader."""
        heading = (value or {}).get("heading")
        return [str(heading)] if heading else []

    def get_api_representation(
        self, value: Any, context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the options, and where a reader's own figures are asked for."""
        return {
            "heading": (value or {}).get("heading") or "",
            "heading_level": int((value or {}).get("heading_level") or 2),
            "show": (value or {}).get("show") or "all",
            "page": link(self.api_page) or None,
        }

    @cached_property
    def is_previewable(self) -> bool:
        """Previews need no request of a real reader."""
        return True


class MyComplianceBlock(PersonalBlock):
    """The reader's own compliance: one answer on top, then what needs action."""

    api_page = "my_compliance"

    heading = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Heading"),
        help_text=_("Leave empty for “My compliance”."),
    )
    heading_level = blocks.ChoiceBlock(
        choices=HEADING_LEVELS,
        default="2",
        label=_("Heading level"),
        help_text=_("One below the heading that this block stands under."),
    )
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
        template = "wagtail_esrlm/blocks/my_compliance_block.html"
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

    heading = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Heading"),
        help_text=_("Leave empty for “My team”."),
    )
    heading_level = blocks.ChoiceBlock(
        choices=HEADING_LEVELS,
        default="2",
        label=_("Heading level"),
        help_text=_("One below the heading that this block stands under."),
    )
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
        template = "wagtail_esrlm/blocks/team_compliance_block.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.block_value)

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return the reader's team."""
        from ..compliance.parts import team_part

        return team_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return a made-up team."""
        return previews.team_example(**options)
