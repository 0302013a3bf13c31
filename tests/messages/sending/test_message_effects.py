"""The effect of messages: the tenant's days beside the ledger's, on a terminal and as rows."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod
from intune_waves.cli.tables.effects_table import effects_as_json, print_effects, sparkline
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.messages.effectiveness import WaveEnrollment
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.messages.sending.message_effects import Effects, read_effects
from intune_waves.observing.connection import Connection
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StateWave
from tests.campaign.build import campaign, wave
from tests.graph.fake_graph import FakeCarrier
from tests.observing.test_enrollment_days import Tenant, device

FIRST = date(2027, 1, 11)
CAMPAIGN = campaign(wave("pilot"), wave("next", title="The [next] wave", start=AtPeriod(2)))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


class Connected(Connection):
    """A connection to lists in memory."""

    def __init__(self, carrier: FakeCarrier) -> None:
        super().__init__({})
        self._client = carrier.client(budget=0)


def effects_of(ledger: Path, tenant: Tenant, period: int = 2, today: date | None = None) -> Effects:
    waves = {
        name: StateWave(Stage.ANNOUNCE, name, ("windows",), name) for name in ("next", "pilot") if period
    }
    connection = Connected(FakeCarrier(tenant.respond))
    today = today or day(17)
    return read_effects(
        CAMPAIGN,
        schedule(CAMPAIGN),
        waves=waves,
        connection=connection,
        period=period,
        today=today,
        ledger=ledger,
    )


@pytest.fixture
def tenant() -> Tenant:
    """Ten people in the pilot: two enroll before it hears anything, five more soon after they were asked."""
    enrolled = [day(-3), day(-3), day(14), day(15), day(15), day(16), day(20)]
    devices = [device(number, each) for number, each in enumerate(enrolled)]
    return Tenant({"pilot": list(range(10)), "next": list(range(20, 24))}, devices)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The pilot was asked on the fifteenth day; its announcement is not in the ledger."""
    path = tmp_path / "ledger"
    with Ledger(path) as made:
        text = MessageText("pilot", Stage.INSTRUCT, "d")
        made.intend(text, "a", at=1.0)
        made.settle(text, "a", day=day(14))
    return path


def test_what_is_printed(tenant: Tenant, ledger: Path) -> None:
    console = Console(width=100, record=True, color_system=None, highlight=False)
    titles = {each.id: each.title for each in CAMPAIGN.waves}
    print_effects(console, effects_of(ledger, tenant), title=titles.__getitem__, first=FIRST, today=day(17))
    assert [line.rstrip() for line in console.export_text().splitlines()] == [
        "Pilot: 6 of 10 people enrolled (60 %)",
        "  2027-01-11 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▄▄▄ 2027-01-28",
        "The [next] wave: 0 of 4 people enrolled (0 %)",
        "  2027-01-11                    2027-01-28",
        "",
        "wave            ┃ message  ┃ sent         ┃ before ┃ 1 day after ┃ 3 days after ┃ 7 days after",
        "━━━━━━━━━━━━━━━━╇━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━━━",
        "Pilot           │ announce │ 2027-01-11 * │   20 % │        20 % │         20 % │         20 %",
        "Pilot           │ instruct │ 2027-01-25   │   20 % │        50 % │            – │            –",  # noqa: RUF001
        "The [next] wave │ announce │ 2027-01-25 * │    0 % │         0 % │            – │            –",  # noqa: RUF001
        "* the first day of the stage: the ledger knows of no message",
    ]


def test_the_rows_say_counts_and_nobody(tenant: Tenant, ledger: Path) -> None:
    rows = effects_as_json(effects_of(ledger, tenant), day(17))
    assert rows["waves"][0] == {
        "wave": "pilot",
        "people": 10,
        "enrolled_by_day": {
            "2027-01-08": 2, "2027-01-25": 3, "2027-01-26": 5, "2027-01-27": 6, "2027-01-31": 7,
        },
        "doubts": [],
    }  # fmt: skip
    assert rows["messages"][1] == {
        "wave": "pilot",
        "stage": "instruct",
        "sent": "2027-01-25",
        "sent_by": "ledger",
        "people": 10,
        "enrolled_before": 2,
        "enrolled_after_days": {"1": 5, "3": None, "7": None},
    }
    assert rows["messages"][0]["sent_by"] == "calendar"
    assert "00000000-0000" not in json.dumps(rows)


def test_before_anything_was_applied_the_tenant_is_not_asked(tmp_path: Path, tenant: Tenant) -> None:
    found = effects_of(tmp_path / "none", tenant, period=0)
    assert (found.enrollments, found.messages) == ((), ())
    assert not (tmp_path / "none").exists()
    console = Console(record=True)
    print_effects(console, found, title=str, first=FIRST, today=FIRST)
    assert console.export_text() == "No wave has been told anything yet.\n"


def test_counts_that_are_not_to_be_trusted_say_so(ledger: Path, tenant: Tenant) -> None:
    tenant.overview = 40
    found = effects_of(ledger, tenant)
    console = Console(width=100, record=True)
    print_effects(console, found, title=str, first=FIRST, today=day(17))
    doubt = "the device list holds 7 devices and the overview 40"
    assert f"  not to be trusted: {doubt}\n" in console.export_text()
    assert effects_as_json(found, day(17))["waves"][1]["doubts"] == [doubt]


def test_a_tenant_or_a_ledger_that_cannot_be_read_is_refused(tmp_path: Path, tenant: Tenant) -> None:
    (tmp_path / "ledger").write_text("no ledger" * 100)
    with pytest.raises(RefusedError, match=r"is no ledger: file is not a database; .* \[ledger\]"):
        effects_of(tmp_path / "ledger", tenant)

    def forbidden(request: Any) -> Answer:
        raise Forbidden("the group pilot", "GET /groups/pilot", status=403)

    tenant.respond = forbidden  # type: ignore[method-assign]
    with pytest.raises(RefusedError, match=r"the enrollment could not be read: the group pilot: .* 403"):
        effects_of(tmp_path / "none", tenant)


@pytest.mark.parametrize("days", [0, 1, 55, 56, 57, 200, 2000])
def test_a_row_of_any_length_fits_the_terminal_and_ends_today(days: int) -> None:
    enrollment = WaveEnrollment("w", 8, ((FIRST, 1), (day(days), 8)))
    row = sparkline(enrollment, FIRST, today=day(days))
    assert 1 <= len(row) <= 56
    assert row[-1] == "█"
    assert days == 0 or row[0] == "▁"
