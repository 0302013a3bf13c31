"""/deviceManagement/notificationMessageTemplates and their localizedNotificationMessages.

Source: Microsoft Learn, "List notificationMessageTemplates", "List localizedNotificationMessages" (2025).
"""

import json

from tools.simulated_tenant.graph_routes.device_management.notification_document import (
    changed_message,
    changed_template,
    new_message,
    new_template,
    refused,
)
from tools.simulated_tenant.graph_routes.rights import ENROLLMENT_READ, ENROLLMENT_WRITE
from tools.simulated_tenant.store.compliance import policies_that_send
from tools.simulated_tenant.store.notifications import (
    delete_message,
    delete_template,
    messages_of,
    read_template,
    write_message,
    write_template,
)
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.filter import EVERYTHING
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import ONE, Route

PATH = "/deviceManagement/notificationMessageTemplates"
_MESSAGES = "localizedNotificationMessages"


def template_of(call: Call) -> Json:
    """The template that the path names; GraphError 404 when there is none."""
    template_id = call.parameters["template_id"]
    found = read_template(call.db, template_id)
    if found is None:
        raise GraphError(404, "ResourceNotFound", f"Notification template {template_id} not found.")
    return found


def message_of(call: Call) -> tuple[Json, Json]:
    """The template and the message that the path names; GraphError 404 when there is none."""
    template, message_id = template_of(call), call.parameters["message_id"]
    for message in messages_of(call.db, template["id"]):
        if message["id"].lower() == message_id.lower():
            return template, message
    raise GraphError(404, "ResourceNotFound", f"Localized message {message_id} not found.")


def _shown(call: Call, template: Json) -> Json:
    if call.version == "v1.0":
        template = {name: value for name, value in template.items() if name != "description"}
    shown = selected(call, template, kind="notificationMessageTemplate")
    if not call.query.expands((_MESSAGES,)):
        return shown
    return {**shown, _MESSAGES: messages_of(call.db, template["id"])}


def list_templates(call: Call) -> Answer:
    most = call.limits.size("devicePage")
    return page(
        call,
        source="notification_template",
        columns="position, document",
        where=EVERYTHING,
        render=lambda row: _shown(call, json.loads(row[1])),
        context=PATH[1:],
        default=most,
        maximum=most,
        counted=False,
    )


def create_template(call: Call) -> Answer:
    template = new_template(call, call.document())
    write_template(call.db, template)
    return _one(call, 201, context=PATH[1:], document=_shown(call, template))


def get_template(call: Call) -> Answer:
    return _one(call, 200, context=PATH[1:], document=_shown(call, template_of(call)))


def change_template(call: Call) -> Answer:
    template = changed_template(call, template_of(call), given=call.document())
    write_template(call.db, template)
    return _one(call, 200, context=PATH[1:], document=_shown(call, template))


def remove_template(call: Call) -> Answer:
    """Refused while a policy sends it: not documented, decided here."""
    template = template_of(call)
    senders = policies_that_send(call.db, template["id"])
    if senders:
        raise refused(f"The template is used by the compliance policies {', '.join(senders)}.")
    delete_template(call.db, template["id"])
    return Answer(204)


def list_messages(call: Call) -> Answer:
    template = template_of(call)
    values = [
        selected(call, each, kind="localizedNotificationMessage")
        for each in messages_of(call.db, template["id"])
    ]
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{_context(template)}", "value": values})


def create_message(call: Call) -> Answer:
    template = template_of(call)
    message = new_message(
        call, template["id"], given=call.document(), others=messages_of(call.db, template["id"])
    )
    return _kept(call, 201, template=template, message=message)


def get_message(call: Call) -> Answer:
    template, message = message_of(call)
    return _one(
        call,
        200,
        context=_context(template),
        document=selected(call, message, kind="localizedNotificationMessage"),
    )


def change_message(call: Call) -> Answer:
    template, message = message_of(call)
    return _kept(call, 200, template=template, message=changed_message(call, message, given=call.document()))


def remove_message(call: Call) -> Answer:
    template, message = message_of(call)
    if message["isDefault"] and len(messages_of(call.db, template["id"])) > 1:
        raise refused("The default message cannot be deleted while the template has others.")
    delete_message(call.db, message["id"])
    return Answer(204)


def _kept(call: Call, status: int, *, template: Json, message: Json) -> Answer:
    write_message(call.db, template["id"], document=message)
    if message["isDefault"]:
        write_template(call.db, {**template, "defaultLocale": message["locale"]})
    return _one(call, status, context=_context(template), document=message)


def _context(template: Json) -> str:
    return f"{PATH[1:]}('{template['id']}')/{_MESSAGES}"


def _one(call: Call, status: int, *, context: str, document: Json) -> Answer:
    return Answer(status, {"@odata.context": f"{call.root}/$metadata#{context}/$entity", **document})


_ONE = PATH + "/{template_id}"
_EACH = f"{_ONE}/{_MESSAGES}"
_ONE_MESSAGE = _EACH + "/{message_id}"
_FAMILY = "intuneNotifications"
_READ, _WRITE = ENROLLMENT_READ, ENROLLMENT_WRITE
_ITEM = ("$select", "$expand")
ROUTES = (
    Route("GET", PATH, list_templates, _FAMILY, _READ, options=(*_ITEM, "$top", "$skiptoken")),
    Route("POST", PATH, create_template, _FAMILY, _WRITE),
    Route("GET", _ONE, get_template, _FAMILY, _READ, options=_ITEM),
    Route("PATCH", _ONE, change_template, _FAMILY, _WRITE),
    Route("DELETE", _ONE, remove_template, _FAMILY, _WRITE),
    Route("GET", _EACH, list_messages, _FAMILY, _READ, options=ONE),
    Route("POST", _EACH, create_message, _FAMILY, _WRITE),
    Route("GET", _ONE_MESSAGE, get_message, _FAMILY, _READ, options=ONE),
    Route("PATCH", _ONE_MESSAGE, change_message, _FAMILY, _WRITE),
    Route("DELETE", _ONE_MESSAGE, remove_message, _FAMILY, _WRITE),
)
