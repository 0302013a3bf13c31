"""Sending under the tenant's own limits and faults: paced, nobody lost, and nobody told twice."""

from pathlib import Path

import pytest

from intune_waves.messages.sending.sending import SETTLED_SECONDS, Tally
from intune_waves.messages.sending.sending_pace import MailboxQuota
from tests.messages.sending.on_loop_time import OnLoopTime


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


@pytest.mark.parametrize("people", [90, 200])
def test_within_the_limits_nothing_is_refused_and_hardly_any_time_is_lost(ledger: Path, people: int) -> None:
    adatum = OnLoopTime(people)
    adatum.control("PUT", "faults", {"name": "throttled"})
    tally, seconds = adatum.sending(ledger)
    assert (tally, adatum.throttled, adatum.posts) == (Tally(sent=people), 0, people)
    assert (adatum.mail["sent"], adatum.mail["keyedTwice"]) == (people, 0)
    assert seconds <= 1.2 * MailboxQuota().least_seconds(people)


def test_a_mailbox_that_takes_less_than_declared_loses_no_message(ledger: Path) -> None:
    adatum = OnLoopTime(70)
    adatum.control("PUT", "faults", {"name": "throttled"})
    tally, _ = adatum.sending(ledger, MailboxQuota(per_minute=6000))
    assert tally == Tally(sent=70)
    assert adatum.throttled > 0
    assert adatum.posts == 70 + adatum.throttled
    assert (adatum.mail["sent"], adatum.mail["keyedTwice"]) == (70, 0)


def test_a_message_that_was_sent_and_answered_503_is_found_and_not_sent_again(ledger: Path) -> None:
    adatum = OnLoopTime(60)
    adatum.control("PUT", "faults", {"name": "flaky"})
    tally, seconds = adatum.sending(ledger, MailboxQuota(per_minute=6000))
    assert tally == Tally(sent=60 - 60 // 7, found=60 // 7)
    assert adatum.posts == 60
    assert (adatum.mail["sent"], adatum.mail["keyedTwice"]) == (60, 0)
    assert seconds < SETTLED_SECONDS


def test_a_message_that_was_not_sent_and_answered_503_is_sent_once_it_is_certain(ledger: Path) -> None:
    adatum = OnLoopTime(20)
    lost = {"method": "POST", "path": "*/sendMail", "every": 7, "times": 2, "status": 503}
    adatum.control("PUT", "faults", {"failures": [lost]})
    tally, seconds = adatum.sending(ledger, MailboxQuota(per_minute=6000))
    assert (tally, adatum.posts) == (Tally(sent=20), 22)
    assert (adatum.mail["sent"], adatum.mail["keyedTwice"]) == (20, 0)
    assert seconds >= SETTLED_SECONDS


def test_without_the_right_the_run_ends_at_once_and_names_it(ledger: Path) -> None:
    adatum = OnLoopTime(20)
    denied = {"method": "POST", "path": "*/sendMail", "status": 403, "code": "ErrorAccessDenied"}
    adatum.control("PUT", "faults", {"failures": [denied]})
    tally, _ = adatum.sending(ledger)
    assert adatum.posts <= 4
    assert tally.sent == 0
    assert "Grant the identity Mail.Send with admin consent." in tally.failure
    assert "@" not in tally.failure.replace(adatum.mailbox, "")
    adatum.control("PUT", "faults", {"name": "calm"})
    assert adatum.sending(ledger)[0] == Tally(sent=20)
    assert adatum.mail["keyedTwice"] == 0


def test_one_bad_address_is_told_by_id_and_stops_nobody_else(ledger: Path) -> None:
    adatum = OnLoopTime(20)
    bad = {"method": "POST", "path": "*/sendMail", "every": 9, "times": 1, "status": 400}
    adatum.control("PUT", "faults", {"failures": [{**bad, "code": "ErrorInvalidRecipients"}]})
    tally, _ = adatum.sending(ledger)
    assert (tally.sent, len(tally.refused), tally.failure) == (19, 1, "")
    ((wave, person),) = tally.refused
    assert wave == "limited-pilot"
    assert len(person) == 36
