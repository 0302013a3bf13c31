"""Whatever is lost, killed, throttled or late: everybody has exactly one."""

import asyncio
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.messages.sending.ledger import Entry, Ledger
from intune_waves.messages.sending.sending import SETTLED_SECONDS, Tally
from tests.messages.jumping_time import run_jumping
from tests.messages.post_office import EARLIER, TEXT, TODAY, KilledError, Mailbox, one_run

PEOPLE = [f"person-{number}" for number in range(12)]
EVENTS = ("sent", "lost before", "lost after", "killed before", "killed after", "not sent")


def ledger_of(path: Path) -> dict[str, Entry | None]:
    with Ledger(path) as ledger:
        return {person: ledger.entry(TEXT, person) for person in PEOPLE}


def test_everybody_gets_one_and_the_ledger_says_when(tmp_path: Path) -> None:
    path, mailbox = tmp_path / "ledger", Mailbox()
    tally = run_jumping(one_run(path, mailbox, PEOPLE))
    assert tally == Tally(sent=12)
    assert mailbox.delivered == Counter(PEOPLE)
    assert {entry.day for entry in ledger_of(path).values() if entry} == {TODAY}
    assert run_jumping(one_run(path, mailbox, PEOPLE)) == Tally()
    assert len(mailbox.requests) == 12


def test_a_lost_answer_is_looked_up_and_not_sent_again(tmp_path: Path) -> None:
    mailbox = Mailbox(["lost after"])
    tally = run_jumping(one_run(tmp_path / "ledger", mailbox, PEOPLE[:1]))
    assert tally == Tally(found=1)
    assert mailbox.requests == ["send person-0", "look person-0"]
    assert (ledger_of(tmp_path / "ledger")["person-0"] or Entry(0, None)).day == EARLIER


def test_what_the_sent_items_show_late_is_waited_for(tmp_path: Path) -> None:
    mailbox = Mailbox(["lost after"], lag=SETTLED_SECONDS - 1)
    tally = run_jumping(one_run(tmp_path / "ledger", mailbox, PEOPLE[:1]))
    assert (tally, mailbox.delivered) == (Tally(found=1), Counter(PEOPLE[:1]))
    assert mailbox.requests == ["send person-0"] + 4 * ["look person-0"]


def test_what_is_not_found_in_time_is_sent_again(tmp_path: Path) -> None:
    async def work() -> tuple[Tally, float]:
        began = asyncio.get_running_loop().time()
        tally = await one_run(tmp_path / "ledger", mailbox, PEOPLE[:1])
        return tally, asyncio.get_running_loop().time() - began

    mailbox = Mailbox(["lost before"])
    tally, seconds = run_jumping(work())
    assert (tally, mailbox.delivered) == (Tally(sent=1), Counter(PEOPLE[:1]))
    assert seconds >= SETTLED_SECONDS


def test_others_go_on_while_one_is_in_doubt(tmp_path: Path) -> None:
    mailbox = Mailbox(["lost before"])
    run_jumping(one_run(tmp_path / "ledger", mailbox, PEOPLE))
    assert mailbox.requests[-1] == "send person-0"
    assert mailbox.delivered == Counter(PEOPLE)


def test_a_refused_address_stops_nobody_else_and_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    path, mailbox = tmp_path / "ledger", Mailbox(["refused"])
    tally = run_jumping(one_run(path, mailbox, PEOPLE))
    assert (tally.sent, tally.refused) == (11, [("pilot", "person-0")])
    assert ledger_of(path)["person-0"] is None
    assert run_jumping(one_run(path, mailbox, PEOPLE)) == Tally(sent=1)
    assert mailbox.delivered == Counter(PEOPLE)


def test_a_failure_ends_the_run_after_the_requests_in_flight(tmp_path: Path) -> None:
    path, mailbox = tmp_path / "ledger", Mailbox(["sent", "not sent"])
    tally = run_jumping(one_run(path, mailbox, PEOPLE))
    assert tally == Tally(sent=3, failure="the mailbox is throttled")
    assert sum(entry is not None for entry in ledger_of(path).values()) == 3
    run_jumping(one_run(path, mailbox, PEOPLE))
    assert mailbox.delivered == Counter(PEOPLE)


def test_a_stopped_run_answers_for_what_is_in_flight_and_begins_nothing_more(tmp_path: Path) -> None:
    path, mailbox = tmp_path / "ledger", Mailbox(["lost after"])
    tally = run_jumping(one_run(path, mailbox, PEOPLE, stopped=lambda: len(mailbox.requests) > 5))
    begun = [request for request in mailbox.requests if request.startswith("send")]
    assert (tally.sent, tally.in_flight) == (len(begun) - 1, 0)
    assert len(begun) < 12
    run_jumping(one_run(path, mailbox, PEOPLE))
    assert mailbox.delivered == Counter(PEOPLE)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(EVENTS), max_size=14), max_size=5),
    st.floats(0, SETTLED_SECONDS - 1),
)
def test_any_runs_that_end_in_any_way_leave_everybody_with_exactly_one(
    runs: list[list[str]], lag: float
) -> None:
    async def work(path: Path, mailbox: Mailbox) -> None:
        for events in [*runs, []]:
            mailbox.events = list(events)
            try:
                await one_run(path, mailbox, PEOPLE)
            except KilledError:
                continue

    with TemporaryDirectory() as folder:
        mailbox = Mailbox(lag=lag)
        run_jumping(work(Path(folder) / "ledger", mailbox))
        assert mailbox.delivered == Counter(PEOPLE)
        assert all(entry and entry.day for entry in ledger_of(Path(folder) / "ledger").values())
