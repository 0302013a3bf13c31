"""The ledger forgets nothing, tells nobody's name, and is read by its owner alone."""

import os
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.messages.sending.ledger import Entry, Ledger, LedgerError, MessageText, sending_lock

TEXT = MessageText("pilot", Stage.INSTRUCT, "d1")
CHANGED = MessageText("pilot", Stage.INSTRUCT, "d2")
MONDAY, TUESDAY = date(2027, 1, 11), date(2027, 1, 12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def test_what_was_intended_and_sent_is_there_for_the_next_run(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.intend(TEXT, "a", at=100.0)
        ledger.intend(TEXT, "b", at=101.0)
        ledger.settle(TEXT, "b", day=MONDAY)
    with Ledger(path) as again:
        assert again.entry(TEXT, "a") == Entry(100.0, None)
        assert again.entry(TEXT, "b") == Entry(101.0, MONDAY)
        assert again.entry(TEXT, "c") is None


def test_what_was_not_sent_is_forgotten_and_what_was_sent_never(path: Path) -> None:
    with Ledger(path) as ledger:
        for person in ("a", "b"):
            ledger.intend(TEXT, person, at=100.0)
        ledger.settle(TEXT, "b", day=MONDAY)
        for person in ("a", "b"):
            ledger.withdraw(TEXT, person)
        ledger.intend(TEXT, "b", at=200.0)
        ledger.settle(TEXT, "b", day=TUESDAY)
        assert ledger.entry(TEXT, "a") is None
        assert ledger.entry(TEXT, "b") == Entry(100.0, MONDAY)


def test_another_text_for_the_same_stage_is_known(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.intend(TEXT, "a", at=100.0)
        assert ledger.had_another(CHANGED, "a")
        assert not ledger.had_another(TEXT, "a")
        assert not ledger.had_another(MessageText("pilot", Stage.DEADLINE, "d2"), "a")
        assert (ledger.knows(TEXT), ledger.knows(CHANGED)) == (True, False)


def test_a_later_day_is_a_message_of_its_own_and_a_second_one_another(path: Path) -> None:
    once, twice = (replace(TEXT, digest=each, later=day) for each, day in (("d3", MONDAY), ("d4", TUESDAY)))
    with Ledger(path) as ledger:
        ledger.intend(TEXT, "a", at=100.0)
        ledger.settle(TEXT, "a", day=MONDAY)
        assert not ledger.had_another(once, "a"), "the stage's message is another one"
        ledger.intend(once, "a", at=200.0)
        ledger.settle(once, "a", day=MONDAY)
        assert ledger.entry(once, "a") == Entry(200.0, MONDAY)
        assert not ledger.had_another(twice, "a")
        assert ledger.had_another(replace(once, digest="d5"), "a"), "another text of the same day"
        assert ledger.first_days() == {("pilot", Stage.INSTRUCT): MONDAY}
    assert len({each.series for each in (TEXT, once, twice, replace(once, digest="d4"))}) == 4


def test_people_in_doubt_are_noted_together_and_nothing_known_is_lost(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.intend(TEXT, "a", at=100.0)
        ledger.settle(TEXT, "a", day=MONDAY)
        ledger.doubt(TEXT, ["a", "b"])
        assert ledger.entry(TEXT, "a") == Entry(100.0, MONDAY)
        assert ledger.entry(TEXT, "b") == Entry(0.0, None)


def test_the_quota_counts_every_message_that_may_have_been_sent(path: Path) -> None:
    with Ledger(path) as ledger:
        for at, person in enumerate("abcd"):
            ledger.intend(TEXT, person, at=float(at))
        ledger.settle(TEXT, "c", day=MONDAY)
        ledger.withdraw(TEXT, "d")
        assert ledger.taken_since(0.5) == [1.0, 2.0]


def test_a_message_went_out_on_the_first_day_that_anybody_got_it(path: Path) -> None:
    with Ledger(path) as ledger:
        for person, day in (("a", TUESDAY), ("b", MONDAY)):
            ledger.intend(TEXT, person, at=1.0)
            ledger.settle(TEXT, person, day=day)
        ledger.intend(MessageText("pilot", Stage.DEADLINE, "d"), "a", at=1.0)
        assert ledger.first_days() == {("pilot", Stage.INSTRUCT): MONDAY}


def test_a_key_names_the_text_and_the_person_and_tells_neither() -> None:
    keys = {TEXT.key("a"), TEXT.key("b"), CHANGED.key("a"), TEXT.series, CHANGED.series}
    assert len(keys) == 5
    assert TEXT.key("a") == MessageText("pilot", Stage.INSTRUCT, "d1").key("a")
    assert all(len(key) == 40 and set(key) <= set("0123456789abcdef") for key in keys)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights of a file")
def test_its_owner_alone_can_read_it_and_what_sqlite_puts_beside_it(path: Path) -> None:
    path.touch(0o644)
    with Ledger(path) as ledger, sending_lock(path):
        ledger.intend(TEXT, "a", at=1.0)
        rights = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert rights.keys() >= {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite.lock"}
    assert set(rights.values()) == {0o600}


def test_what_is_no_ledger_is_left_alone_and_named(path: Path) -> None:
    path.write_text("people: []\n" * 100)
    with pytest.raises(LedgerError) as caught:
        Ledger(path)
    assert str(caught.value) == (
        f"{path}: is no ledger: file is not a database; name the ledger of this stack by --ledger [ledger]"
    )
    assert path.read_text().startswith("people")


def test_the_ledger_of_a_later_release_is_not_touched(path: Path) -> None:
    sqlite3.connect(path).execute("PRAGMA user_version = 7").connection.close()
    with pytest.raises(LedgerError, match=r"has the form 7, not 1; use the release that wrote it \[ledger\]"):
        Ledger(path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be opened: No such file or directory; name a file that"):
        Ledger(tmp_path / "nowhere" / "ledger.sqlite")
    with (
        pytest.raises(
            LedgerError, match=r"cannot be opened: .*; name a ledger in a folder that can be written"
        ),
        sending_lock(tmp_path / "nowhere" / "ledger.sqlite"),
    ):
        pass
    assert not (tmp_path / "nowhere").exists()


def test_a_second_run_is_refused_until_the_first_has_ended(path: Path) -> None:
    with sending_lock(path), pytest.raises(LedgerError) as caught, sending_lock(path):
        pass
    what = f"{path}: another run is sending by this ledger; wait until it has ended [ledger]"
    assert str(caught.value) == what
    with sending_lock(path):
        pass


def test_a_killed_run_holds_no_lock(path: Path) -> None:
    program = (
        "import sys, pathlib, time\nfrom intune_waves.messages.sending.ledger import sending_lock\n"
        "with sending_lock(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    assert run.stdout.readline() == "held\n"
    with pytest.raises(LedgerError, match="another run is sending"), sending_lock(path):
        pass
    run.kill()
    run.communicate()
    with sending_lock(path):
        pass
