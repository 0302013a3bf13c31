"""Mail that was sent: who to, about what and with which keys. Of a body only its digest and size are kept."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Property

SOURCE = "sent_message m JOIN mail_text s ON s.id = m.subject"
COLUMNS = "m.position, m.at, s.text, m.sender, m.recipients, m.importance, m.headers, m.attachments"
_KEYED = "m.position IN (SELECT k.message FROM sent_property k JOIN mail_text n ON n.id = k.name WHERE {})"
FILTERED = {
    "subject": Property("s.text"),
    "sentDateTime": Property("m.at", "time"),
    "createdDateTime": Property("m.at", "time"),
    "singleValueExtendedProperties": Property(
        _KEYED, elements={"id": Property("n.text"), "value": Property("k.value")}
    ),
}
# Properties of Graph's message -> the kind of recipient that they hold.
RECIPIENTS = {"toRecipients": "to", "ccRecipients": "cc", "bccRecipients": "bcc", "replyTo": "reply"}


@dataclass(frozen=True)
class Message:
    """A message as it is kept. `recipients`: (kind, address, name); `properties`: (id, value)."""

    subject: str
    recipients: tuple[tuple[str, str, str], ...]
    importance: str
    headers: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]
    attachments: int
    digest: bytes
    size: int


def write_message(
    db: sqlite3.Connection, mailbox: str, *, sender: str, at: str, message: Message, saved: bool
) -> None:
    """Keep a message that `mailbox` sent; one that was not saved to Sent Items is only counted."""
    headers = json.dumps(message.headers) if message.headers else None
    row = db.execute(
        "INSERT INTO sent_message (mailbox, sender, at, subject, recipients, importance, headers, "
        "attachments, digest, size, saved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            mailbox, sender, at, _text(db, message.subject), json.dumps(message.recipients),
            message.importance, headers, message.attachments, message.digest, message.size, int(saved),
        ),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO sent_property (message, name, value) VALUES (?, ?, ?)",
        [(row.lastrowid, _text(db, name), value) for name, value in message.properties],
    )


def _text(db: sqlite3.Connection, text: str) -> int:
    """The number of a text that many messages share."""
    db.execute("INSERT OR IGNORE INTO mail_text (text) VALUES (?)", (text,))
    number: int = db.execute("SELECT id FROM mail_text WHERE text = ?", (text,)).fetchone()[0]
    return number


def render_message(row: Sequence[Any]) -> Json:
    """A row of COLUMNS as JSON, without its body, which is not kept."""
    position, at, subject, sender, recipients, importance, headers, attachments = row
    known = json.loads(recipients)
    sent_by = {"emailAddress": {"name": sender, "address": sender}}
    return {
        "id": f"AAMkAD{position:032d}",
        "createdDateTime": at,
        "lastModifiedDateTime": at,
        "receivedDateTime": at,
        "sentDateTime": at,
        "internetMessageId": f"<{position:016x}@{sender.partition('@')[2]}>",
        "subject": subject,
        "importance": importance,
        "hasAttachments": bool(attachments),
        "isDraft": False,
        "isRead": True,
        "from": sent_by,
        "sender": sent_by,
        **{name: _shown(known, kind) for name, kind in RECIPIENTS.items()},
        "internetMessageHeaders": [
            {"name": name, "value": value} for name, value in json.loads(headers or "[]")
        ],
    }


def _shown(recipients: Iterable[Sequence[str]], wanted: str) -> list[Json]:
    return [
        {"emailAddress": {"name": name, "address": address}}
        for kind, address, name in recipients
        if kind == wanted
    ]


def properties_of(db: sqlite3.Connection, position: int, *, names: Sequence[str]) -> list[Json]:
    """The single-value extended properties of a message that have one of the ids."""
    rows = db.execute(
        "SELECT n.text, k.value FROM sent_property k JOIN mail_text n ON n.id = k.name WHERE k.message = ?",
        (position,),
    )
    wanted = {name.lower() for name in names}
    return [{"id": name, "value": value} for name, value in rows if name.lower() in wanted]


def mail_summary(db: sqlite3.Connection) -> Json:
    """What was sent, as counts.

    `keyedTwice`: recipients who got two messages with the same extended property.
    """
    sent, saved = db.execute("SELECT count(*), coalesce(sum(saved), 0) FROM sent_message").fetchone()
    by_subject = db.execute(f"SELECT s.text, count(*) FROM {SOURCE} GROUP BY s.text ORDER BY s.text")
    twice = db.execute(
        "SELECT count(DISTINCT address) FROM (SELECT lower(json_extract(r.value, '$[1]')) AS address "
        "FROM sent_message m, json_each(m.recipients) r JOIN sent_property k ON k.message = m.position "
        "WHERE json_extract(r.value, '$[0]') <> 'reply' GROUP BY address, k.name, k.value "
        "HAVING count(*) > 1)"
    ).fetchone()[0]
    return {"sent": sent, "saved": saved, "bySubject": dict(by_subject), "keyedTwice": twice}
