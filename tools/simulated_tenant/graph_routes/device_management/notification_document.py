"""A notification template and its localized messages as JSON: what a new one looks like, what is refused.

Source: Microsoft Learn, "Create notificationMessageTemplate", "Create localizedNotificationMessage", and
"Configure actions for noncompliant devices in Intune" (2025) for the limits and the tags.
"""

import re
import uuid
from typing import Any

from tools.simulated_tenant.wire.call import Call, Json
from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated
from tools.simulated_tenant.wire.types import documented

BRANDING = (
    "none", "includeCompanyLogo", "includeCompanyName", "includeContactInformation",
    "includeCompanyPortalLink", "includeDeviceDetails",
)  # fmt: skip
TAGS = (
    "a", "strong", "b", "u", "ol", "ul", "li", "p", "br", "code", "table", "tbody", "tr", "td", "thead", "th",
)  # fmt: skip
# Intune's own choice holds languages with their region alone, such as en-us or sr-latn-rs (?).
_LOCALE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?-[a-z]{2}", re.IGNORECASE)
_TAG = re.compile(r"<(!|\?|/?[a-z][a-z0-9:-]*)([^>]*)>?", re.IGNORECASE)
_HTTPS_LINK = re.compile(r"""\s+href\s*=\s*("https://[^"]*"|'https://[^']*')\s*""", re.IGNORECASE)


def refused(message: str) -> GraphError:
    return bad_request(message, code="BadRequest")


def new_template(call: Call, given: Json) -> Json:
    """The document of a POST; GraphError 400 for what Graph refuses."""
    document: Json = {
        "id": str(uuid.uuid4()),
        "lastModifiedDateTime": call.stamp,
        "displayName": None,
        "description": None,
        "defaultLocale": None,
        "brandingOptions": "none",
        "roleScopeTagIds": ["0"],
    }
    return changed_template(call, document, given=given)


def changed_template(call: Call, document: Json, *, given: Json) -> Json:
    """The template with a body of POST or PATCH written over it."""
    result = {**document, "lastModifiedDateTime": call.stamp}
    for name, value in _written(given, document, kind="notificationMessageTemplate").items():
        if name == "brandingOptions":
            words = str(value).split(",")
            if not set(words) <= set(BRANDING):
                raise refused(f"Invalid brandingOptions '{value}'; valid values are {', '.join(BRANDING)}.")
        if name == "defaultLocale" and value is not None:
            _check_locale(value)
        if name == "roleScopeTagIds" and not isinstance(value, list):
            raise refused("The roleScopeTagIds must be a list.")
        result[name] = value
    if not isinstance(result["displayName"], str) or not result["displayName"]:
        raise refused("The required property 'displayName' is missing.")
    return result


def new_message(call: Call, template_id: str, *, given: Json, others: list[Json]) -> Json:
    """The document of a POST; the first message of a template is its default, whatever it says."""
    _check_locale(given.get("locale"))
    document: Json = {
        "id": f"{template_id}_{given['locale']}",
        "lastModifiedDateTime": call.stamp,
        "locale": given["locale"],
        "subject": None,
        "messageTemplate": None,
        "isDefault": not others,
    }
    if document["id"].lower() in (other["id"].lower() for other in others):
        raise refused(f"The template has a message for the locale '{given['locale']}' already.")
    if not others:
        given = {**given, "isDefault": True}
    return changed_message(call, document, given=given)


def changed_message(call: Call, document: Json, *, given: Json) -> Json:
    """The message with a body of POST or PATCH written over it; GraphError 400 for what Graph refuses."""
    result = {**document, "lastModifiedDateTime": call.stamp}
    for name, value in _written(given, document, kind="localizedNotificationMessage").items():
        if name == "isDefault":
            if not isinstance(value, bool):
                raise refused(f"isDefault must be true or false, got {value!r}.")
            if document["isDefault"] and not value:
                raise refused("isDefault cannot be unset; set it on another message of the template.")
        if name == "locale" and str(value).lower() != document["locale"].lower():
            raise refused("The locale of a message cannot be changed.")
        result[name] = document["locale"] if name == "locale" else value
    for name, limit in (("subject", "subjectCharacters"), ("messageTemplate", "messageCharacters")):
        _check_text(name, result[name], most=call.limits.size(limit))
    check_markup(result["messageTemplate"])
    return result


def check_markup(text: str) -> None:
    """GraphError 400 for a tag or an attribute that Intune does not send as HTML.

    Intune's page says that such a message goes out as plain text; that would be found by its readers, so
    this tenant refuses it (?).
    """
    for found in _TAG.finditer(text):
        name, rest = found.group(1).lstrip("/").lower(), found.group(2).rstrip("/")
        if name not in TAGS:
            raise refused(f"The tag '<{name}>' is not supported; supported tags are {', '.join(TAGS)}.")
        if rest.strip() and not (name == "a" and _HTTPS_LINK.fullmatch(rest)):
            raise refused(f"'<{name}{rest}>' is not supported; only <a> has an attribute, an https href.")


def _written(given: Json, document: Json, *, kind: str) -> Json:
    """What the body wants written; GraphError 400 for a property that the type does not have."""
    written = {name: value for name, value in given.items() if "@odata." not in name}
    for name in written:
        if name not in document and documented(kind, name) is not None:
            raise not_simulated(f"writing the property '{name}' of {kind}")
        if name not in document:
            raise refused(f"The property '{name}' does not exist on type 'microsoft.graph.{kind}'.")
    return {name: value for name, value in written.items() if name not in ("id", "lastModifiedDateTime")}


def _check_locale(value: Any) -> None:
    if not isinstance(value, str) or not _LOCALE.fullmatch(value):
        raise refused(f"Invalid locale {value!r}; a language with its region is expected, such as en-us.")


def _check_text(name: str, value: Any, *, most: int) -> None:
    if not isinstance(value, str) or not value:
        raise refused(f"The required property '{name}' is missing.")
    if len(value) > most:
        raise refused(f"The {name} has {len(value)} characters; at most {most} are allowed.")
