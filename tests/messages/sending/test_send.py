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
