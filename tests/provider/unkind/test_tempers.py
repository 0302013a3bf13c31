"""A campaign ends alike whatever the tenant's temper is: equal to a calm one, without a twin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.provider.unkind.crash_matrix import Values
from tests.provider.unkind.tempered_campaign import TemperedCampaign, on_its_clock
from tools.simulated_tenant.faults.plan import written_plan
from tools.simulated_tenant.tempers.temper import written_temper

PERIODS = (1, 2, 3, 4, 5)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Values:
    """What there is at the end of a calm campaign."""
    campaign = begun(tmp_path_factory.mktemp("calm") / "campaign")
    with on_its_clock(campaign):
        for period in PERIODS:
            campaign.step(period)
    assert campaign.refused == []
    return campaign.there()


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[TemperedCampaign]:
    made = begun(tmp_path / "campaign")
    with on_its_clock(made):
        yield made
    made.close()


def begun(folder: Path) -> TemperedCampaign:
    return TemperedCampaign.begun(folder)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("temper", ["throttled", "lagging", "failing", "throttled+lagging+failing"])
def test_the_campaign_ends_equal_to_a_calm_one(
    campaign: TemperedCampaign, calm: Values, temper: str, seed: int
) -> None:
    campaign.temper(temper, seed)
    for period in PERIODS:
        campaign.step(period)
    assert "ours" not in campaign.early(), "we came back before Retry-After"
    campaign.temper("calm")
    assert campaign.there() == calm
    assert campaign.preview(PERIODS[-1]) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("faults", ["cut-connections", "lost-answers", "storm", "flaky"])
def test_no_run_fails(campaign: TemperedCampaign, calm: Values, faults: str, seed: int) -> None:
    campaign.faults({**written_plan(faults), "seed": seed})
    for period in PERIODS:
        campaign.step(period)
    assert campaign.refused == []
    assert "ours" not in campaign.early()
    campaign.temper("calm")
    assert campaign.there() == calm


def test_no_run_fails_for_limits_and_lag(campaign: TemperedCampaign) -> None:
    campaign.temper("throttled+lagging", 7)
    for period in PERIODS:
        campaign.step(period)
    assert campaign.refused == []


@pytest.mark.parametrize("path", ["*/setPriority", "*/assign", "*/localizedNotificationMessages"])
@pytest.mark.parametrize("lost", [{"status": 503}, {"cut": True}])
def test_a_lost_answer_to_what_is_no_create_is_asked_for_again(
    campaign: TemperedCampaign, path: str, lost: Values
) -> None:
    campaign.faults({"failures": [{"method": "POST", "path": path, "every": 2, "afterWrite": True, **lost}]})
    for period in PERIODS[:3]:
        campaign.step(period)
    assert campaign.refused == []


def test_hands_are_put_right_by_the_next_run(campaign: TemperedCampaign, calm: Values) -> None:
    """Groups are azuread's, and what was deleted needs the engine's refresh: those hands rest here."""
    hands = written_temper("hands")
    changing = [each for each in hands["hands"] if each["method"] == "PATCH" and each["find"] != "/groups"]
    hands["hands"] = [{**each, "every": 150} for each in changing]
    campaign.faults({**hands, "seed": 3})
    for period in PERIODS:
        campaign.step(period)
    campaign.temper("calm")
    campaign.step(PERIODS[-1])
    found = campaign.there()
    # The state also tells what was judged when, which is not the same after refusals.
    assert {**found, "state": calm["state"]} == calm
