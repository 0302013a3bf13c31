"""A real Chromium over the report's page, without any network."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from intune_waves.stack.home import PROJECT

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium in PATH (apt-get install chromium)"


def chromium() -> str | None:
    """The browser of this machine; None where none is."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def demand(environment: Mapping[str, str] = os.environ) -> None:
    """Skip the test where there is no browser; in CI fail it, because there somebody relies on it."""
    if chromium() is None:
        if environment.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)


def screenshots() -> Path:
    """Where pictures are kept: INTUNE_WAVES_SCREENSHOTS, else `.screenshots` of the checkout."""
    folder = Path(os.environ.get("INTUNE_WAVES_SCREENSHOTS") or PROJECT / ".screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, for as long as it is needed: while it runs, no other event loop may in this thread."""
    # As root Chromium does not start in its sandbox; what it opens here is our own page, offline.
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Opened:
    """A page that is open, and everything that it has said, asked for or popped up so far."""

    page: Page
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing at all was said, asked for or popped up."""
        return not (self.console or self.requests or self.dialogs)

    def shoot(self, name: str) -> None:
        """Keep a picture of the whole page."""
        self.page.screenshot(path=screenshots() / f"{name}.png", full_page=True)

    def open_details(self) -> None:
        """Open whatever is folded."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    def overhanging(self) -> list[str]:
        """What reaches over the window's right edge and is not in a region that scrolls by itself."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('body *')]
                .filter(e => !e.parentElement.closest('.region, svg, .seek') && !e.matches('.skip, .seek'))
                .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
                .map(e => e.tagName + '.' + e.getAttribute('class'))"""
        )
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [*found, *(["the page itself"] if wide else [])]


@contextmanager
def opened(browser: Browser, file: Path, **settings: Any) -> Iterator[Opened]:
    """The page in `file`, in a context of its own that reaches no network."""
    values: Mapping[str, Any] = {"viewport": {"width": 1280, "height": 900}} | settings
    context = browser.new_context(offline=True, **values)
    found = Opened(context.new_page())
    found.page.on("console", lambda message: found.console.append(message.text))
    found.page.on("pageerror", lambda error: found.console.append(str(error)))
    found.page.on("dialog", lambda dialog: found.dialogs.append(dialog.message))
    found.page.on("request", lambda request: _note(found, request.url, file))
    found.page.goto(file.as_uri())
    try:
        yield found
    finally:
        context.close()


def _note(found: Opened, url: str, file: Path) -> None:
    if url != file.as_uri() and not url.startswith("data:"):
        found.requests.append(url)
