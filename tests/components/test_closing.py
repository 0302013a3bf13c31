"""What the program declares once the campaign is closed: one policy for everybody, none of a wave's own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.campaign import campaign_args
from components.configuration import Configuration
from components.intune import Provider
from components.migration_campaign import declare_campaign
from components.native_resource import on_the_wire
from components.tenant_lookup import Lookups
from intune_waves.campaign.closing import Check, ChecklistItem, Closing
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from tests.campaign.build import campaign, wave
from tests.components.recording import Recording

ITEMS = (ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR),)
ADATUM = replace(
    campaign(wave("one", platforms=(Platform.WINDOWS,)), wave("two", platforms=(Platform.IOS,))),
    closing=Closing(6, ITEMS),
)
POLICY = "conditionalAccessPolicy"


def declared(period: int, stop: str | None = None) -> Recording:
    recording = Recording()
    pulumi.runtime.set_mocks(recording, project="intune-waves", stack="test")

    def program() -> None:
        declare_campaign(
            Configuration(
                campaign=ADATUM, schedule=schedule(ADATUM), period=period, confirmed_step=None, stop=stop
            ),
            break_glass_ids=["glass-1", "glass-2"],
            known_break_glass=["glass-1", "glass-2"],
            lookups=Lookups(),
            provider=Provider(pulumi.Config("intune")),
            folder=Path("no-templates"),
        )

    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    return recording


def names(recording: Recording) -> list[str]:
    return sorted(name for kind, name, _ in recording.registered if POLICY in kind)


def test_until_then_each_wave_has_its_own() -> None:
    assert names(declared(5)) == ["one", "two"]


@pytest.mark.parametrize("period", [6, 7])
def test_then_one_policy_is_for_everybody(period: int) -> None:
    found = declared(period)
    assert names(found) == ["everybody"]
    (policy,) = found.of_type(POLICY)
    assert policy["state"] == "enabled"
    assert policy["conditions"]["users"] == {
        "includedGroups": ["id-of-one-enforced", "id-of-two-enforced"],
        "excludedUsers": ["glass-1", "glass-2", "GuestsOrExternalUsers"],
    }
    assert policy["conditions"]["platforms"] == {"includedPlatforms": ["windows", "iOS"]}


def test_the_waves_keep_all_else() -> None:
    before, after = declared(5), declared(6)
    assert sorted(each for each in before.types() if each != "ConditionalAccessPolicy") == sorted(
        each for each in after.types() if each not in ("ConditionalAccessPolicy", "Retirement", "ClosingGate")
    )


def test_the_one_policy_comes_after_everything_else_and_before_anybody_is_admitted() -> None:
    last = ["Retirement", "ClosingGate", "ConditionalAccessPolicy", "Admission", "Admission"]
    assert declared(6).types()[-5:] == last


def test_the_tenant_is_asked_for_each_wave_before_the_one_policy_is_enabled() -> None:
    asked = declared(6).enabling
    assert sorted(each["enforcedGroupId"] for each in asked) == ["id-of-one-enforced", "id-of-two-enforced"]
    assert asked[0]["breakGlassIds"] == ["glass-1", "glass-2"]
    assert declared(6, stop="An outage").enabling == []


def test_while_stopped_it_reports_on_windows() -> None:
    (policy,) = declared(6, stop="An outage").of_type(POLICY)
    assert policy["state"] == "enabledForReportingButNotEnforced"
    assert policy["conditions"]["platforms"] == {"includedPlatforms": ["windows"]}


def told(period: int) -> dict[str, Any]:
    return on_the_wire(
        campaign_args(ADATUM, schedule(ADATUM), period=period, stop=None, break_glass_ids=["g"])
    )


def test_the_campaign_is_told_that_it_is_closed_and_of_the_checklist_only_then() -> None:
    assert (told(5)["closed"], told(5)["checklist"]) == (None, None)
    assert told(6)["closed"] is True
    assert told(6)["checklist"] == [
        {"id": "connector-off", "title": "The connector is off", "check": "connector"}
    ]
