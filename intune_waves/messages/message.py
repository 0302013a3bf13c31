"""A message: what one wave is told when it enters a stage, and the copy of one person."""

from dataclasses import dataclass
from datetime import date
from html import escape

from intune_waves.campaign.stage import Stage
from intune_waves.messages.inert import one_line
from intune_waves.messages.template import LATER, MISSING

PERSON_NAME = "{{ person.name }}"
"""What stands in a message where the name of its reader belongs; also in the files that are reviewed."""


@dataclass(frozen=True, slots=True)
class Message:
    """The same for everybody in the wave; `personal` fills in whom it is for."""

    wave: str
    stage: Stage
    language: str
    subject: str
    text: str
    """Plain text, in lines that end with a line feed."""
    html: str
    """A fragment of the few tags that Intune and mail programs show."""
    digest: str
    """Another one for another template or other facts (SHA-256, in hexadecimal digits)."""
    later: date | None = None
    """The new first day of enforce, in a message of later days; None in any other."""
    missing: bool = False
    """Whether it goes to the people alone who have not acted."""

    @property
    def name(self) -> str:
        """The stage's, or `later`, or `missing`."""
        if self.missing:
            return MISSING
        return self.stage.value if self.later is None else LATER


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for; `name` is the display name, empty where nobody knows it."""

    upn: str
    name: str = ""


def personal(message: Message, person: Recipient) -> tuple[str, str, str]:
    """The subject, plain text and HTML for one person: quick enough for a hundred thousand of them."""
    name = one_line(person.name) or one_line(person.upn)
    return (
        message.subject,
        message.text.replace(PERSON_NAME, name),
        message.html.replace(PERSON_NAME, escape(name, quote=False)),
    )
