"""What blocks share that are rendered for the reader of the page.

They show nothing without one. Options are frozen: a host's migrations hold them.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..links import link

HEADING_LEVELS = [("2", _("Level 2")), ("3", _("Level 3")), ("4", _("Level 4"))]

#: Set by a block's preview in the editor: show made-up people.
PREVIEW = "esrlm_block_preview"


def heading_block(default: Any) -> blocks.CharBlock:
    """Return the field of a block's heading; ``default`` says what stands otherwise."""
    return blocks.CharBlock(
        required=False, max_length=120, label=_("Heading"), help_text=default
    )


def level_block() -> blocks.ChoiceBlock:
    """Return the field of a heading's level."""
    return blocks.ChoiceBlock(
        choices=HEADING_LEVELS,
        default="2",
        label=_("Heading level"),
        help_text=_("One below the heading that this block stands under."),
    )


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
