"""The command's own counting: once for all waves, only for steps that ask for it, never a reason to stop."""

import asyncio
from pathlib import Path

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.observing.connection import Connection
from intune_waves.observing.tenant_reading import TenantReading
from intune_waves.stack.people.people_count import count_people, count_step
from intune_waves.stack.stack_state import StateAdmission, StateWave
from intune_waves.step.meaning import Counted, PeopleCount, SignIns
from intune_waves.step.wave_move import WaveMove
from tests.campaign.build import wave
from tests.provider.gated_tenant import GatedTenant


@pytest.fixture
def tenant(tmp_path: Path) -> GatedTenant:
    return GatedTenant(tmp_path, people=10, covered=8, broken=1)


def move(
    before: Stage, after: Stage, wave_id: str = "limited-pilot", group: str | None = "g", size: int = 10
) -> WaveMove:
    declared = wave(wave_id, size=size)
    return WaveMove(wave_id, declared.title, before, after, declared, ("windows",), group)


ENFORCE = move(Stage.DEADLINE, Stage.ENFORCE)


def unasked() -> Connection:
    raise AssertionError("no step asks for counts")


def test_people_are_counted_with_what_their_policy_said(tenant: GatedTenant) -> None:
    tenant.signed_in = ((1, "reportOnlySuccess"), (9, "reportOnlyFailure"))
    assert count_people([ENFORCE], tenant.connection) == {
        "limited-pilot": Counted(
            PeopleCount(10, 8, never_enrolled=1, not_compliant=1), SignIns(14, 2, 1, complete=True)
        )
    }


def test_whoever_is_excluded_is_not_counted(tenant: GatedTenant) -> None:
    def connect() -> Connection:
        connection = tenant.connection()
        connection.excluded_names = ("p9@adatum.com",)
        return connection

    found = count_people([ENFORCE], connect)["limited-pilot"].people
    assert isinstance(found, PeopleCount)
    assert (found.people, found.never_enrolled) == (9, 0)


def test_all_waves_share_one_device_list_and_only_enforcing_reads_sign_ins(tenant: GatedTenant) -> None:
    steps = [
        ENFORCE,
        move(Stage.INSTRUCT, Stage.DEADLINE, "two", "h"),
        move(Stage.ANNOUNCE, Stage.INSTRUCT, "three", "i"),
        move(Stage.ENFORCE, Stage.DEADLINE, "four", "j"),
    ]
    found = count_people(steps, tenant.connection)
    assert list(found) == ["limited-pilot", "two", "three", "four"]
    assert {each.people for each in found.values()} == {PeopleCount(10, 8, 1, 1)}
    assert [bool(each.sign_ins) for each in found.values()] == [True, False, False, False]
    parts = ("managedDevices", "managedDeviceOverview", "transitiveMembers", "signIns")
    assert [tenant.reads(part) for part in parts] == [1, 2, 4, 2]


def test_a_step_that_asks_for_no_counts_opens_no_connection() -> None:
    begins = move(Stage.PLANNED, Stage.ANNOUNCE, group=None)
    back = move(Stage.DEADLINE, Stage.INSTRUCT, "two")
    assert count_people([begins, back], unasked) == {
        "limited-pilot": Counted(PeopleCount(2, 0, never_enrolled=2)),
        "two": Counted(None),
    }
    assert count_people([], unasked) == {}


@pytest.mark.parametrize(
    ("failing", "reason"),
    [
        ("managedDevices", "the managed devices could not be read (403 Forbidden)"),
        ("transitiveMembers", "the group g could not be read (403 Forbidden)"),
    ],
)
def test_what_cannot_be_read_is_the_reason_why_nobody_was_counted(
    tenant: GatedTenant, failing: str, reason: str
) -> None:
    tenant.failing = failing
    assert count_people([ENFORCE], tenant.connection) == {"limited-pilot": Counted(reason)}


def test_a_count_that_is_not_to_be_trusted_is_not_told(tenant: GatedTenant) -> None:
    small = count_people([move(Stage.DEADLINE, Stage.ENFORCE, size=50)], tenant.connection)
    assert small["limited-pilot"] == Counted("the group has 10 people and 50 are expected")
    tenant.overview = 100
    partial = count_people([ENFORCE], tenant.connection)["limited-pilot"].people
    assert partial == "the device list holds 9 devices and the overview 100"


def test_a_tenant_that_nobody_reaches_is_said_to_be_so() -> None:
    unreached = count_people(
        [ENFORCE], lambda: Connection({"ARM_TENANT_ID": "t", "ARM_METADATA_HOSTNAME": "localhost:1"})
    )
    reason = str(unreached["limited-pilot"].people)
    assert reason.startswith("the tenant could not be read (no connection (")


def test_nobody_is_made_to_type_a_code_twice(tenant: GatedTenant) -> None:
    found = count_people([ENFORCE], lambda: tenant.connection(INTUNE_CREDENTIAL="device-code"))
    assert found["limited-pilot"] == Counted(
        "whoever signs in by device code is asked once, when the engine runs"
    )
    assert tenant.asked == []


def test_a_reading_that_takes_its_time_is_said_to_be_under_way(
    tenant: GatedTenant, capsys: pytest.CaptureFixture[str]
) -> None:
    count_people([ENFORCE], tenant.connection, patience=0)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "counting people and devices in the tenant ...\n")
    count_people([ENFORCE], tenant.connection, patience=600)
    assert capsys.readouterr().err == ""


def test_a_step_back_does_not_wait_for_a_tenant_that_does_not_answer(
    tenant: GatedTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*given: object, **named: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(TenantReading, "coverage", never)
    back = move(Stage.ENFORCE, Stage.DEADLINE)
    found = count_people([back], tenant.connection, patience=0, tell=lambda line: None, longest=0)
    assert found["limited-pilot"].people == (
        "the tenant did not answer in time, and going back waits for no count"
    )


def test_a_step_back_counts_no_newcomers(tenant: GatedTenant) -> None:
    back = move(Stage.ENFORCE, Stage.DEADLINE)
    admission = StateAdmission("e")
    wave = StateWave(Stage.ENFORCE, "Two", ("windows",), "g", admission=admission)
    assert count_step([back], {"two": wave}, connect=tenant.connection).newcomers == {}
