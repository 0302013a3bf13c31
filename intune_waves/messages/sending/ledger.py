"""The ledger: which message was sent to whom, so that nobody gets one twice and nobody is left out.

A file of SQLite that its owner alone can read. It holds ids and days, no names and no addresses. What is
intended is written down before the request and what was sent after the answer, each at once and for good:
whoever is still intended after a run was killed is in doubt, and is looked up before anything is sent.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from intune_waves.campaign.errors import CampaignError, Complaint
from intune_waves.campaign.stage import Stage
from intune_waves.messages.message import Message
from intune_waves.messages.template import LATER, MISSING
from intune_waves.stack.home import RuntimeHome

_VERSION = 1
_SCHEMA = f"""
CREATE TABLE message (
    wave TEXT NOT NULL, stage TEXT NOT NULL, person TEXT NOT NULL, digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'sent')),
    at REAL NOT NULL,  -- when it was intended, in seconds since 1970
    day TEXT,          -- the day it was sent, by the campaign's clock
    PRIMARY KEY (wave, stage, person, digest),
    CHECK ((state = 'sent') = (day IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX message_at ON message (at);
PRAGMA user_version = {_VERSION};
"""


class LedgerError(CampaignError):
    """The ledger cannot be used; the text says where, why, and what to do."""


@dataclass(frozen=True, slots=True)
class MessageText:
    """One text to one wave. `digest` is of template and facts, the same for everybody in the wave. `later` is
    the new day of enforcement in a text that tells of later days, and `round` the day on which a round to the
    people who have not acted began.
    """

    wave: str
    stage: Stage
    digest: str
    later: date | None = None
    round: date | None = None

    @classmethod
    def of(cls, message: Message) -> Self:
        """The text of a message."""
        return cls(message.wave, message.stage, message.digest, message.later)

    @property
    def occasion(self) -> str:
        """What tells this message to a wave from its others: stage, round, or the day that it tells of."""
        if self.round is not None:
            return f"{MISSING} {self.round}"
        return self.stage.value if self.later is None else f"{LATER} {self.later}"

    @property
    def series(self) -> str:
        """A name for all messages of this text, in which no word of it can be read."""
        return self._name()

    def key(self, person: str) -> str:
        """A name for this text to one person, by the id; it tells neither."""
        return self._name(person)

    def _name(self, *more: str) -> str:
        parts = (self.wave, self.occasion, self.digest, *more)
        return sha256("\0".join(parts).encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of one text to one person; `day` is None while it is only intended."""

    at: float
    day: date | None


class Ledger:
    """An open ledger. Every change is on the disk when its method returns."""

    def __init__(self, path: Path) -> None:
        """Open the ledger, and make it where there is none. Raises LedgerError."""
        self.path = path
        try:
            # Made with these rights, so that there is no moment in which others can read it.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            self._db = sqlite3.connect(path, isolation_level=None)
            self._prepare()
        except OSError as cannot:
            raise self._error(
                f"cannot be opened: {cannot.strerror}", "name a file that can be written"
            ) from None
        except sqlite3.DatabaseError as wrong:
            raise self._error(f"is no ledger: {wrong}", "name the ledger of this stack by --ledger") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def entry(self, text: MessageText, person: str) -> Entry | None:
        """What is known of this text to this person."""
        row = self._db.execute(
            "SELECT at, day FROM message WHERE wave = ? AND stage = ? AND person = ? AND digest = ?",
            _key(text, person),
        ).fetchone()
        return Entry(row[0], date.fromisoformat(row[1]) if row[1] else None) if row else None

    def had_another(self, text: MessageText, person: str) -> bool:
        """Whether the person had, or may have had, another text for the same wave and stage."""
        found = self._db.execute(
            "SELECT 1 FROM message WHERE wave = ? AND stage = ? AND person = ? AND digest <> ? LIMIT 1",
            _key(text, person),
        ).fetchone()
        return found is not None

    def knows(self, text: MessageText) -> bool:
        """Whether this text was intended for anybody."""
        found = self._db.execute(
            "SELECT 1 FROM message WHERE wave = ? AND stage = ? AND digest = ? LIMIT 1",
            (text.wave, text.occasion, text.digest),
        ).fetchone()
        return found is not None

    def intend(self, text: MessageText, person: str, *, at: float) -> None:
        """Note that the text is about to be sent, `at` in seconds since 1970."""
        self._db.execute(
            "INSERT INTO message (wave, stage, person, digest, state, at) VALUES (?, ?, ?, ?, 'intended', ?) "
            "ON CONFLICT DO UPDATE SET at = excluded.at WHERE state = 'intended'",
            (*_key(text, person), at),
        )

    def doubt(self, text: MessageText, people: Iterable[str]) -> None:
        """Note all at once that this text may have been sent to these people long ago."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR IGNORE INTO message (wave, stage, person, digest, state, at) "
            "VALUES (?, ?, ?, ?, 'intended', 0)",
            (_key(text, person) for person in people),
        )
        self._db.execute("COMMIT")

    def settle(self, text: MessageText, person: str, *, day: date) -> None:
        """Note that the text was sent on that day of the campaign's clock."""
        self._db.execute(
            "UPDATE message SET state = 'sent', day = ? "
            "WHERE wave = ? AND stage = ? AND person = ? AND digest = ? AND state = 'intended'",
            (day.isoformat(), *_key(text, person)),
        )

    def withdraw(self, text: MessageText, person: str) -> None:
        """Forget what was intended, because it is certain that it was not sent."""
        self._db.execute(
            "DELETE FROM message "
            "WHERE wave = ? AND stage = ? AND person = ? AND digest = ? AND state = 'intended'",
            _key(text, person),
        )

    def taken_since(self, moment: float) -> list[float]:
        """When each message since `moment` was intended, in order: what the mailbox's quota counts."""
        rows = self._db.execute("SELECT at FROM message WHERE at > ? ORDER BY at", (moment,))
        return [row[0] for row in rows]

    def first_days(self) -> dict[tuple[str, Stage], date]:
        """The first day on which each wave was sent the message of each stage."""
        rows = self._db.execute(
            "SELECT wave, stage, min(day) FROM message WHERE state = 'sent' GROUP BY wave, stage"
        )
        stages = {each.value for each in Stage}
        return {(wave, Stage(stage)): date.fromisoformat(day) for wave, stage, day in rows if stage in stages}

    def told(self, wave: str, person: str) -> dict[Stage, date]:
        """The first day on which the person, by id, was sent the message of each stage of the wave."""
        rows = self._db.execute(
            "SELECT stage, min(day) FROM message WHERE wave = ? AND person = ? AND state = 'sent' "
            "GROUP BY stage",
            (wave, person),
        )
        stages = {each.value for each in Stage}
        return {Stage(stage): date.fromisoformat(day) for stage, day in rows if stage in stages}

    def newest_round(self, wave: str) -> date | None:
        """The day on which the wave's last round to the people who have not acted began."""
        found = self._db.execute(
            "SELECT max(stage) FROM message WHERE wave = ? AND stage LIKE ?", (wave, f"{MISSING} %")
        ).fetchone()
        return date.fromisoformat(found[0].removeprefix(f"{MISSING} ")) if found[0] else None

    def last_reminded(self, text: MessageText) -> dict[str, date]:
        """When each person of the wave was reminded last, by id, in the rounds before this text's.

        Whoever is in doubt counts as reminded on the day on which that round began.
        """
        rows = self._db.execute(
            "SELECT person, max(coalesce(day, substr(stage, ?))) FROM message "
            "WHERE wave = ? AND stage LIKE ? AND stage <> ? GROUP BY person",
            (len(MISSING) + 2, text.wave, f"{MISSING} %", text.occasion),
        )
        return {person: date.fromisoformat(day) for person, day in rows}

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        # A commit that a power cut took back would be a message sent twice.
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA busy_timeout = 10000")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            self._db.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} COMMIT;")
        elif version != _VERSION:
            raise self._error(f"has the form {version}, not {_VERSION}", "use the release that wrote it")

    def _error(self, what: str, next_step: str) -> LedgerError:
        return _error(self.path, what, next_step=next_step)


@contextmanager
def sending_lock(ledger: Path) -> Iterator[None]:
    """Hold the lock of this ledger. Raises LedgerError, at once, while another run holds it.

    A run that is killed holds nothing any more, so a lock never has to be taken away by hand.
    """
    path = ledger.with_name(f"{ledger.name}.lock")
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        # The lock would make a missing folder, and a mistyped ledger would be a new one that knows of nobody.
        path.parent.stat()
        lock.acquire()
    except Timeout:
        raise _error(
            ledger, "another run is sending by this ledger", next_step="wait until it has ended"
        ) from None
    except OSError as cannot:
        advice = "name a ledger in a folder that can be written"
        raise _error(path, f"cannot be opened: {cannot}", next_step=advice) from None
    try:
        yield
    finally:
        lock.release()


def ledger_of(home: RuntimeHome, stack: str, *, named: Path | None = None) -> Path:
    """The file that was named, else the stack's own in the home."""
    return named or home.folder / f"ledger-{stack}.sqlite"


def _key(text: MessageText, person: str) -> tuple[str, str, str, str]:
    return text.wave, text.occasion, person, text.digest


def _error(path: Path, what: str, *, next_step: str) -> LedgerError:
    return LedgerError(str(Complaint(rule="ledger", path=str(path), what=what, next_step=next_step)))
