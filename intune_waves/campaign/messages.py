"""What a campaign declares of its messages to people: language, helpdesk, and the service that they leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intune_waves.campaign.platform import Platform

EVERY_LANGUAGE = ""
"""The key of a text that is written once, for people of every language."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Facts for the templates. Texts are Markdown by language; `EVERY_LANGUAGE` holds one for all."""

    helpdesk: Mapping[str, str] = field(hash=False)
    """Where people get help."""
    old_service: str
    """What people call the service that they leave."""
    language: str = "en"
    """The language of every wave that names none, and the one that others fall back to."""
    unenroll: Mapping[Platform, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """How a device leaves the old service, by platform."""
    sender: str | None = None
    """The mailbox that mail is sent from, by user principal name; None where no mail is sent."""
    per_minute: int | None = None
    """How many messages the mailbox may send in a minute; None where nobody said."""
    per_day: int | None = None
    """How many messages the mailbox may send in 24 hours; None where nobody said."""
    missing_every: int | None = None
    """After how many days at the earliest people who have not acted are told so again; None for never."""

    def helpdesk_in(self, language: str) -> str:
        """Where people who read `language` get help."""
        return self._in(self.helpdesk, language)

    def unenroll_in(self, platform: Platform, language: str) -> str:
        """How a device of this platform leaves the old service; empty where nobody wrote it."""
        return self._in(self.unenroll.get(platform, {}), language)

    def _in(self, texts: Mapping[str, str], language: str) -> str:
        wanted = (language, language.partition("-")[0], EVERY_LANGUAGE, self.language, *texts)
        return next((texts[each] for each in wanted if each in texts), "")
