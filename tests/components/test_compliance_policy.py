"""The compliance policies that a campaign declares in each period."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.configuration import Configuration
from components.migration_campaign import declare_campaign
from components.tenant_lookup import Lookups
from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.compliance_rules import ComplianceRules
from intune_waves.campaign.people import ListedPeople
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.wave import After, AtPeriod, Wave
from tests.components.recording import Recording

CAMPAIGN = Campaign(
    name="Adatum moves to Intune",
    organisation="Adatum & Sons",
    calendar=Calendar(date(2027, 1, 11), 14),
    break_glass=("breakglass1@adatum.com", "breakglass2@adatum.com"),
    waves=(
        Wave("one", "One", ListedPeople(2), AtPeriod(1), (Platform.WINDOWS, Platform.IOS)),
        Wave("two", "Two", ListedPeople(2), After("one", 2), (Platform.WINDOWS,)),
    ),
    compliance=ComplianceRules(devices_without_policy="noncompliant"),
)

Declare = Callable[..., Recording]


@pytest.fixture
def declare() -> Declare:
    """Declare the whole campaign in a period under the mocks; answers what was registered."""

    def run(period: int, campaign: Campaign = CAMPAIGN, stop: str | None = None) -> Recording:
        recording = Recording()
        pulumi.runtime.set_mocks(recording, project="intune-waves", stack="test")

        def program() -> None:
            declare_campaign(
                Configuration(
                    campaign=campaign,
                    schedule=schedule(campaign),
                    period=period,
                    confirmed_step=None,
                    stop=stop,
                ),
                break_glass_ids=["glass-1", "glass-2"],
                known_break_glass=["glass-1", "glass-2"],
                lookups=Lookups(),
                provider=pulumi.ProviderResource("intune", "intune", {}),
                folder=Path("no-templates"),
            )

        pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
        return recording

    return run


def policies(recording: Recording) -> dict[str, Mapping[str, Any]]:
    """The compliance policies by what follows `Intune waves: ` in their names."""
    found = recording.of_type("intune:index:CompliancePolicy")
    return {each["displayName"].removeprefix("Intune waves: "): each for each in found}


def test_before_the_campaign_there_is_none(declare: Declare) -> None:
    assert policies(declare(0)) == {}


def test_only_a_wave_that_has_begun_has_some_on_its_platforms(declare: Declare) -> None:
    made = policies(declare(1))
    assert set(made) == {"One compliance (Windows)", "One compliance (iOS)"}
    assert [each["groupIds"] for each in made.values()] == [[], []]


@pytest.mark.parametrize(
    ("period", "groups", "hours"),
    [(1, [], 672), (2, ["id-of-one"], 672), (3, ["id-of-one"], 672), (4, ["id-of-one"], 24)],
)
def test_each_stage_is_spelled_as_the_contract_says(
    declare: Declare, period: int, groups: list[str], hours: int
) -> None:
    made = policies(declare(period))["One compliance (iOS)"]
    assert (made["groupIds"], made["graceHours"]) == (groups, hours)
    assert (made["platform"], made["settings"]) == ("ios", {"securityBlockJailbrokenDevices": True})


def test_the_ladder_sends_the_wave_s_template_in_deadline_alone(declare: Declare) -> None:
    for period in (2, 4):
        recording = declare(period)
        assert recording.of_type("NotificationTemplate") == []
        assert not any(each.get("reminders") for each in policies(recording).values())
    recording = declare(3)
    (template,) = recording.of_type("NotificationTemplate")
    assert template["displayName"] == "Intune waves: One reminder"
    (message,) = template["messages"]
    assert message["subject"] == "Your device is not compliant yet"
    assert message["body"].startswith("<p>From 2027-02-22 on, access at Adatum &amp; Sons asks for")
    assert policies(recording)["One compliance (Windows)"]["reminders"] == [
        {"templateId": "one-id", "hoursAfter": hours} for hours in (504, 600, 648)
    ]


def test_devices_without_a_policy_are_refused_from_the_first_deadline_on(declare: Declare) -> None:
    made = [declare(period).of_type("DevicesWithoutPolicy") for period in range(5)]
    assert made == [[], [], [], [{"compliant": False}], [{"compliant": False}]]


def test_a_campaign_that_leaves_the_tenant_s_setting_declares_none(declare: Declare) -> None:
    leaving = replace(CAMPAIGN, compliance=ComplianceRules())
    assert declare(4, leaving).of_type("DevicesWithoutPolicy") == []


def test_a_stop_takes_no_policy_and_no_time_away(declare: Declare) -> None:
    recording = declare(4, stop="Certificates are broken")
    assert {each["graceHours"] for each in policies(recording).values()} == {8760}
    assert recording.of_type("NotificationTemplate") == []
    assert recording.of_type("DevicesWithoutPolicy") == [{"compliant": False}]


def test_the_gate_is_told_the_day_in_deadline_alone(declare: Declare) -> None:
    gates = [gate for period in (2, 3, 4) for gate in declare(period).of_type("StageGate")]
    told = [gate.get("graceEnds") for gate in gates if gate["wave"] == "one"]
    assert told == [None, "2027-02-22", None]


def test_another_calendar_is_another_grace(declare: Declare) -> None:
    weekly = replace(CAMPAIGN, calendar=Calendar(date(2027, 1, 11), 7))
    assert policies(declare(3, weekly))["One compliance (Windows)"]["graceHours"] == 336
