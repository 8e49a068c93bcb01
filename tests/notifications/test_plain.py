"""Plain text from HTML."""

from __future__ import annotations

import pytest

from wagtail_esrlm.notifications.plain import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One\n  line</p>", "One line\n"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo\n"),
        ("<p>Ada&#x27;s &lt;place&gt;</p>", "Ada's <place>\n"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "- a\n- b\n"),
        ('<p><a href="https://a.example/">Go</a></p>', "Go: https://a.example/\n"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example\n"),
        ('<a href="">Go</a>', "Go\n"),
        ("<dl><dt>When:</dt><dd>Now</dd></dl>", "When: Now\n"),
        (
            "<table><tr><th>When</th> <td>Now</td></tr><tr><td>b</td></tr></table>",
            "When: Now\nb\n",
        ),
        ("<head><style>p { }</style><title>T</title></head><p>a</p>", "a\n"),
        ("<p data-html-only>x<br>y</p><div data-html-only><p>z</p></div>b", "b\n"),
        ("<p>a<br>b</p>", "a\nb\n"),
    ],
)
def test_text_reads_like_the_html(html, text):
    assert plain_text(html) == text
