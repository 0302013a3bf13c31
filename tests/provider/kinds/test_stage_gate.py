"""A gate reads the tenant only for a step forward, and lets nothing through that it does not know."""

import asyncio
import csv
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence, Inventory
from intune_waves.people.inventory_export import digest_of
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.kind import Kind
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import CheckRefusedError, Declared
from tests.provider.gated_tenant import GatedTenant, person
from tests.provider.gated_tenant import gate_step as step

Values = dict[str, Any]
NINETY = {"coverage": 90}


@pytest.fixture
def tenant(tmp_path: Path) -> GatedTenant:
    return GatedTenant(tmp_path)


DEADLINE = step("deadline", 3)


async def refusal(kind: Kind[Any], old: Values | None, inputs: Values) -> str:
    (failure,) = (await kind.check(old, inputs)).failures
    assert failure.path == "stage"
    return failure.reason


async def passed(kind: Kind[Any], old: Values | None, inputs: Values) -> Values:
    checked = await kind.check(old, inputs)
    assert checked.failures == []
    return dict(checked.inputs)


async def test_enough_coverage_passes_and_leaves_counts_as_evidence(tenant: GatedTenant) -> None:
    checked = await passed(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    assert checked["period"] == 4
    assert checked["evidence"] == {
        "verdict": "passed",
        "findings": "9 of 10 covered (90 %, needs 90 %)",
        "readAt": "2027-01-11T08:00:00Z",
        "people": 10,
        "covered": 9,
        "reached": 9,
        "losingADevice": 0,
        "losses": "9 lose nothing; 1 loses all access (1 never enrolled)",
        "neverEnrolled": 1,
        "notCompliant": 0,
        "otherService": 0,
        "notSeen": 0,
        "disabled": 0,
        "newlyBlocked": 1,
        "newlyAsked": 0,
        "digest": checked["evidence"]["digest"],
    }
    assert len(checked["evidence"]["digest"]) == 32
    assert "0000-4000" not in str(checked)


async def test_an_excluded_account_that_the_group_holds_is_not_counted(tenant: GatedTenant) -> None:
    kind = tenant.kind()
    kind._connection.excluded_ids = (person(9),)
    checked = await passed(kind, DEADLINE, step("enforce", thresholds=NINETY, expectedSize=10))
    assert (checked["evidence"]["people"], checked["evidence"]["covered"]) == (9, 9)


async def test_too_little_coverage_is_refused_with_the_figure_the_list_and_the_ways_on(
    tenant: GatedTenant,
) -> None:
    tenant.covered, tenant.broken = 6, 3
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    path = tenant.home / "missing" / "limited-pilot-enforce.csv"
    assert said == (
        "limited-pilot: deadline -> enforce: failed: 6 of 10 covered (60 %, needs 90 %); "
        "wait, hold the wave, or override enforce.coverage in waves/limited-pilot.yaml. "
        "10 people: 6 lose nothing; 4 lose all access (1 never enrolled, 3 not compliant); "
        f"they are listed in {path} [stage-gate]"
    )
    with path.open() as file:
        rows = sorted(tuple(row) for row in csv.reader(file))
    assert rows[-1] == ("userPrincipalName", "id", "reason")
    assert rows[0] == ("p6@adatum.com", person(6), "not compliant")
    assert rows[3] == ("p9@adatum.com", person(9), "never enrolled")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == [path.name]


async def test_who_keeps_a_compliant_laptop_and_loses_a_phone_is_not_covered(tenant: GatedTenant) -> None:
    tenant.covered, tenant.phones = 10, (2, 5)
    everywhere = step("enforce", thresholds=NINETY) | {"platforms": ["windows", "ios"]}
    said = await refusal(tenant.kind(), DEADLINE, everywhere)
    path = tenant.home / "missing" / "limited-pilot-enforce.csv"
    assert said == (
        "limited-pilot: deadline -> enforce: failed: 8 of 10 covered (80 %, needs 90 %); "
        "wait, hold the wave, or override enforce.coverage in waves/limited-pilot.yaml. "
        "10 people: 8 lose nothing; 2 lose a device (2 iOS) and keep another; "
        f"they are listed in {path} [stage-gate]"
    )
    with path.open() as file:
        rows = sorted(tuple(row) for row in csv.reader(file))
    assert rows[:2] == [
        (f"p{number}@adatum.com", person(number), "loses a device and keeps another") for number in (2, 5)
    ]
    reach = await passed(tenant.kind(), DEADLINE, {**everywhere, "thresholds": {"reach": 100}})
    assert reach["evidence"]["losses"] == "8 lose nothing; 2 lose a device (2 iOS) and keep another"
    assert (reach["evidence"]["reached"], reach["evidence"]["losingADevice"]) == (10, 2)
    # A wave that does not ask on iOS takes no phone.
    await passed(tenant.kind(), DEADLINE, step("enforce", thresholds={"coverage": 100, "losingADevice": 0}))


@pytest.mark.parametrize("figure", ["coverage", "losingADevice"])
async def test_what_rests_on_a_source_without_a_right_is_not_known_and_never_passes(
    tenant: GatedTenant, figure: str
) -> None:
    tenant.covered, tenant.failing = 10, "/v1.0/devices?"
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds={figure: 0}))
    assert "inconclusive: " in said
    assert "is not known; wait, hold the wave, or override" in said
    assert (
        "why: the devices registered in Entra ID, because the right Device.Read.All is missing: "
        "what rests on it is not known"
    ) in said
    known = await passed(
        tenant.kind(), DEADLINE, step("enforce", thresholds={"reach": 100, "newlyBlocked": 0})
    )
    assert "covered" not in known["evidence"]
    assert "losingADevice" not in known["evidence"]
    assert known["evidence"]["losses"] == (
        "how many lose a device, and how many nothing, is not known without the devices registered in "
        "Entra ID, because the right Device.Read.All is missing"
    )


async def test_a_gate_that_passes_takes_the_old_list_away(tenant: GatedTenant) -> None:
    tenant.covered = 5
    await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    tenant.covered = 10
    await passed(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    assert list((tenant.home / "missing").iterdir()) == []


@pytest.mark.parametrize(
    ("old", "inputs"),
    [
        (DEADLINE, step("deadline", 4, thresholds=NINETY)),
        (DEADLINE, step("instruct", 4, thresholds=NINETY)),
        (DEADLINE, step("enforce")),
        (DEADLINE, step("enforce", thresholds={"soak": 1})),
        (DEADLINE, step("enforce", readingMaxAgeHours=1)),
        (None, step("announce", 1, thresholds=NINETY)),
        (None, step("enforce", 4)),
    ],
    ids=["stays", "back", "nothing declared", "soak", "age alone", "announced", "new without thresholds"],
)
async def test_nothing_is_read_for_any_other_step(
    tenant: GatedTenant, old: Values | None, inputs: Values
) -> None:
    await passed(tenant.kind(), old, inputs)
    assert tenant.carrier.sent == []


async def test_a_wave_that_stays_keeps_its_evidence_and_the_period_of_its_step(tenant: GatedTenant) -> None:
    first = await passed(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    again = await passed(tenant.kind(), first, step("enforce", 9, thresholds=NINETY))
    assert again == first
    assert tenant.reads("transitiveMembers") == 1


async def test_a_step_back_drops_the_evidence_and_the_next_step_is_judged_anew(tenant: GatedTenant) -> None:
    enforced = await passed(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    back = await passed(tenant.kind(), enforced, step("deadline", 5))
    assert "evidence" not in back
    tenant.covered = 0
    assert "failed" in await refusal(tenant.kind(), back, step("enforce", 6, thresholds=NINETY))


async def test_a_wave_that_is_new_beyond_announce_is_judged(tenant: GatedTenant) -> None:
    tenant.covered = 0
    said = await refusal(tenant.kind(), None, step("enforce", thresholds=NINETY))
    assert said.startswith("limited-pilot: nothing -> enforce: failed: 0 of 10 covered")


async def test_another_wave_under_the_same_name_is_new(tenant: GatedTenant) -> None:
    tenant.covered = 0
    other = {**step("enforce"), "wave": "other"}
    assert "nothing -> enforce" in await refusal(tenant.kind(), other, step("enforce", thresholds=NINETY))


@pytest.mark.parametrize(("entered", "periods", "right"), [(3, 1, True), (3, 2, False), (2, 2, True)])
async def test_soak_counts_the_periods_since_the_wave_came_into_its_stage(
    tenant: GatedTenant, entered: int, periods: int, right: bool
) -> None:
    inputs = step("enforce", 4, thresholds={"soak": periods})
    checked = await tenant.kind().check(step("deadline", entered), inputs)
    assert (checked.failures == []) is right


async def test_soak_of_a_wave_that_is_new_is_not_known(tenant: GatedTenant) -> None:
    said = await refusal(tenant.kind(), None, step("enforce", thresholds={"soak": 1}))
    assert "inconclusive: the time in the stage before is not known" in said


@pytest.mark.parametrize("failing", ["managedDevices", "managedDeviceOverview", "transitiveMembers"])
async def test_a_tenant_that_does_not_answer_is_inconclusive(tenant: GatedTenant, failing: str) -> None:
    tenant.failing = failing
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    assert "inconclusive: the reading is partial; wait, hold the wave, or override enforce.coverage" in said
    assert "why: the tenant was not read to the end:" in said
    assert failing in said
    assert not (tenant.home / "missing").exists()


async def test_a_list_that_the_overview_does_not_bear_out_is_inconclusive(tenant: GatedTenant) -> None:
    tenant.overview = 1000
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    assert "inconclusive: the reading is partial" in said
    assert "why: the device list holds 9 devices and the overview 1,000" in said
    assert not (tenant.home / "missing").exists()


async def test_a_group_with_fewer_people_than_expected_is_inconclusive(tenant: GatedTenant) -> None:
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY, expectedSize=50))
    assert "why: the group has 10 people and 50 are expected" in said
    await passed(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY, expectedSize=10))


@pytest.fixture
def pilot(tenant: GatedTenant, monkeypatch: pytest.MonkeyPatch) -> Values:
    """A step of a wave that lists ten people; each stands a line below the number in the name."""
    monkeypatch.chdir(tenant.home)
    names = "".join(f"p{number}@adatum.com\n" for number in range(10))
    (tenant.home / "pilot.csv").write_text(f"userPrincipalName\n{names}")
    return step("enforce", thresholds={"coverage": 80}, expectedSize=10, peopleFile="pilot.csv")


async def test_people_of_a_list_who_are_gone_are_named_by_line_and_taking_them_out_helps(
    tenant: GatedTenant, pilot: Values
) -> None:
    tenant.people = 8
    said = await refusal(tenant.kind(), DEADLINE, pilot)
    assert said == (
        "limited-pilot: deadline -> enforce: inconclusive: the group has 8 people and 10 are expected: "
        "the list is not what the tenant has\n"
        "pilot.csv:10: the tenant has no user p8@adatum.com; correct the name, or take the line out "
        "[person-unknown]\n"
        "pilot.csv:11: the tenant has no user p9@adatum.com; correct the name, or take the line out "
        "[person-unknown]"
    )
    (tenant.home / "pilot.csv").write_text("".join(f"p{number}@adatum.com\n" for number in range(8)))
    await passed(tenant.kind(), DEADLINE, {**pilot, "expectedSize": 8})


async def test_a_group_that_lost_people_whom_the_tenant_has_is_put_right_by_a_refresh(
    tenant: GatedTenant, pilot: Values
) -> None:
    (tenant.home / "pilot.csv").write_text("".join(f"p{number}@adatum.com\n" for number in range(8)))
    tenant.people = 8
    said = await refusal(tenant.kind(), DEADLINE, pilot)
    assert "why: the group has 8 people and 10 are expected (" in said
    assert "./migrate refresh" in said


async def test_no_list_is_looked_up_while_nobody_is_missing(tenant: GatedTenant, pilot: Values) -> None:
    await refusal(tenant.kind(), DEADLINE, {**pilot, "thresholds": {"coverage": 100}})
    await passed(tenant.kind(), DEADLINE, pilot)
    assert tenant.reads("$batch") == 1  # the names for the list of those who are missing


async def test_a_group_of_nobody_is_inconclusive(tenant: GatedTenant) -> None:
    tenant.people = 0
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    assert "inconclusive: coverage is not known" in said


@pytest.mark.parametrize("unknown", [{"groupId": UNKNOWN}, {"platforms": UNKNOWN}, {"platforms": [UNKNOWN]}])
async def test_a_group_that_is_not_known_yet_is_inconclusive_and_not_asked_for(
    tenant: GatedTenant, unknown: Values
) -> None:
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY, **unknown))
    assert "inconclusive" in said
    assert "made or replaced by this very step" in said
    assert tenant.carrier.sent == []
    await passed(tenant.kind(), DEADLINE, step("enforce", **unknown))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", UNKNOWN),
        ("period", UNKNOWN),
        ("wave", UNKNOWN),
        ("thresholds", UNKNOWN),
        ("thresholds", {"coverage": UNKNOWN}),
        ("overrides", [{"figure": "coverage", "until": UNKNOWN}]),
        ("expectedSize", UNKNOWN),
        ("readingMaxAgeHours", UNKNOWN),
    ],
)
async def test_what_the_gate_judges_by_must_be_known(tenant: GatedTenant, name: str, value: Any) -> None:
    inputs = {**step("enforce", thresholds=NINETY), name: value}
    (failure,) = (await tenant.kind().check(DEADLINE, inputs)).failures
    assert (failure.path, "must be known" in failure.reason) == (name, True)


@pytest.mark.parametrize(
    ("stage", "threshold", "right"),
    [
        ("enforce", {"newlyBlocked": 1}, True),
        ("enforce", {"newlyBlocked": 0}, False),
        ("enforce", {"newlyAsked": 0}, True),
        ("deadline", {"newlyBlocked": 0}, True),
        ("deadline", {"newlyAsked": 0}, True),
        ("instruct", {"newlyAsked": 1}, True),
        ("instruct", {"newlyAsked": 0}, False),
    ],
)
async def test_who_is_not_covered_is_asked_at_instruct_and_blocked_at_enforce(
    tenant: GatedTenant, stage: str, threshold: Values, right: bool
) -> None:
    before = {"instruct": "announce", "deadline": "instruct", "enforce": "deadline"}[stage]
    checked = await tenant.kind().check(step(before, 3), step(stage, thresholds=threshold))
    assert (checked.failures == []) is right


async def test_a_leap_over_instruct_asks_people_too(tenant: GatedTenant) -> None:
    inputs = step("enforce", thresholds={"newlyAsked": 0})
    assert "1 people would be newly asked" in await refusal(tenant.kind(), step("announce", 1), inputs)


def override(until: int, figure: str = "coverage") -> Values:
    return {"figure": figure, "reason": "Strike at the plant.", "by": "Jane Doe", "until": until}


async def test_an_override_passes_its_threshold_and_is_told_in_the_evidence(tenant: GatedTenant) -> None:
    tenant.covered = 0
    inputs = step("enforce", thresholds=NINETY, overrides=[override(4)])
    evidence = (await passed(tenant.kind(), DEADLINE, inputs))["evidence"]
    assert evidence["overrides"] == "enforce.coverage by Jane Doe until period 4: Strike at the plant."
    assert evidence["findings"] == "0 of 10 covered (0 %, needs 90 %)"
    assert evidence["newlyBlocked"] == 10


@pytest.mark.parametrize("given", [override(3), override(9, "soak")], ids=["expired", "of another threshold"])
async def test_an_override_passes_nothing_else(tenant: GatedTenant, given: Values) -> None:
    tenant.covered = 0
    inputs = step("enforce", thresholds=NINETY, overrides=[given])
    assert "failed" in await refusal(tenant.kind(), DEADLINE, inputs)


async def test_gates_of_one_run_share_the_device_list(tenant: GatedTenant) -> None:
    kind = tenant.kind()
    steps = [{**step("enforce", thresholds=NINETY), "wave": wave, "groupId": wave} for wave in "abc"]
    await asyncio.gather(*(passed(kind, None, inputs) for inputs in steps))
    await passed(kind, None, {**step("enforce", thresholds=NINETY), "wave": "d"})
    assert tenant.reads("managedDevices") == 1
    assert tenant.reads("managedDeviceOverview") == 2
    assert tenant.reads("transitiveMembers") == 4


async def test_a_shared_list_that_is_too_old_is_read_again(tenant: GatedTenant) -> None:
    kind = tenant.kind()
    await passed(kind, DEADLINE, step("enforce", thresholds=NINETY))
    tenant.pass_hours(3)
    checked = await passed(kind, DEADLINE, step("enforce", thresholds=NINETY, readingMaxAgeHours=4))
    assert checked["evidence"]["readAt"] == "2027-01-11T08:00:00Z"
    checked = await passed(kind, DEADLINE, step("enforce", thresholds=NINETY, readingMaxAgeHours=2))
    assert checked["evidence"]["readAt"] == "2027-01-11T11:00:00Z"
    assert tenant.reads("managedDevices") == 2


async def test_a_reading_that_failed_is_not_shared(tenant: GatedTenant) -> None:
    kind = tenant.kind()
    tenant.failing = "managedDevices"
    await refusal(kind, DEADLINE, step("enforce", thresholds=NINETY))
    tenant.failing = ""
    await passed(kind, DEADLINE, step("enforce", thresholds=NINETY))


async def test_names_that_cannot_be_read_leave_a_list_of_ids(tenant: GatedTenant) -> None:
    tenant.covered, tenant.failing = 0, "$batch"
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    assert "by id, because their names could not be read [stage-gate]" in said
    listed = (tenant.home / "missing" / "limited-pilot-enforce.csv").read_text()
    assert f",{person(0)},never enrolled" in listed


async def test_a_list_that_cannot_be_written_does_not_let_the_wave_through(tenant: GatedTenant) -> None:
    tenant.covered = 0
    (tenant.home / "missing").write_text("a file in the way")
    said = await refusal(tenant.kind(), DEADLINE, step("enforce", thresholds=NINETY))
    assert "they could not be listed in" in said
    assert "failed: 0 of 10" in said


@pytest.mark.parametrize("wave", ["../up", "Limited pilot", "", "a/b", "a\n"])
async def test_a_wave_id_names_no_other_file(tenant: GatedTenant, wave: str) -> None:
    (failure,) = (await tenant.kind().check(None, {**step("announce"), "wave": wave})).failures
    assert failure.path == "wave"
    assert tenant.carrier.sent == []


@pytest.fixture
def gate() -> Declared:
    return Declared(IntuneProvider("0.0.0", {}), "intune:index:StageGate")


async def test_a_second_preview_is_empty_and_a_later_period_changes_nothing(gate: Declared) -> None:
    await gate.up(step("announce", 1))
    await gate.up(step("instruct", 2, thresholds={"soak": 1}))
    assert gate.state["evidence"]["findings"] == "1 period in the stage before (needs 1)"
    assert await gate.changed(step("instruct", 2, thresholds={"soak": 1})) == set()
    assert await gate.changed(step("instruct", 7, thresholds={"soak": 1})) == set()
    assert await gate.refresh()
    assert gate.state["period"] == 2
    assert gate.resource_id == "limited-pilot"
    assert gate.provider.connection._client is None


async def test_a_step_shows_stage_period_and_evidence_in_the_preview(gate: Declared) -> None:
    await gate.up(step("deadline", 3))
    changed = await gate.changed(step("enforce", 4, thresholds={"soak": 1}))
    assert changed == {"stage", "period", "thresholds", "evidence", "means"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"evidence": {"verdict": "passed"}}, "evidence: there is no such property"),
        ({"stage": "enforced"}, "stage: got 'enforced', expected one of planned, announce"),
        ({"thresholds": {"covered": 1}}, "thresholds.covered: there is no such property"),
        ({"overrides": ["coverage"]}, "overrides: got .* expected a list of mappings"),
        ({"overrides": [override(1), {"figure": "coverage"}]}, r"overrides\[1\].reason: it is missing"),
        ({"overrides": [override(1, "size")]}, r"overrides\[0\].figure: got 'size', expected one of"),
    ],
)
async def test_a_program_cannot_bring_its_own_evidence_nor_other_shapes(
    gate: Declared, more: Values, said: str
) -> None:
    with pytest.raises(CheckRefusedError, match=said):
        await gate.check({**step("enforce"), **more})


INVENTORY = "UPN,Platform,Last Seen,Serial Number\n"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("p0@adatum.com,Windows,2027-01-08,SERIAL0\n", "8 of 10 covered (80 %, needs 90 %)"),
        ("p0@adatum.com,Windows,yesterday,SERIAL0\n", "could not be read"),
        ("p0@adatum.com,Windows,2026-10-08,SERIAL0\n", "is out of date"),
    ],
)
async def test_a_gate_counts_by_an_inventory_and_passes_nothing_without_it(
    tenant: GatedTenant, tmp_path: Path, rows: str, says: str
) -> None:
    path = tmp_path / "inventory.csv"
    path.write_text(INVENTORY + rows)
    kind = tenant.kind()
    kind._connection.device_evidence = DeviceEvidence(
        inventories=(Inventory(str(path), "Workspace ONE", digest_of(path)),)
    )
    said = await refusal(kind, DEADLINE, step("enforce", thresholds=NINETY))
    assert says in said
    assert "Workspace ONE's inventory" in said
    assert "p0" not in said


async def test_a_gate_whose_inventory_tells_nothing_new_keeps_its_name_and_no_other(
    tenant: GatedTenant, tmp_path: Path
) -> None:
    path = tmp_path / "inventory.csv"
    path.write_text(f"{INVENTORY}p9@adatum.com,Linux,2027-01-08,SERIAL9\n")
    kind = tenant.kind()
    kind._connection.device_evidence = DeviceEvidence(
        inventories=(Inventory(str(path), "Jamf", digest_of(path)),)
    )
    checked = await passed(kind, DEADLINE, step("enforce", thresholds=NINETY))
    assert checked["evidence"]["losses"] == (
        "9 lose nothing; 1 loses all access (1 managed by another service); Jamf's inventory knows of no "
        "other device"
    )
    assert "p9" not in str(checked)
    assert "SERIAL9" not in str(checked)
