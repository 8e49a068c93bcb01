"""Shapes that stand beside a word; never alone."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

_DRAWING = (
    '<svg class="esrlm-icon" viewBox="0 0 16 16" width="16" height="16" fill="none"'
    ' stroke="currentColor" stroke-width="2" stroke-linecap="round"'
    ' stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>'
)
_SHAPES = {
    "tick": '<path d="M3 8.5 6.5 12 13 4.5" />',
    "clock": '<circle cx="8" cy="8" r="6" /><path d="M8 4.5V8l2.5 1.5" />',
    "flag": '<path d="M4 14V2.5h8L10 6l2 3.5H4" />',
    "alert": '<path d="M8 2 1.5 13.5h13ZM8 6.5v3M8 11.5v.1" />',
    "cross": '<path d="m4 4 8 8M12 4l-8 8" />',
    "pause": '<path d="M5.5 3.5v9M10.5 3.5v9" />',
    "plus": '<path d="M8 3v10M3 8h10" />',
    "ring": '<circle cx="8" cy="8" r="5.5" />',
    "calendar": '<path d="M2.5 4h11v9.5h-11ZM2.5 7h11M5.5 2v3M10.5 2v3" />',
    "arrow": '<path d="M3 8h10M9 4l4 4-4 4" />',
    "close": '<path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />',
    "filter": '<path d="M2 4h12M4.5 8h7M7 12h2" />',
    "download": '<path d="M8 2v8M4.5 7 8 10.5 11.5 7M3 13.5h10" />',
    "people": (
        '<circle cx="8" cy="5" r="2.5" />'
        '<path d="M3 13.5c0-3 2-4.5 5-4.5s5 1.5 5 4.5" />'
    ),
}

#: The drawing of each shape, by its name.
ICONS: dict[str, SafeString] = {
    name: format_html(_DRAWING, SafeString(shape)) for name, shape in _SHAPES.items()
}
