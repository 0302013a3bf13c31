"""The browser for a module's tests, and three pages: usual, hostile, and as large as is promised."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from intune_waves.report.renderers.page import page
from tests.report import browser as real_browser
from tests.report import build, campaigns


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; see `demand` for what happens without one."""
    real_browser.demand()
    with real_browser.started() as started:
        yield started


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a usual campaign, with everything in it that a page can have."""
    return _written(
        tmp_path_factory,
        page(build.report(build.campaign(closing=build.CLOSING), **campaigns.EVERYTHING)),
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a campaign whose texts mean harm."""
    return _written(tmp_path_factory, page(campaigns.hostile()))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 20 waves over 30 periods."""
    return _written(tmp_path_factory, page(campaigns.large()))


def _written(factory: pytest.TempPathFactory, html: str) -> Path:
    file = factory.mktemp("page") / "report.html"
    file.write_text(html, encoding="utf-8")
    return file
