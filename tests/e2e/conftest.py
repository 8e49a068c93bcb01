"""A running sandbox and a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sandbox.intranet.demo_log_ins import PASSWORD
from sandbox.screenshots import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def intranet(tmp_path_factory) -> Iterator[str]:
    """Yield the address of a sandbox: one that runs, or one of this run's own."""
    if base := os.environ.get("BASE_URL"):
        yield base
        return
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

    def __init__(
        self, browser: Browser, base: str, width: int = 1440, **context: Any
    ) -> None:
        self.base = base
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, **context
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message) -> None:
        if message.type == "error" and "favicon" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> str:
        """Go to a path; return what is read there."""
        self.page.goto(self.base + path)
        return self.read()

    def read(self, place: str = "main") -> str:
        """Return what a place says once all of it is there, every space a plain one."""
        self.page.wait_for_load_state()
        return " ".join(self.page.inner_text(place).split())

    def back(self) -> None:
        """Go back as the Back button does, once the page that is left has come."""
        self.page.wait_for_load_state()
        left = self.page.url
        self.page.evaluate("setTimeout(() => history.back())")
        self.page.wait_for_url(lambda url: url != left)

    def log_in(self, name: str) -> None:
        """Log in as somebody does."""
        self.page.goto(f"{self.base}/log-in/")
        self.page.fill("#id_username", f"{name}@riverside.example")
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main .panel button[type=submit]")
        assert "/log-in/" not in self.page.url

    def tab(self, times: int = 1) -> str:
        """Press Tab; return the words of what has the focus now."""
        for _each in range(times):
            self.page.keyboard.press("Tab")
        words = self.page.evaluate("document.activeElement.innerText || ''")
        return " ".join(str(words).split())


@pytest.fixture(scope="session")
def cookies() -> dict[str, Any]:
    """Keep who is logged in, so that each log-in is typed once a run."""
    return {}


@pytest.fixture
def visit(browser, intranet, cookies) -> Iterator[Callable[..., Visitor]]:
    """Return a function that lets somebody visit: ``visit("learner", width=320)``."""
    visitors: list[Visitor] = []

    def as_somebody(name: str = "", width: int = 1440) -> Visitor:
        if name and name not in cookies:
            first = Visitor(browser, intranet)
            first.log_in(name)
            cookies[name] = first.context.storage_state()
            first.context.close()
        somebody = Visitor(browser, intranet, width, storage_state=cookies.get(name))
        visitors.append(somebody)
        return somebody

    yield as_somebody
    for somebody in visitors:
        somebody.context.close()
