"""A running sandbox and a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("E2E_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="session")
def intranet(tmp_path_factory) -> Iterator[str]:
    """Yield the address of a sandbox that this run started for itself."""
    port = os.environ.get("E2E_PORT", "8097")
    environment = {
        **os.environ,
        "PORT": port,
        "PYTHONUNBUFFERED": "1",
        "SANDBOX_SQLITE": str(tmp_path_factory.mktemp("sandbox") / "db.sqlite3"),
    }
    for inherited in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(inherited, None)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "sandbox" / "up.py")],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in process.stdout or ():
        said.append(line)
        if "is ready" in line:
            break
    else:
        pytest.fail("The sandbox did not start:\n" + "".join(said))
    yield f"http://localhost:{port}"
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """Somebody at the intranet, whose browser's complaints are kept."""

    def __init__(self, browser: Browser, base: str, width: int = 1440) -> None:
        self.base = base
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message) -> None:
        if message.type == "error" and "favicon" not in message.text:
            self.complaints.append(message.text)

    def log_in(self, name: str) -> Visitor:
        self.page.goto(f"{self.base}/log-in/")
        self.page.fill("#id_username", f"{name}@riverside.example")
        self.page.fill("#id_password", "riverside")
        self.page.click("main button[type=submit]")
        assert "/log-in/" not in self.page.url
        return self

    def go(self, path: str) -> str:
        self.page.goto(self.base + path)
        return self.page.inner_text("main")

    def violations(self) -> list[str]:
        """Return what axe-core finds; evaluated apart from the page's own policy."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run()")["violations"]
        return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]


@pytest.fixture
def visitor(browser, intranet) -> Iterator[Visitor]:
    somebody = Visitor(browser, intranet)
    yield somebody
    somebody.context.close()


@pytest.fixture
def phone(browser, intranet) -> Iterator[Visitor]:
    somebody = Visitor(browser, intranet, width=320)
    yield somebody
    somebody.context.close()
