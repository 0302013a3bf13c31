"""The page is one file that allows itself nothing but its own style."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

from intune_waves.report.renderers.page import page
from tests.report import campaigns
from tests.report.build import report

VOID = {"meta", "link", "br", "img", "hr", "input"}


class _Elements(HTMLParser):
    """Every element with its attributes; elements that are not closed stay open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_element_is_closed_in_its_turn() -> None:
    for made in (report(**campaigns.EVERYTHING), campaigns.hostile(), report(state=None, rehearsal=None)):
        assert _Elements(page(made)).open == []


def test_it_reaches_for_nothing_outside_itself() -> None:
    found = _Elements(page(report(**campaigns.EVERYTHING))).found
    assert not {tag for tag, _ in found} & {"script", "iframe", "object", "embed", "form", "base", "image"}
    addresses = {
        value
        for _, attributes in found
        for name, value in attributes.items()
        if name in {"src", "href", "xlink:href", "srcset", "data", "action"} and value
    }
    assert all(each.startswith("#") or each == "data:," for each in addresses), addresses
    assert not [attributes for _, attributes in found if any(name.startswith("on") for name in attributes)]
    assert not [attributes for _, attributes in found if "style" in attributes]


def test_its_policy_names_its_one_style_by_digest() -> None:
    html = page(report())
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(found["content"] for tag, found in _Elements(html).found if "http-equiv" in found)
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style
    assert "@import" not in style


def test_ids_are_there_once_and_whatever_refers_to_one_finds_it() -> None:
    found = _Elements(page(report(**campaigns.EVERYTHING))).found
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(set(ids)) == len(ids)
    referred = {
        each
        for _, attributes in found
        for name in ("aria-labelledby", "href")
        for each in (attributes.get(name) or "").split()
    }
    assert {each.removeprefix("#") for each in referred if each != "data:,"} <= set(ids)


def test_what_people_wrote_is_text() -> None:
    html = page(campaigns.hostile())
    assert "<script" not in html
    assert "&lt;script&gt;window.harmed = 1&lt;/script&gt;" in html
    assert html.count("<style>") == html.count("</style>") == 1
    assert "\u202e" not in html
    assert "{{ 7*7 }}" in html


def test_it_says_what_it_lacks() -> None:
    html = page(report(state=None, rehearsal=None, counted={}, unread=("the state was not read: no stack",)))
    assert "<li>the state was not read: no stack</li>" in html
    assert "No gate has judged yet, as far as is known: no state was read." in html
    assert '<p class="none">Not checked.</p>' in html
    assert 'id="forecast"' not in html


def test_only_a_served_page_asks_for_itself_anew() -> None:
    assert 'http-equiv="refresh"' not in page(report())
    assert '<meta http-equiv="refresh" content="10">' in page(report(), refresh_seconds=10)


def test_a_campaign_as_large_as_is_promised_stays_small() -> None:
    assert len(page(campaigns.large()).encode()) < 1_500_000


def test_the_same_report_makes_the_same_page() -> None:
    made = report(**campaigns.EVERYTHING)
    assert page(made) == page(replace(made))
    assert re.search(r"Made 2027-03-11 10:00 UTC", page(made))
