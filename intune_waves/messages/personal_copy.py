"""One person's copy of a message: quick enough for a hundred thousand of them."""

from dataclasses import dataclass
from html import escape

from intune_waves.messages.message import Message
from intune_waves.messages.one_line import one_line

PERSON_NAME = "{{ person.name }}"
"""What stands in a message where the name of its reader belongs; also in the files that are reviewed."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for; `name` is the display name, empty where nobody knows it."""

    upn: str
    name: str = ""


def personal(message: Message, person: Recipient) -> tuple[str, str, str]:
    """The subject, plain text and HTML for one person."""
    name = one_line(person.name) or one_line(person.upn)
    return (
        message.subject,
        message.text.replace(PERSON_NAME, name),
        message.html.replace(PERSON_NAME, escape(name, quote=False)),
    )
