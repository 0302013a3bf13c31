"""The shape of campaign.yaml's `messages`: what the messages to people say, beside their templates."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from intune_waves.campaign.messages import EVERY_LANGUAGE
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.values import MISSING_EVERY, UPN, Kind, kind, number, text

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?", re.ASCII)
_LONGEST = 2000


def as_language(value: Any) -> str | None:
    """A language's code, with or without a country; None for anything else."""
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def _as_markdown(value: Any) -> str | None:
    stripped = value.strip() if isinstance(value, str) else ""
    printable = all(each.isprintable() or each == "\n" for each in stripped)
    return stripped if stripped and printable and len(stripped) <= _LONGEST else None


def _by_language(value: Any) -> Mapping[str, str] | None:
    written = value if isinstance(value, dict) else {EVERY_LANGUAGE: value}
    texts = {language: _as_markdown(each) for language, each in written.items()}
    languages = written is not value or all(map(as_language, texts))
    kept = {language: each for language, each in texts.items() if each is not None}
    return kept if kept and languages and len(kept) == len(texts) else None


def _texts(*, rule: str, noun: str) -> Kind:
    one = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
    languages = {"pattern": f"^{_LANGUAGE.pattern}$"}
    several = {"type": "object", "minProperties": 1, "propertyNames": languages, "additionalProperties": one}
    expected = f"Markdown of 1 to {_LONGEST:,} characters, or such a text for each language"
    return kind(
        rule=rule, noun=noun, expected=expected, schema={"anyOf": [one, several]}, convert=_by_language
    )


LANGUAGE = kind(
    rule="language",
    noun="language",
    expected="a code such as en, de or pt-BR",
    schema={"type": "string", "pattern": f"^{_LANGUAGE.pattern}$"},
    convert=as_language,
)
Language = Annotated[str, *LANGUAGE]
_Steps = Annotated[
    Mapping[str, str] | None, *_texts(rule="unenroll-steps", noun="way to leave the old service")
]


class UnenrollDeclaration(Declaration):
    """How a device leaves the old service, by platform."""

    windows: _Steps = Field(default=None, description="On Windows.")
    mac: _Steps = Field(default=None, description="On macOS.")
    ios: _Steps = Field(default=None, description="On iOS and iPadOS.")
    android: _Steps = Field(default=None, description="On Android with device administrator.")
    android_for_work: _Steps = Field(
        default=None, alias="androidForWork", description="On Android Enterprise with a work profile."
    )


class OldServiceDeclaration(Declaration):
    """What people leave: its name, and the way out of it."""

    name: Annotated[str, *text(rule="old-service-name", noun="name")] = Field(
        description="What people call the service that they leave."
    )
    unenroll: UnenrollDeclaration = Field(
        default_factory=UnenrollDeclaration,
        description="How a device leaves it, by platform; Markdown, in one language or in several.",
    )


class SendDeclaration(Declaration):
    """How messages are sent as mail; without it none is."""

    sender: Annotated[str, *UPN] = Field(alias="from", description="The mailbox that they are sent from.")
    per_minute: Annotated[
        int | None, *number(rule="per-minute", noun="number of messages", low=1, high=10_000, whole=True)
    ] = Field(
        default=None, description="How many messages its plan allows in a minute; Exchange Online's limit."
    )
    per_day: Annotated[
        int | None, *number(rule="per-day", noun="number of messages", low=1, high=1_000_000, whole=True)
    ] = Field(
        default=None, description="How many messages its plan allows in 24 hours; Exchange Online's limit."
    )


class MissingDeclaration(Declaration):
    """How people who have not acted are reminded; without it nobody is."""

    every: Annotated[int, *MISSING_EVERY] = Field(
        description="How long after one such message the same person gets the next at the earliest."
    )


class MessagesDeclaration(Declaration):
    """What the messages to people say, beside the templates in messages/."""

    language: Language = Field(
        default="en",
        description="The language of waves that name none, and the one that others fall back to.",
    )
    helpdesk: Annotated[Mapping[str, str], *_texts(rule="helpdesk", noun="way to get help")] = Field(
        description="Where people get help; Markdown, in one language or in several."
    )
    old_service: OldServiceDeclaration = Field(description="The service that people leave.")
    send: SendDeclaration | None = Field(
        default=None, description="How messages are sent as mail; without it none is."
    )
    missing: MissingDeclaration | None = Field(
        default=None, description="How people who have not acted are reminded; without it nobody is."
    )
