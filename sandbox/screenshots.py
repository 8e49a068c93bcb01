"""Pictures of every page, as each role it concerns, and what axe-core finds on them.

320 and 1440 px, light and dark, into build/screenshots/. Exits 1 on any violation.
Starts the sandbox itself unless BASE_URL names one that runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
OUT = ROOT / "build" / "screenshots"
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
PASSWORD = "riverside"
WIDTHS = (320, 1440)
SCHEMES = ("light", "dark")
CHROMIUM = os.environ.get("E2E_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

PUBLIC = {
    "home": "/",
    "news": "/news/",
    "news-page": "/news/winter-rota-support-is-open/",
    "people": "/people/",
    "people-none": "/people/?q=nobodyatall",
    "search": "/search/?q=ward",
    "search-none": "/search/?q=qqqq",
    "not-found": "/nothing-here/",
}
LEARNING = {
    "learning": "/learning-hub/",
    "how": "/learning-hub/how-it-works/",
    "my-compliance": "/learning/my-compliance/",
    "profile": "@profile",
}
TEAM = {"team-page": "/learning-hub/my-team/", "team": "/learning/my-team/"}
ADMIN = {"admin-home": "/admin/"}

#: Role -> what it looks at.
VISITS: dict[str, dict[str, str]] = {
    "": {"log-in": "/log-in/", **PUBLIC},
    "learner": {**PUBLIC, **LEARNING, **TEAM},
    "limited": LEARNING,
    "starter": LEARNING,
    "doctor": LEARNING,
    "external": LEARNING,
    "ward10": {"home": "/", "learning": "/learning-hub/", "my-compliance": "/learning/my-compliance/"},
    "manager": {"home": "/", **LEARNING, **TEAM, "report": "@report"},
    "deputy": TEAM,
    "class.admin": {"home": "/", **ADMIN},
    "instructor": {"home": "/", **ADMIN},
    "learning.admin": {"home": "/", **LEARNING, **ADMIN},
    "comms": {"home": "/", **ADMIN},
    "faq": {"home": "/", **ADMIN},
    "admin": {"home": "/", "my-compliance": "/learning/my-compliance/", **ADMIN},
}  # fmt: skip


def log_in(page: Page, base: str, role: str) -> None:
    """Log in as a role of the demo."""
    page.goto(f"{base}/log-in/")
    page.fill("#id_username", f"{role}@riverside.example")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")


def address(page: Page, base: str, path: str) -> str | None:
    """Return where a path leads; those with @ are found on the page as a person would."""
    if path == "@profile":
        page.goto(f"{base}/")
        link = page.locator("a.me__name")
        return base + link.get_attribute("href") if link.count() else None
    if path == "@report":
        page.goto(f"{base}/learning/my-team/")
        link = page.locator(
            "main a[href*='/learning/people/'], main a[href*='/learning/person']"
        )
        return base + link.first.get_attribute("href") if link.count() else None
    return base + path


def visit(browser: Browser, base: str, role: str, findings: list[dict]) -> int:
    """Take every picture of one role; return how many."""
    taken = 0
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        if role:
            log_in(page, base, role)
        for name, path in VISITS[role].items():
            target = address(page, base, path)
            if target is None:
                continue
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                answer = page.goto(target)
                label = f"{role or 'anonymous'}-{name}-{width}-{scheme}"
                page.screenshot(path=OUT / f"{label}.png", full_page=True)
                taken += 1
                problems = check(page, label)
                if answer and answer.status >= 500:
                    problems.append(
                        {
                            "page": label,
                            "rule": "answer",
                            "help": str(answer.status),
                            "nodes": [],
                        }
                    )
                findings.extend(problems)
        context.close()
    return taken


def check(page: Page, label: str) -> list[dict]:
    """Return what axe-core finds, and whether the page scrolls sideways."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        found.append(
            {
                "page": label,
                "rule": "sideways-scroll",
                "help": "The page scrolls sideways",
                "nodes": [],
            }
        )
    if "/admin/" in page.url:
        return found
    page.evaluate(AXE)
    result = page.evaluate("axe.run()")
    return found + [
        {
            "page": label,
            "rule": violation["id"],
            "impact": violation["impact"],
            "help": violation["help"],
            "nodes": [node["target"] for node in violation["nodes"]][:5],
        }
        for violation in result["violations"]
    ]


@contextmanager
def intranet():
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
            if "is ready" in line:
                break
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


def main() -> int:
    """Take all pictures; print a summary."""
    OUT.mkdir(parents=True, exist_ok=True)
    findings: list[dict] = []
    only = sys.argv[1:]
    taken = 0
    with intranet() as base, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for role in VISITS:
            if not only or (role or "anonymous") in only:
                taken += visit(browser, base, role, findings)
        browser.close()
    (OUT / "findings.json").write_text(json.dumps(findings, indent=2), "utf-8")
    print(f"{taken} pictures in {OUT.relative_to(ROOT)}, {len(findings)} findings")
    for each in findings[:60]:
        print(f"  {each['page']}: {each['rule']}: {each['help']} {each['nodes']}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
