"""Plain text from the HTML of a message, so that words are written once."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "dl", "table", "div"})
_LINES = frozenset({"br", "li", "tr", "dt"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_SILENT = frozenset({"head", "style", "script"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


#: Stands before a heading, where the text is shown and not mailed.
HEADING = "## "


class _Writer(HTMLParser):
    """Collects text; a line is one newline, a paragraph two."""

    def __init__(self, without: str) -> None:
        super().__init__(convert_charrefs=True)
        self.heading = HEADING if without else ""
        self.without = {"data-html-only", without}
        self.parts: list[str] = []
        self.silent = 0
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line or paragraph; remember where a link leads."""
        given = dict(attrs)
        if self.silent or tag in _SILENT or self.without & given.keys():
            self.silent += tag not in _VOID
            return
        if tag in _PARAGRAPHS:
            self.parts.append(f"\n\n{self.heading if tag in _HEADINGS else ''}")
        elif tag in _LINES:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag == "dd":
            self.parts.append(" ")
        elif tag == "a":
            self.links.append((given.get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        """End it; a link is followed by its address, unless that is its text."""
        if self.silent:
            self.silent -= tag not in _VOID
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag == "th":
            self.parts.append(": ")
        elif tag == "a" and self.links:
            address, start = self.links.pop()
            words = "".join(self.parts[start:]).strip()
            bare = address.removeprefix("mailto:").removeprefix("tel:")
            if bare and words != bare:
                self.parts.append(f": {bare}")

    def handle_data(self, data: str) -> None:
        """Keep the words; white space in the source is no line."""
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def plain_text(html: str, *, without: str = "") -> str:
    """Return the words of a message's HTML, links with their addresses.

    Args:
        html: Whole or in part; what bears ``data-html-only`` is left out.
        without: Another attribute whose elements are left out; headings are then
            marked with ``HEADING``, for who shows the text.

    >>> plain_text('<p>Go <a href="https://a.example/">there</a>.</p><p>Bye</p>')
    'Go there: https://a.example/.\\n\\nBye\\n'
    """
    writer = _Writer(without)
    writer.feed(html)
    writer.close()
    lines = [
        re.sub(r" {2,}", " ", line).strip()
        for line in "".join(writer.parts).split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
