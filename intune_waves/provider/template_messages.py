"""The messages of a notification template, one for each locale, as a program declares them."""

import re
from typing import TYPE_CHECKING

from intune_waves.provider.protocol.property import Failure, Property, Values
from intune_waves.provider.protocol.wire import UNKNOWN

if TYPE_CHECKING:
    from intune_waves.graph.notification_template import ExistingTemplate, Message

# Intune's own list has each language with a region, such as de-de or sr-latn-rs.
_LOCALE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?-[a-z]{2}", re.IGNORECASE)

MESSAGE_FIELDS = (
    Property(
        "locale", "string", "The language, such as en-us; upper and lower case are the same.", required=True
    ),
    Property("subject", "string", "The subject; at most 78 characters.", required=True),
    Property("body", "string", "The text; at most 2000 characters, its markup counted.", required=True),
)


def check_messages(messages: list[Values], default: str) -> list[Failure]:
    """Graph's limits, each locale once, and the default locale among them."""
    failures = _check_locales(messages, default)
    for place, message in enumerate(messages):
        failures += _check_lengths(message, f"messages[{place}]")
    return failures


def locale_key(message: Values) -> str:
    """What tells a template's messages apart: the locale without regard to case."""
    locale = message.get("locale", "")
    return str(locale if locale == UNKNOWN else locale.lower())


def declared_messages(inputs: Values) -> "list[Message]":
    """The messages that Graph shall have."""
    from intune_waves.graph.notification_template import Message

    default = inputs["defaultLocale"].lower()
    return [
        Message(one["locale"], one["subject"], one["body"], one["locale"].lower() == default)
        for one in inputs["messages"]
    ]


def observed_messages(found: "ExistingTemplate", inputs: Values) -> Values:
    """`defaultLocale` and `messages` as the tenant has them, spelled and ordered as declared."""
    declared = [one["locale"] for one in inputs.get("messages", [])] + [inputs.get("defaultLocale", "")]
    spelled = {locale.lower(): locale for locale in declared}
    places = {locale.lower(): place for place, locale in enumerate(declared)}
    messages = sorted(
        found.messages.values(),
        key=lambda one: (places.get(one.locale.lower(), len(places)), one.locale.lower()),
    )
    default = next((one.locale for one in messages if one.default), found.content.default_locale)
    return {
        "defaultLocale": spelled.get(default.lower(), default),
        "messages": [
            {
                "locale": spelled.get(one.locale.lower(), one.locale),
                "subject": one.subject,
                "body": one.body,
            }
            for one in messages
        ],
    }


def _check_locales(messages: list[Values], default: str) -> list[Failure]:
    if not messages:
        return [Failure("messages", "got none, expected one message or more [template-message]")]
    failures = []
    keys = [locale_key(message) for message in messages]
    for place, key in enumerate(keys):
        if key != UNKNOWN and not _LOCALE.fullmatch(key):
            said = f"got {messages[place]['locale']!r}, expected a language and a region such as de-de"
            failures.append(Failure(f"messages[{place}].locale", f"{said} [template-locale]"))
        if key != UNKNOWN and key in keys[:place]:
            said = f"{messages[place]['locale']} has a message already; leave one out [template-locale]"
            failures.append(Failure(f"messages[{place}].locale", said))
    if UNKNOWN not in (*keys, default) and default.lower() not in keys:
        there = ", ".join(message["locale"] for message in messages)
        said = f"got {default!r}, expected the locale of a message: {there} [template-locale]"
        failures.append(Failure("defaultLocale", said))
    return failures


def _check_lengths(message: Values, path: str) -> list[Failure]:
    # Imported here for the one place of the limits; the module is plain values and imports nothing heavy.
    from intune_waves.graph.notification_template import BODY_LIMIT, SUBJECT_LIMIT

    failures = []
    for name, limit in (("subject", SUBJECT_LIMIT), ("body", BODY_LIMIT)):
        text = message[name]
        if text != UNKNOWN and not 1 <= len(text) <= limit:
            said = f"got {len(text)} characters, expected 1 to {limit} [template-length]"
            failures.append(Failure(f"{path}.{name}", said))
    return failures
