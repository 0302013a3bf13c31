"""`messages send` on a tenant process: calm, stopped, killed; and by the tenant's own count."""

import os
import signal
import sqlite3
import stat
import subprocess
import time

import pytest

from tests.messages.sending.prepared import Prepared

INSTRUCT = "Please move your devices to Intune by 21 February 2027"
FAST = {"per_minute": 6000}


def test_each_wave_of_the_period_is_told_once(prepared: Prepared) -> None:
    waves = {
        "limited-pilot": ("instruct", prepared.group(12)),
        "expanded-pilot": ("announce", prepared.group(5)),
    }
    prepared.declare(2, waves, **FAST)
    code, out, _ = prepared.run("--dry-run")
    assert code == 0
    assert counts(out) == ["12", "0", "0", "12"]
    assert out.splitlines()[-1].endswith(".com: 17 messages, 6000 a minute, at least 0 s.")
    assert (prepared.mail()["sent"], prepared.ledger.exists()) == (0, False)
    code, out, _ = prepared.run("--yes")
    assert (code, out.splitlines()[-1]) == (0, "17 of 17 people have their message: 17 sent.")
    mail = prepared.mail()
    assert sorted(mail["bySubject"].values()) == [5, 12]
    assert mail["bySubject"][INSTRUCT] == 12
    code, out, _ = prepared.run("--yes")
    assert (code, prepared.mail()) == (0, mail)
    assert counts(out) == ["12", "12", "0", "0"]


def test_without_a_yes_nothing_is_sent(prepared: Prepared) -> None:
    prepared.declare(1, {"limited-pilot": ("announce", prepared.group(3))})
    code, _, err = prepared.run()
    assert code == 1
    assert "Send them? [y/N]" in err
    assert prepared.mail()["sent"] == 0


def counts(out: str) -> list[str]:
    """The first wave's numbers of people: all, with the message, in doubt, to send."""
    return [cell.strip() for cell in out.splitlines()[2].split("│")[3:]]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no kill -9")
def test_killed_while_sending_2000_and_run_again_everybody_has_exactly_one(prepared: Prepared) -> None:
    prepared.declare(1, {"limited-pilot": ("announce", prepared.group(2000))}, **FAST)
    for reached in (200, 900):
        run = prepared.start("--yes", stderr=subprocess.DEVNULL)
        while prepared.mail()["sent"] < reached:
            assert run.poll() is None
            time.sleep(0.05)
        run.kill()
        run.communicate()
        assert prepared.mail()["sent"] < 2000
    _let_doubts_settle(prepared)
    code, out, _ = prepared.run("--yes")
    assert code == 0
    assert "2000 │" not in out
    mail = prepared.mail()
    assert (mail["sent"], list(mail["bySubject"].values()), mail["keyedTwice"]) == (2000, [2000], 0)
    rows = sqlite3.connect(prepared.ledger).execute("SELECT state, count(*) FROM message GROUP BY state")
    assert rows.fetchall() == [("sent", 2000)]
    assert stat.S_IMODE(prepared.ledger.stat().st_mode) == 0o600
    _holds_no_name(prepared)


@pytest.mark.skipif(os.name != "posix", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_well_and_the_next_run_goes_on(prepared: Prepared) -> None:
    prepared.declare(1, {"limited-pilot": ("announce", prepared.group(40))}, per_minute=20)
    run = prepared.start("--yes")
    while prepared.mail()["sent"] < 20:
        assert run.poll() is None
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=60)
    assert run.returncode == 130
    assert out.splitlines()[-2:] == [
        "20 of 40 people have their message: 20 sent.",
        "Stopped: the same command goes on from here.",
    ]
    prepared.setup["messages"] |= FAST
    code, out, _ = prepared.run("--yes")
    assert (code, out.splitlines()[-1]) == (0, "20 of 20 people have their message: 20 sent.")
    assert (prepared.mail()["sent"], prepared.mail()["keyedTwice"]) == (40, 0)


def test_a_lost_ledger_makes_nobody_get_a_second_message(prepared: Prepared) -> None:
    prepared.declare(1, {"limited-pilot": ("announce", prepared.group(8))}, **FAST)
    assert prepared.run("--yes")[0] == 0
    for each in prepared.folder.glob("ledger.sqlite*"):
        each.unlink()
    code, out, _ = prepared.run("--yes")
    assert code == 0
    assert "Limited pilot: The mailbox has sent this text, and the ledger knows of none: " in out
    assert out.splitlines()[-1] == ("8 of 8 people have their message: 0 sent, 8 found among the sent items.")
    assert (prepared.mail()["sent"], prepared.mail()["keyedTwice"]) == (8, 0)


def test_who_has_not_acted_is_reminded_as_often_as_declared_and_no_oftener(prepared: Prepared) -> None:
    prepared.declare(2, {"limited-pilot": ("instruct", prepared.group(6))}, missing_every=7, **FAST)
    code, out, _ = prepared.run("--only", "missing", "--yes")
    assert (code, out.splitlines()[-1]) == (0, "6 of 6 people have their message: 6 sent.")
    subject = "Your devices are not all in Intune yet: 21 February 2027 is the last day"
    assert prepared.mail()["bySubject"] == {subject: 6}
    for days, sent in ((0, 6), (6, 6), (7, 12), (13, 12), (14, 18)):
        prepared.let_pass(days)
        code, out, _ = prepared.run("--only", "missing", "--yes")
        assert (code, prepared.mail()["bySubject"][subject]) == (0, sent), days
    assert prepared.mail()["keyedTwice"] == 0


def test_a_reminder_that_was_stopped_goes_on_in_its_round_on_another_day(prepared: Prepared) -> None:
    waves = {"limited-pilot": ("instruct", prepared.group(40))}
    prepared.declare(2, waves, missing_every=7, per_day=15, **FAST)
    code, out, _ = prepared.run("--only", "missing", "--yes")
    assert (code, prepared.mail()["sent"]) == (1, 15)
    assert "25 people wait for another day: the mailbox's limit of 24 hours." in out
    prepared.let_pass(2)
    prepared.setup["messages"]["per_day"] = 1000
    assert prepared.run("--only", "missing", "--yes")[0] == 0
    assert prepared.mail()["sent"] == 40
    # A new round, in which the 25 wait until seven days after their own.
    for days, sent in ((7, 55), (9, 80)):
        prepared.let_pass(days)
        code, out, _ = prepared.run("--only", "missing", "--yes")
        assert (code, prepared.mail()["sent"]) == (0, sent)
        assert ("25 people were told so a short while ago, and wait." in out) is (days == 7)


def test_nobody_is_reminded_where_nobody_declared_how_often(prepared: Prepared) -> None:
    prepared.declare(2, {"limited-pilot": ("instruct", prepared.group(3))}, missing_every=None)
    code, _, err = prepared.run("--only", "missing", "--yes")
    assert (code, prepared.mail()["sent"]) == (1, 0)
    assert "messages.missing: nobody declared how often people may be reminded" in err


def test_nobody_is_reminded_by_devices_that_cannot_be_read(prepared: Prepared) -> None:
    prepared.declare(2, {"limited-pilot": ("instruct", prepared.group(3))}, missing_every=7)
    failing = {"method": "GET", "path": "/devices", "status": 403, "nth": [1, 2, 3]}
    prepared.control("PUT", "faults", {"failures": [failing]})
    code, _, err = prepared.run("--only", "missing", "--yes")
    assert (code, prepared.mail()["sent"]) == (1, 0)
    assert "limited-pilot: who has not acted is not known: " in err


def _let_doubts_settle(prepared: Prepared) -> None:
    """Let it be an hour since the killed runs, as it is for whoever comes back from a break."""
    db = sqlite3.connect(prepared.ledger)
    assert db.execute("SELECT count(*) FROM message WHERE state = 'intended'").fetchone()[0] <= 8
    db.execute("UPDATE message SET at = at - 3600")
    db.commit()
    db.close()


def _holds_no_name(prepared: Prepared) -> None:
    sent_by = prepared.setup["messages"]["sender"]
    content = b"".join(each.read_bytes() for each in prepared.folder.glob("ledger.sqlite*"))
    assert sent_by.encode() not in content
    assert b"@adatum.com" not in content
