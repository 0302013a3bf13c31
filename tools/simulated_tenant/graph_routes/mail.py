"""/users/{id}/sendMail and the Sent Items (Microsoft Learn, "user: sendMail", "List messages")."""

import re

from tools.simulated_tenant.graph_routes.mail_document import read_send, refused
from tools.simulated_tenant.graph_routes.rights import MAIL_READ, MAIL_SEND
from tools.simulated_tenant.store.mail import (
    COLUMNS,
    FILTERED,
    SOURCE,
    properties_of,
    render_message,
    write_message,
)
from tools.simulated_tenant.store.people import find_person
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import not_simulated
from tools.simulated_tenant.wire.filter import Condition, compile_filter
from tools.simulated_tenant.wire.pages import Row, page, selected
from tools.simulated_tenant.wire.routing import Route

SEND = "/users/{user_id}/sendMail"
SENT = "/users/{user_id}/mailFolders/sentitems/messages"
_EXPANDED = re.compile(r"singleValueExtendedProperties\(\$filter=(.+)\)", re.IGNORECASE)
_ONE_ID = re.compile(r"id eq '([^']+)'", re.IGNORECASE)


def mailbox_of(call: Call) -> tuple[str, str]:
    """The id and the address of the mailbox that the path names.

    Raises GraphError 404 for nobody, and for somebody without a mailbox.
    """
    key = call.parameters["user_id"]
    row = find_person(call.db, key)
    if row is None:
        raise refused("ErrorInvalidUser", f"The requested user '{key}' is invalid.", status=404)
    person: str = row[1]
    address = call.db.execute("SELECT mail FROM person WHERE id = ?", (person,)).fetchone()[0]
    if address is None:
        raise refused(
            "MailboxNotEnabledForRESTAPI",
            "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
            status=404,
        )
    return person, address


def send_mail(call: Call) -> Answer:
    mailbox, sender = mailbox_of(call)
    message, saved = read_send(call.document(), sender, limits=call.limits)
    write_message(call.db, mailbox, sender=sender, at=call.stamp, message=message, saved=saved)
    return Answer(202)


def list_sent(call: Call) -> Answer:
    mailbox, _ = mailbox_of(call)
    wanted = compile_filter(call.query.get("$filter"), FILTERED, kind="message", clauses=15)
    expanded = _expanded_ids(call.query.get("$expand"))
    if "body" in call.query.select:
        raise not_simulated("the body of a sent message, of which only a digest is kept")

    def render(row: Row) -> Json:
        found = selected(call, render_message(row), kind="message")
        if expanded:
            found["singleValueExtendedProperties"] = properties_of(call.db, row[0], names=expanded)
        return found

    return page(
        call,
        source=SOURCE,
        columns=COLUMNS,
        where=Condition(f"m.mailbox = ? AND m.saved AND ({wanted.sql})", (mailbox, *wanted.values)),
        render=render,
        context=f"users('{mailbox}')/mailFolders('sentitems')/messages",
        default=call.limits.size("messagePage"),
        maximum=call.limits.size("messagePageMaximum"),
        order="m.position",
        descending=True,
        counted=False,
    )


def _expanded_ids(text: str | None) -> list[str]:
    """The property ids of `$expand=singleValueExtendedProperties($filter=id eq '…' or id eq '…')`."""
    if text is None:
        return []
    found = _EXPANDED.fullmatch(text.strip())
    parts = re.split(r"\s+or\s+", found.group(1).strip(), flags=re.IGNORECASE) if found else [""]
    ids = [_ONE_ID.fullmatch(part) for part in parts]
    if not all(ids):
        raise not_simulated(f"$expand={text}")
    return [each.group(1) for each in ids if each]


ROUTES = (
    Route("POST", SEND, send_mail, "mail", MAIL_SEND, limited_by="user_id"),
    Route(
        "GET",
        SENT,
        list_sent,
        "mail",
        MAIL_READ,
        options=("$select", "$filter", "$top", "$skiptoken", "$expand"),
        limited_by="user_id",
    ),
)
