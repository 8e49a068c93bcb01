"""Pictures of every page and block, as each role it concerns, and what is wrong there.

320 and 1440 px, light and dark, into build/screenshots/, with index.html to look through
them and findings.json beside them. A finding is a violation that axe-core sees, a page
that scrolls sideways, an answer that is an error, a missing policy or an error in the browser's
console. Exits 1 on any. Starts the sandbox itself unless BASE_URL names one that runs;
arguments name roles ("manager", "anonymous"), all by default.
"""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sandbox.intranet.demo_log_ins import PASSWORD  # noqa: E402
from sandbox.visits import TEAM, VISITS  # noqa: E402

OUT = ROOT / "build" / "screenshots"
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
SHAPES = tuple(product(("light", "dark"), (1440, 320)))
PLAYERS = 2
CHROMIUM = os.environ.get("E2E_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: In Wagtail's admin a part of the page scrolls, and not the page.
HEIGHT_OF_ADMIN = """() => Math.min(6000, Math.max(900, ...Array.from(
    document.querySelectorAll("main, main *"), (each) => each.scrollHeight)))"""
#: Besides the pages' own, these stand in the console when a page is meant to be missing.
EXPECTED = ("favicon", "status of 404")


class Visitor:
    """Somebody at the intranet who takes pictures of what they see.

    Attributes:
        shapes: Colour scheme and width of each picture.
        out: Where the pictures go; None takes none and only looks for what is wrong.
    """

    def __init__(
        self,
        browser: Browser,
        base: str,
        role: str,
        *,
        shapes: tuple[tuple[str, int], ...] = SHAPES,
        out: Path | None = OUT,
    ) -> None:
        self.base = base
        self.shapes = shapes
        self.out = out
        self.role = role or "anonymous"
        self.page: Page = browser.new_page(viewport={"width": 1440, "height": 900})
        self.findings: list[dict[str, Any]] = []
        self.taken: list[str] = []
        self.label = ""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._find("script", str(error)))
        if role:
            self._log_in(f"{role}@riverside.example", PASSWORD)

    def _log_in(self, email: str, password: str) -> None:
        self.page.goto(f"{self.base}/log-in/")
        self.page.fill("#id_username", email)
        self.page.fill("#id_password", password)
        self.page.click("main .panel button[type=submit]")

    def _console(self, message: Any) -> None:
        told = message.type == "error" and "/admin/" not in self.page.url
        if told and not any(words in message.text for words in EXPECTED):
            self._find("console", message.text)

    def _find(self, rule: str, words: str, nodes: Any = ()) -> None:
        self.findings.append(
            {"page": self.label, "rule": rule, "help": words, "nodes": list(nodes)}
        )

    def look(self, name: str, address: str) -> None:
        """Go to an address and take its pictures in every shape."""
        self.label = f"{self.role}-{name}"
        if not self._go(address):
            return
        for scheme, width in self.shapes:
            self.page.emulate_media(color_scheme=scheme)
            self.page.set_viewport_size({"width": width, "height": 900})
            if "/admin/" in self.page.url:
                height = self.page.evaluate(HEIGHT_OF_ADMIN)
                self.page.set_viewport_size({"width": width, "height": height})
            self.label = f"{self.role}-{name}-{width}-{scheme}"
            if self.out:
                self.page.screenshot(
                    path=self.out / f"{self.label}.png", full_page=True
                )
                self.taken.append(self.label)
            self._check(scheme)

    def _go(self, address: str) -> bool:
        kind, _space, rest = address.partition(" ")
        page = self.page
        if address == "wrong log-in":
            self._log_in("learner@riverside.example", "wrong")
            return True
        if kind == "profile":
            page.goto(
                f"{self.base}/"
                if rest == "me"
                else f"{self.base}/people/?q={quote(rest)}"
            )
            return self._follow("a.me__name" if rest == "me" else ".person__name")
        if kind == "report":
            page.goto(f"{self.base}{TEAM}")
            return self._follow(f"main a:has-text('{rest}')")
        if kind == "walk":
            start, *steps = (step.strip() for step in rest.split(">"))
            page.goto(self.base + start)
            return all(self._follow(link_in_main(step)) for step in steps)
        path = f"/admin/block-preview/?id={block_id(rest)}" if kind == "block" else kind
        answer = page.goto(self.base + path)
        if answer and answer.status >= 400 and "not-found" not in self.label:
            self._find("answer", str(answer.status))
        if path.startswith("/admin/") and page.url != self.base + path:
            self._find("turned-away", f"{path} led to {page.url}")
        if answer and "/admin/" not in page.url:
            policy = answer.headers.get("content-security-policy", "")
            if "default-src 'none'" not in policy or "unsafe" in policy:
                self._find("policy", f"Content-Security-Policy: {policy!r}")
        if rest == "open":
            for each in page.locator("main details:not([open]) > summary").all():
                if each.is_visible():
                    each.click()
        return True

    def _follow(self, selector: str) -> bool:
        link = self.page.locator(selector)
        address = link.first.get_attribute("href") if link.count() else None
        if address:
            self.page.goto(self.base + address)
        elif selector != "a.me__name":
            self._find("missing", f"Nothing to follow: {selector}")
        return bool(address)

    def _check(self, scheme: str) -> None:
        page = self.page
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            self._find("sideways-scroll", "The page scrolls sideways")
        if page.url.endswith("/admin/"):
            return
        page.evaluate(AXE) if not page.evaluate("'axe' in window") else None
        # Around our own pages the admin is Wagtail's, and so is its editor of text. Dark changes nothing but colours.
        ours = "main" if "/admin/" in page.url else "html"
        only = {} if scheme == "light" else {"runOnly": ["color-contrast"]}
        result = page.evaluate(
            "([ours, only]) => axe.run({include: ours, exclude: '.Draftail-Editor'}, only)",
            [ours, {**only, "resultTypes": ["violations"]}],
        )
        for each in result["violations"]:
            nodes = [node["target"] for node in each["nodes"]][:5]
            self._find(each["id"], each["help"], nodes)


def link_in_main(step: str) -> str:
    """Return the selector of a link: one that is a selector already, or by its words."""
    return step if step.startswith((".", "main ")) else f"main a:has-text('{step}')"


def block_id(name: str) -> str:
    """Return the id under which Wagtail previews a block of the sandbox's pages."""
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandbox.config.settings")
        django.setup()
    body = apps.get_model("intranet", "SectionPage")._meta.get_field("body")
    return body.stream_block.child_blocks[name].definition_prefix


def visit(role: str, base: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Take every picture of one role; return their names and what was found."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        visitor = Visitor(browser, base, role)
        for name, address in VISITS[role].items():
            visitor.look(name, address)
        browser.close()
    return visitor.taken, visitor.findings


@contextmanager
def intranet() -> Iterator[str]:
    """Yield the address of a running sandbox; start one where none is named."""
    if base := os.environ.get("BASE_URL"):
        yield base
        return
    port = os.environ.get("PORT", "8099")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "sandbox" / "up.py")],
        env={**os.environ, "PORT": port, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for line in process.stdout or ():
            print(line, end="") if "is ready" not in line else None
            if "is ready" in line:
                break
        else:
            raise SystemExit("The sandbox did not start.")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


def in_words(finding: dict[str, Any]) -> str:
    """Return a finding on one line."""
    return "{page}: {rule}: {help} {nodes}".format_map(finding)


def write_index(taken: list[str], findings: list[dict[str, Any]]) -> None:
    """Write a page to look through the pictures, with the findings on top."""
    found = "".join(f"<li>{html.escape(in_words(each))}</li>" for each in findings)
    shown = "".join(
        f'<figure><a href="{name}.png"><img src="{name}.png" loading="lazy" height="400" alt=""></a>'
        f"<figcaption>{name}</figcaption></figure>"
        for name in sorted(taken)
    )
    (OUT / "index.html").write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Pictures</title>"
        "<style>figure{display:inline-block;margin:8px;vertical-align:top}"
        "img{border:1px solid #999;object-fit:cover;object-position:top;max-width:640px}"
        f"</style><h1>{len(taken)} pictures</h1><ul>{found}</ul>{shown}",
        "utf-8",
    )


def main(only: list[str]) -> int:
    """Take the pictures; print what was found and, last, one line that sums up."""
    began = time.monotonic()
    OUT.mkdir(parents=True, exist_ok=True)
    roles = [role for role in VISITS if not only or (role or "anonymous") in only]
    for role in roles:
        for old in OUT.glob(f"{role or 'anonymous'}-*.png"):
            old.unlink()
    taken: list[str] = []
    findings: list[dict[str, Any]] = []
    # Longest first, so that the players end together.
    roles.sort(key=lambda role: -len(VISITS[role]))
    with intranet() as base, ProcessPoolExecutor(PLAYERS) as players:
        for names, found in players.map(visit, roles, [base] * len(roles)):
            taken += names
            findings += found
    (OUT / "findings.json").write_text(json.dumps(findings, indent=2), "utf-8")
    write_index(taken, findings)
    for each in findings:
        print(f"  {in_words(each)}")
    print(
        f"{len(taken)} pictures of {len(roles)} roles in {OUT.relative_to(ROOT)}, "
        f"{len(findings)} findings, {time.monotonic() - began:.0f} s"
    )
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
