"""/directory/deletedItems: what was deleted in the last 30 days, and its restoring.

Source: Microsoft Learn, "List deletedItems (directory objects)", "Get deletedItem", "Restore deleted
directory object item", "Permanently delete an item (directory object)" (2025-03).
"""

import sqlite3

from tools.simulated_tenant.graph_routes.rights import DELETED_READ, DELETED_WRITE
from tools.simulated_tenant.store.deleted import bring_home, every_deleted, forget, read_deleted
from tools.simulated_tenant.store.directory import GROUP, USER, read_object
from tools.simulated_tenant.wire.call import Answer, Call, Handler, Json
from tools.simulated_tenant.wire.errors import name_taken, resource_not_found
from tools.simulated_tenant.wire.pages import listed, selected
from tools.simulated_tenant.wire.routing import LISTED, ONE, Route
from tools.simulated_tenant.wire.types import of_version

PATH = "/directory/deletedItems"
_TYPES = {"user": USER, "group": GROUP}


def _item_of(call: Call) -> tuple[str, Json]:
    object_id = call.parameters["object_id"]
    found = read_deleted(call.db, object_id)
    if found is None:
        raise resource_not_found(object_id)
    return found


def _list(kind: str) -> Handler:
    def answer(call: Call) -> Answer:
        found = [of_version(each, kind, version=call.version) for each in every_deleted(call.db, kind)]
        return listed(call, found, context=f"{kind}s", render=lambda each: selected(call, each, kind=kind))

    return answer


def get_item(call: Call) -> Answer:
    kind, document = _item_of(call)
    shown = of_version(document, kind, version=call.version)
    whole = selected(call, {"@odata.type": _TYPES[kind], **shown}, kind=kind)
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#directoryObjects/$entity", **whole})


def restore_item(call: Call) -> Answer:
    kind, document = _item_of(call)
    try:
        bring_home(call.db, kind, object_id=document["id"])
    except sqlite3.IntegrityError as error:
        raise name_taken("userPrincipalName") from error
    found = of_version(read_object(call.db, document["id"]) or {}, kind, version=call.version)
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#directoryObjects/$entity", **found})


def forget_item(call: Call) -> Answer:
    _, document = _item_of(call)
    forget(call.db, document["id"])
    return Answer(204)


_ONE = PATH + "/{object_id}"
ROUTES = (
    *(
        Route("GET", f"{PATH}/microsoft.graph.{kind}", _list(kind), "identity", DELETED_READ, options=LISTED)
        for kind in _TYPES
    ),
    Route("GET", _ONE, get_item, "identity", DELETED_READ, options=ONE),
    Route("POST", _ONE + "/restore", restore_item, "identity", DELETED_WRITE),
    Route("DELETE", _ONE, forget_item, "identity", DELETED_WRITE),
)
