"""Mail of one mailbox: send a message under a key, and look whether one with that key has been sent.

Sources: "user: sendMail", "Outlook extended properties overview", "List messages", Microsoft Learn, 2025-02.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import NotFound

_NAMESPACE = "{6d3f7d5e-3f0c-4a8e-9c53-0f6f2a7b9e14}"
KEY = f"String {_NAMESPACE} Name intune-waves-key"
"""The extended property that holds the key of a message to one person."""
SERIES = f"String {_NAMESPACE} Name intune-waves-series"
"""The extended property that all messages of the same text to one wave share."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to one person. `key` and `series` are texts that name nobody."""

    address: str
    subject: str
    html: str
    key: str
    series: str


async def send_mail(client: GraphClient, mailbox: str, *, mail: Mail) -> None:
    """Send from `mailbox`; the message stays in its sent items, where `sent_on` finds it.

    Accepted (202) is sent: Exchange delivers. Raises GraphError; Unavailable when it is not known whether the
    message was sent. A refusal's text can hold the address: tell people its code alone.
    """
    message = {
        "subject": mail.subject,
        "body": {"contentType": "html", "content": mail.html},
        "toRecipients": [{"emailAddress": {"address": mail.address}}],
        "singleValueExtendedProperties": [
            {"id": KEY, "value": mail.key},
            {"id": SERIES, "value": mail.series},
        ],
    }
    content = {"message": message, "saveToSentItems": True}
    with _mailbox_named():
        await client.post(f"{_path(mailbox)}/sendMail", content, about=_about(mailbox))


async def sent_on(client: GraphClient, mailbox: str, *, key: str) -> date | None:
    """The day (UTC) on which the message with this key was sent, or None. Raises GraphError."""
    return await _day_of(client, mailbox, name=KEY, value=key)


async def series_sent_on(client: GraphClient, mailbox: str, *, series: str) -> date | None:
    """The day (UTC) on which some message of the series was sent, or None. Raises GraphError."""
    return await _day_of(client, mailbox, name=SERIES, value=series)


async def _day_of(client: GraphClient, mailbox: str, *, name: str, value: str) -> date | None:
    condition = quote(
        f"singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq '{value}')", safe="'/():"
    )
    path = f"{_path(mailbox)}/mailFolders/sentitems/messages?$filter={condition}&$select=sentDateTime&$top=1"
    with _mailbox_named():
        async for message in Collection(client, path, about=_about(mailbox)).rows():
            if at := message.moment("sentDateTime"):
                return at.date()
            raise message.unexpected("sentDateTime is missing")
    return None


@contextmanager
def _mailbox_named() -> Iterator[None]:
    """Let a 404 say what to do: nobody has this mailbox."""
    try:
        yield
    except NotFound as missing:
        missing.step = "Send from a mailbox that Exchange Online holds, by its user principal name."
        raise


def _path(mailbox: str) -> str:
    return f"/users/{quote(mailbox, safe='@')}"


def _about(mailbox: str) -> str:
    return f"the mailbox {mailbox}"
