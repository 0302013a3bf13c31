"""The page in a real browser: it renders, stays quiet, fits, prints, and can be read by everybody."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.report.browser import demand, opened

PHONE = {"width": 360, "height": 740}


def test_without_a_browser_a_persons_run_goes_on_and_cis_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(pytest.skip.Exception, match="no Chromium in PATH"):
        demand({})
    with pytest.raises(pytest.fail.Exception, match="no Chromium in PATH"):
        demand({"CI": "true"})


# In the dark only the colours are others.
@pytest.mark.parametrize(
    ("scheme", "options"), [("light", None), ("dark", {"runOnly": ["color-contrast"]})], ids=["light", "dark"]
)
def test_nothing_serious_stands_between_a_reader_and_the_page(
    browser: Browser, usual: Path, scheme: str, options: dict[str, Any] | None
) -> None:
    with opened(browser, usual, color_scheme=scheme) as found:
        found.shoot(f"wide-{scheme}")
        found.open_details()
        result: dict[str, Any] = Axe().run(found.page, options=options).response
        serious = [
            f"{each['id']}: {node['html'][:120]}"
            for each in result["violations"]
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]
        assert serious == []
        passed = {each["id"]: len(each["nodes"]) for each in result["passes"]}
        assert passed["color-contrast"] > 100
        assert scheme == "dark" or {"region", "scrollable-region-focusable", "svg-img-alt"} <= passed.keys()
        assert found.quiet, found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_grids_words_stand_out_from_what_is_behind_them(
    browser: Browser, usual: Path, scheme: str
) -> None:
    with opened(browser, usual, color_scheme=scheme) as found:
        worst = found.page.evaluate(CONTRAST)
        assert len(worst) > 25
        assert [each for each in worst if each["ratio"] < 4.5] == []


@pytest.mark.parametrize("name", ["usual", "hostile", "large"])
def test_a_phone_never_scrolls_the_page_sideways(
    browser: Browser, name: str, request: pytest.FixtureRequest
) -> None:
    with opened(browser, request.getfixturevalue(name), viewport=PHONE) as found:
        found.shoot(f"phone-{name}")
        found.open_details()
        assert found.overhanging() == []
        assert found.quiet, found


def test_the_grid_begins_at_the_period_in_force_and_scrolls_by_keyboard(
    browser: Browser, large: Path
) -> None:
    with opened(browser, large, viewport=PHONE) as found:
        region = found.page.get_by_role("region", name="The grid of waves and periods")
        began = region.evaluate("each => each.scrollLeft")
        region.focus()
        found.page.keyboard.press("ArrowRight")
        found.page.wait_for_timeout(300)
        assert region.evaluate("each => each.scrollLeft") > began > 0


def test_the_keyboard_comes_to_the_report_first(browser: Browser, usual: Path) -> None:
    with opened(browser, usual) as found:
        found.page.keyboard.press("Tab")
        assert found.page.evaluate("document.activeElement.textContent") == "Skip to the report"
        found.page.keyboard.press("Enter")
        found.page.keyboard.press("Tab")
        assert found.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_page_has_its_landmarks_and_headings(browser: Browser, usual: Path) -> None:
    with opened(browser, usual) as found:
        assert found.page.locator("main").count() == found.page.locator("h1").count() == 1
        headings = found.page.locator("h2").all_inner_texts()
        assert [each.lower() for each in headings] == [
            "what happens next",
            "waves and periods",
            "coverage over time",
            "gates",
            "who is enforced",
            "holds and freezes",
            "overrides",
            "all periods, rehearsed",
            "budgets",
            "applied and in effect",
            "drift",
            "closing the campaign",
        ]
        assert found.page.locator("table:not(:has(caption))").count() == 0
        assert found.page.locator("th:not([scope])").count() == 0
        assert found.page.locator("svg[role=img]:not([aria-labelledby]):not([aria-label])").count() == 0


def test_it_prints_with_everything_unfolded(browser: Browser, usual: Path) -> None:
    with opened(browser, usual) as found:
        folded = found.page.locator("#grid details table")
        assert not folded.evaluate("each => each.checkVisibility({contentVisibilityAuto: true})")
        found.page.emulate_media(media="print")
        found.shoot("print")
        assert folded.evaluate("each => each.checkVisibility({contentVisibilityAuto: true})")
        assert not found.page.locator("nav").is_visible()
        assert found.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_texts_that_mean_harm_do_none(browser: Browser, hostile: Path) -> None:
    with opened(browser, hostile) as found:
        found.shoot("hostile")
        found.open_details()
        assert found.quiet, found
        assert found.page.evaluate("typeof window.harmed") == "undefined"
        assert found.page.locator("script, img").count() == 0
        assert found.page.locator("style").count() == 1
        assert found.page.get_by_text("49", exact=True).count() == 0
        assert found.overhanging() == []
        heights = found.page.locator(".names li").evaluate_all("all => all.map(each => each.clientHeight)")
        assert heights == [46] * 7


def test_twenty_waves_over_thirty_periods_are_seen_at_once(browser: Browser, large: Path) -> None:
    with opened(browser, large) as found:
        found.shoot("large")
        assert found.quiet, found
        assert found.overhanging() == []
        assert found.page.locator("svg.grid .period").count() == 30


CONTRAST = """() => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const over = (top, alpha, below) => below.map((value, n) => top[n] * alpha + value * (1 - alpha));
  const light = colour => {
    const [r, g, b] = colour.map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const card = numbers(getComputedStyle(document.querySelector('#grid')).backgroundColor).slice(0, 3);
  const shapes = [...document.querySelectorAll('svg.grid rect')];
  return [...document.querySelectorAll('svg.grid text')].map(text => {
    const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    let behind = card;
    for (const shape of shapes) {
      const area = shape.getBoundingClientRect();
      if (x < area.left || x > area.right || y < area.top || y > area.bottom) continue;
      const style = getComputedStyle(shape), [r, g, b, a = 1] = numbers(style.fill);
      behind = over([r, g, b], a * Number(style.fillOpacity), behind);
    }
    const [one, two] = [light(numbers(getComputedStyle(text).fill).slice(0, 3)), light(behind)];
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    return {text: text.textContent, ratio: Math.round(ratio * 100) / 100};
  });
}"""
