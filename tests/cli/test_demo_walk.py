"""The demo's walk goes to the period that closes the campaign, as far as a person's word allows."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import schedule
from intune_waves.cli import demo_walk
from intune_waves.cli.demo_walk import DemoWalk, to_be_done
from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.refusal import RefusedError

ADATUM = load(PROJECT / "waves")
SCHEDULE = schedule(ADATUM)
SAID = (
    "The subscription of the old service is ended; "
    "Its gateways, certificates, DNS records and service accounts are removed"
)


class Runs:
    """A stack in period 7, whose runs end in `codes` by period."""

    state = SimpleNamespace(period=7)

    def __init__(self, codes: dict[int, int]) -> None:
        self.codes = codes
        self.asked: list[tuple[str, int]] = []

    def mend(self, waves: object, *, ending: bool = False) -> None:
        """Nothing was killed."""

    def follow(self) -> str:
        return ""

    def run(self, verb: str, flags: list[str], period: int) -> int:
        self.asked.append((verb, period))
        return self.codes.get(period, 0)


def walked(monkeypatch: pytest.MonkeyPatch, campaign: Campaign, codes: dict[int, int]) -> Runs:
    runs = Runs(codes)
    monkeypatch.setattr(demo_walk, "Stack", SimpleNamespace(open=lambda _: runs))
    monkeypatch.setattr(demo_walk, "call_tenant", lambda *_, **__: 0)
    monkeypatch.setattr(demo_walk, "show_people", lambda *_, **__: None)
    DemoWalk(RuntimeHome.from_environment({}), campaign, SCHEDULE).to(12)
    return runs


def test_only_the_period_that_closes_waits_for_a_person() -> None:
    assert to_be_done(ADATUM, SCHEDULE, period=11) == ""
    assert to_be_done(ADATUM, SCHEDULE, period=12) == SAID
    assert to_be_done(replace(ADATUM, closing=None), SCHEDULE, period=12) == ""


def test_the_walk_ends_without_an_error_where_the_closing_waits_for_a_person(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = walked(monkeypatch, ADATUM, {12: 255})
    assert runs.asked[0] == ("preview", 8)
    assert runs.asked[-1] == ("preview", 12)
    said = " ".join(capsys.readouterr().out.split())
    assert f"Period 12 closes the campaign once it is done: {SAID}." in said
    assert "./migrate preview --period 12 what the next period would change" in said


def test_any_other_refusal_ends_it_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RefusedError, match="period 9: pulumi preview ended with exit code 255"):
        walked(monkeypatch, ADATUM, {9: 255})


def test_what_nobody_waits_for_is_walked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert walked(monkeypatch, ADATUM, {}).asked[-1] == ("up", 12)
