"""What a person is told of a sending: counts, ids, and the next step."""

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.cli.tables.sending_table import SendingReport, endings
from intune_waves.messages.message import Message
from intune_waves.messages.sending.ledger import MessageText
from intune_waves.messages.sending.sending import Tally
from intune_waves.messages.sending.sending_plan import PlannedMessage

TEXT = MessageText("pilot", Stage.ANNOUNCE, "d2")
MESSAGE = Message("pilot", Stage.ANNOUNCE, "en", "The plan", "Hello", "<p>Hello</p>", "d2")


def test_how_a_run_ended_is_said_with_ids_and_the_next_step() -> None:
    planned = PlannedMessage(MESSAGE, TEXT, "g")
    planned.new = [None] * 9  # type: ignore[list-item]  # they are only counted
    tally = Tally(sent=5, found=1, refused=[("pilot", "id-1")], in_doubt=1, failure="429: wait")
    assert endings([planned], tally, stopped=False) == [
        "6 of 9 people have their message: 5 sent, 1 found among the sent items.",
        "1 people were refused because of their mail address:",
        "  pilot: id-1",
        "  next: correct the mail address of each, then run the same command again",
        "It ended early: 429: wait",
        "  next: put that right; the same command goes on from here",
        "1 are in doubt; the next run looks for them before it sends.",
    ]


def test_a_period_that_takes_no_wave_into_a_stage_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert SendingReport(6, {}, mailbox="box@adatum.com", as_json=False).nobody_is_told() == 0
    said = "Period 6 takes no wave into a stage: nobody is to be told anything.\n"
    assert capsys.readouterr().out == said
