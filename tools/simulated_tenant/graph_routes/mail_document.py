"""The body of sendMail: what Graph takes and what it refuses.

Sources: Microsoft Learn, "user: sendMail", "message resource type", "Create single-value extended property",
"Outlook extended properties overview". Codes of errors are those of Exchange; where they are not documented
they stand in COVERAGE.md as decided here.
"""

import base64
import binascii
import hashlib
import json
import re
from typing import Any

from tools.simulated_tenant.limits import Limits
from tools.simulated_tenant.store.mail import RECIPIENTS, Message
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import GraphError, not_simulated
from tools.simulated_tenant.wire.types import documented

_KNOWN = {
    *RECIPIENTS, "subject", "body", "importance", "internetMessageHeaders", "singleValueExtendedProperties",
    "attachments", "from", "sender",
}  # fmt: skip
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_GUID = r"\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}"
# "{type} {guid} Name {name}", "{type} {guid} Id {id}" or "{type} {proptag}".
_PROPERTY_ID = re.compile(rf"[a-z]+ (?:{_GUID} (?:name \S.*|id 0x[0-9a-f]+)|0x[0-9a-f]+)", re.IGNORECASE)
_FILE = "#microsoft.graph.fileAttachment"


def refused(code: str, message: str, *, status: int = 400) -> GraphError:
    return GraphError(status, code, message)


def read_send(document: Json, sender: str, *, limits: Limits) -> tuple[Message, bool]:
    """The message and whether Sent Items keeps it.

    Raises GraphError as Graph does.
    """
    # OData actions take the names of their parameters in any case.
    given = {name[:1].lower() + name[1:]: value for name, value in document.items()}
    unknown = sorted(set(given) - {"message", "saveToSentItems"})
    if unknown:
        raise refused("RequestBodyRead", f"The parameter '{unknown[0]}' in the request payload is not valid.")
    saved = {"true": True, "false": False}.get(str(given.get("saveToSentItems", True)).lower())
    if saved is None:
        raise refused("RequestBodyRead", "Cannot convert the value of 'saveToSentItems' to 'Edm.Boolean'.")
    message = given.get("message")
    if not isinstance(message, dict):
        raise refused("ErrorInvalidRequest", "The 'Message' parameter is required by the action 'sendMail'.")
    return _read_message(message, sender, limits=limits), saved


def _read_message(given: Json, sender: str, *, limits: Limits) -> Message:
    for name in given:
        if name in _KNOWN or name.startswith("@odata."):
            continue
        if documented("message", name) is not None or name == "mentions":
            raise not_simulated(f"message.{name}")
        if name not in _KNOWN:
            raise refused(
                "RequestBodyRead",
                f"The property '{name}' does not exist on type 'microsoft.graph.message'. Make sure to only "
                "use property names that are defined by the type.",
            )
    for name in ("from", "sender"):
        if given.get(name) is not None and _recipient(given[name])[0].lower() != sender.lower():
            raise refused(
                "ErrorSendAsDenied",
                "The user account which was used to submit this request does not have the right to send mail "
                "on behalf of the specified sending account.",
                status=403,
            )
    content = _content(given.get("body"))
    attachments = given.get("attachments") or []
    size = len(content.encode("utf-8")) + sum(_attachment_size(each) for each in attachments)
    if size > limits.size("messageBytes"):
        raise refused(
            "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.", status=413
        )
    subject, importance = given.get("subject"), str(given.get("importance") or "normal").lower()
    if subject is not None and not isinstance(subject, str):
        raise refused("RequestBodyRead", "Cannot convert the value of 'subject' to 'Edm.String'.")
    if importance not in ("low", "normal", "high"):
        raise refused("RequestBodyRead", f"Requested value '{importance}' was not found.")
    whole = json.dumps([given.get("body"), attachments], sort_keys=True)
    return Message(
        subject=subject or "",
        recipients=_recipients(given, limits),
        importance=importance,
        headers=_headers(given.get("internetMessageHeaders"), limits),
        properties=_properties(given.get("singleValueExtendedProperties")),
        attachments=len(attachments),
        digest=hashlib.sha256(whole.encode("utf-8")).digest()[:16],
        size=size,
    )


def _content(body: Any) -> str:
    if body is None:
        return ""
    kind = body.get("contentType", "text") if isinstance(body, dict) else None
    content = body.get("content", "") if isinstance(body, dict) else None
    if not isinstance(content, str) or str(kind).lower() not in ("text", "html"):
        raise refused("RequestBodyRead", "body is an object with contentType, Text or HTML, and content.")
    return content


def _attachment_size(given: Any) -> int:
    if not isinstance(given, dict) or given.get("@odata.type") != _FILE:
        raise not_simulated("attachments other than a fileAttachment")
    try:
        content = base64.b64decode(given.get("contentBytes") or "", validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise refused("RequestBodyRead", "Cannot convert contentBytes to 'Edm.Binary'.") from error
    if not isinstance(given.get("name"), str) or not given["name"]:
        raise refused("ErrorInvalidProperty", "An attachment needs a name.")
    return len(content)


def _recipients(given: Json, limits: Limits) -> tuple[tuple[str, str, str], ...]:
    found: list[tuple[str, str, str]] = []
    for name, kind in RECIPIENTS.items():
        listed = given.get(name) or []
        if not isinstance(listed, list):
            raise refused("RequestBodyRead", f"The property '{name}' is a collection.")
        found += [(kind, *_recipient(each)) for each in listed]
    reached = [each for each in found if each[0] != "reply"]
    if not reached:
        raise refused(
            "ErrorInvalidRecipients",
            "At least one recipient isn't valid., A message can't be sent because it contains no recipients.",
        )
    if len(reached) > limits.size("recipientsPerMessage"):
        raise refused("ErrorExceededMessageLimit", "The message has too many recipients.")
    return tuple(found)


def _recipient(given: Any) -> tuple[str, str]:
    found = given.get("emailAddress") if isinstance(given, dict) else None
    if not isinstance(found, dict) or set(given) - {"emailAddress", "@odata.type"}:
        raise refused("RequestBodyRead", 'A recipient is {"emailAddress": {"address": …, "name": …}}.')
    address = found.get("address")
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise refused(
            "ErrorInvalidRecipients",
            f"At least one recipient isn't valid., Recipient '{address}' isn't resolved.",
        )
    return address, str(found.get("name") or address)


def _headers(given: Any, limits: Limits) -> tuple[tuple[str, str], ...]:
    headers = tuple(_pair(each, "name", where="internetMessageHeaders") for each in given or ())
    for name, _ in headers:
        if not name.lower().startswith("x-"):
            raise refused(
                "InvalidInternetMessageHeader",
                f"The internet message header name '{name}' should start with 'x-' or 'X-'.",
            )
    most = limits.size("headersPerMessage")
    if len(headers) > most:
        raise refused(
            "InvalidInternetMessageHeaderCollection",
            f"Maximum number of headers in one message should be less than or equal to {most}.",
        )
    return headers


def _properties(given: Any) -> tuple[tuple[str, str], ...]:
    properties = tuple(_pair(each, "id", where="singleValueExtendedProperties") for each in given or ())
    for name, _ in properties:
        if not _PROPERTY_ID.fullmatch(name):
            raise refused("ErrorInvalidExtendedProperty", f"The property id '{name}' is not valid.")
    if len({name.lower() for name, _ in properties}) < len(properties):
        raise refused("ErrorDuplicateExtendedProperty", "An extended property is given twice.")
    return properties


def _pair(given: Any, key: str, *, where: str) -> tuple[str, str]:
    if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in (key, "value")):
        raise refused("RequestBodyRead", f"Each of {where} is an object with {key} and value.")
    return given[key], given["value"]
