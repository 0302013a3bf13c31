"""What the campaign's own resource is told: per wave, never per person."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from components.campaign import campaign_args, declared_in
from components.native_resource import on_the_wire
from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.campaign import Brake, Campaign, GuardFile
from intune_waves.campaign.compliance_rules import ComplianceRules
from intune_waves.campaign.device_evidence import Inventory
from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.place import Place, Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, AtPeriod, Wave
from intune_waves.provider.kinds.campaign import CampaignKind
from intune_waves.provider.protocol.property import check_shape
from intune_waves.provider.step_inputs import device_evidence_of, step_of

LATE = Override(Stage.ENFORCE, "coverage", "Late", "Megan Bowen", 5)
WAVES = (
    Wave("one", "One", ListedPeople(2, upns=("a@adatum.com", "b@adatum.com")), AtPeriod(1), (Platform.MAC,)),
    Wave(
        "two",
        "Two",
        Share("IT", size=200),
        After("one"),
        (Platform.WINDOWS, Platform.IOS),
        personal_devices="allow",
        final_personal_devices="block",
        overrides=(LATE,),
    ),
    Wave("three", "Three", ExistingGroup("Engineering"), After("two"), (Platform.WINDOWS,), size=9),
    Wave("rest", "Rest", EverybodyElse(), After("three"), (Platform.WINDOWS,)),
)
CAMPAIGN = Campaign(
    name="Adatum moves to Intune",
    organisation="Adatum Corporation",
    calendar=Calendar(
        date(2027, 1, 11),
        14,
        freezes=(Freeze(date(2027, 2, 1), date(2027, 2, 2), "Audit"),),
        begin=(date(2027, 1, 11), date(2027, 1, 27)),
        weekday=2,
    ),
    break_glass=("breakglass1@adatum.com",),
    waves=WAVES,
    brake=Brake(percent=12.5, floor=7),
)


def facts(period: int = 4, stop: str | None = None) -> dict[str, Any]:
    args = campaign_args(CAMPAIGN, schedule(CAMPAIGN), period=period, stop=stop, break_glass_ids=["g1", "g2"])
    return on_the_wire(args)


def declared(period: int = 4, stop: str | None = None, confirmed: str | None = None) -> Any:
    told = {**facts(period, stop), "confirmedStep": confirmed}
    return {name: value for name, value in told.items() if value is not None}


def test_every_wave_s_stage_is_told_for_this_period_and_the_next() -> None:
    assert facts()["stages"] == {
        "one": "enforce",
        "two": "deadline",
        "three": "instruct",
        "rest": "announce",
    }
    assert facts()["nextStages"]["two"] == "enforce"


def test_a_stop_is_told_and_leaves_nobody_enforced() -> None:
    told = facts(8, "Certificates are broken")
    assert told["stop"] == "Certificates are broken"
    assert "enforce" not in {*told["stages"].values(), *told["nextStages"].values()}
    assert facts()["stop"] is None


def test_what_devices_without_a_policy_count_as_is_told_from_the_first_deadline_on() -> None:
    assert facts()["refusesUnprotected"] is None
    rules = ComplianceRules(devices_without_policy="noncompliant")
    ruled = replace(CAMPAIGN, compliance=rules)
    told = [
        campaign_args(ruled, schedule(ruled), period=period, stop=None, break_glass_ids=[])
        for period in range(1, 6)
    ]
    assert [each["refuses_unprotected"] for each in told] == [None, None, True, True, True]


def test_nobody_s_name_is_told() -> None:
    assert "@adatum.com" not in str(facts())


def test_the_provider_takes_what_is_told() -> None:
    assert check_shape(CampaignKind.properties, declared()) == []


def test_the_step_that_is_read_is_the_step_that_was_told() -> None:
    step = step_of(declared(3), declared(4))
    assert [wave.id for wave in step.waves] == ["one", "two", "three", "rest"]
    assert step.before.stage("one") is Stage.DEADLINE
    assert step.stages("one") == (Stage.DEADLINE, Stage.ENFORCE)
    assert step.following == {
        "one": Stage.ENFORCE,
        "two": Stage.ENFORCE,
        "three": Stage.DEADLINE,
        "rest": Stage.INSTRUCT,
    }
    assert step.rules.calendar == CAMPAIGN.calendar
    assert step.rules.brake == CAMPAIGN.brake
    assert step.rules.break_glass == ("g1", "g2")
    assert not step.confirmed
    for told, wave in zip(step.waves, WAVES, strict=True):
        assert (told.title, told.platforms) == (wave.title, wave.platforms)
        assert told.personal_devices == wave.personal_devices
        assert told.final_personal_devices == wave.final_personal_devices
    assert step.waves[1].overrides == (replace(LATE, reason=""),)
    assert [wave.size for wave in step.waves] == [2, 200, 9, None]
    for told, wave in zip(step.waves, WAVES, strict=True):
        assert told.people.existing_group == wave.people.existing_group
        assert told.people.takes_the_rest is wave.people.takes_the_rest
    assert [wave.people.declared_size for wave in step.waves] == [2, 200, 9, None]


def test_a_wave_that_was_taken_out_is_known_from_the_state() -> None:
    kept = declared(4)
    kept["waves"] = kept["waves"][:1]
    kept["stages"] = {"one": "enforce"}
    step = step_of(declared(3), kept)
    assert [wave.id for wave in step.removed] == ["two", "three", "rest"]


def test_the_organisation_s_own_guards_are_told_by_digest_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = GuardFile("own.py", "# nothing\n")
    guarded = replace(CAMPAIGN, guards=(own,))
    told = campaign_args(guarded, schedule(guarded), period=4, stop=None, break_glass_ids=[])["guards"]
    assert told == [{"file": "own.py", "digest": own.digest}]
    proposed = declared(4)
    proposed["guards"] = told
    assert check_shape(CampaignKind.properties, proposed) == []
    assert step_of(declared(3), proposed).rules.guards == (
        GuardFile("own.py", unread="the file cannot be read: No such file or directory"),
    )
    (tmp_path / "own.py").write_bytes(b"# nothing\r\n")
    (read,) = step_of(declared(3), proposed).rules.guards
    assert (read.digest, read.unread) == (own.digest, "")
    (tmp_path / "own.py").write_text("# something\n")
    assert step_of(declared(3), proposed).rules.guards == (
        GuardFile("own.py", unread="the file was changed while the step was under way"),
    )
    assert facts()["guards"] is None


def test_a_confirmed_step_is_known() -> None:
    assert step_of(declared(2), declared(4, confirmed="2->4")).confirmed
    assert not step_of(declared(3), declared(4, confirmed="2->4")).confirmed


def test_a_wave_of_a_table_says_its_line() -> None:
    """A refusal names the file to be changed; a file of its own beside campaign.yaml needs no word."""
    own = Places("waves/pilot.yaml", {"": Place("waves/pilot.yaml", 3, 1)})
    line = Places("waves/sites.csv", {"": Place("waves/sites.csv", 12, 1)})
    inside = Places("waves/europe/berlin.yaml", {"": Place("waves/europe/berlin.yaml", 1, 1)})
    declared = [
        Wave("pilot", "Pilot", DynamicRule("x"), AtPeriod(1), (Platform.WINDOWS,), places=own),
        Wave("site", "Site", DynamicRule("x"), AtPeriod(1), (Platform.WINDOWS,), places=line),
        Wave("berlin", "Berlin", DynamicRule("x"), AtPeriod(1), (Platform.WINDOWS,), places=inside),
    ]
    assert list(map(declared_in, declared)) == [
        None,
        "waves/sites.csv:12",
        "waves/europe/berlin.yaml",
    ]


def test_inventories_are_told_by_path_and_digest_and_are_read_again_as_they_were() -> None:
    named = (Inventory("waves/i.csv", "Workspace ONE", "d1"), Inventory("j.csv", "Jamf"))
    known = replace(CAMPAIGN, inventories=named)
    told = campaign_args(known, schedule(known), period=4, stop=None, break_glass_ids=[])["inventories"]
    assert told == [
        {"file": "waves/i.csv", "service": "Workspace ONE", "digest": "d1"},
        {"file": "j.csv", "service": "Jamf"},
    ]
    proposed = declared(4)
    assert not {"inventories", "signInLog"} & proposed.keys()
    proposed["inventories"] = told
    assert check_shape(CampaignKind.properties, proposed) == []
    assert device_evidence_of(proposed) == known.device_evidence
    known = replace(known, sign_in_log=True)
    asked = campaign_args(known, schedule(known), period=4, stop=None, break_glass_ids=[])["sign_in_log"]
    proposed["signInLog"] = asked
    assert device_evidence_of(proposed) == known.device_evidence
