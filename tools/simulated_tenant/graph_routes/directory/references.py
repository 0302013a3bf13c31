"""References to directory objects in bodies: `…@odata.bind` lists and the `@odata.id` of a $ref."""

import re
import sqlite3
from typing import Any

from tools.simulated_tenant.store.directory import unknown_objects
from tools.simulated_tenant.wire.errors import bad_request, not_simulated, resource_not_found

_REFERENCE = re.compile(
    r"(?:https?://[^/]+/(?:v1\.0|beta|odata)/)?/?(?:directoryObjects|users|groups|servicePrincipals)"
    r"(?:/|\(')([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:'\))?"
)

# Kinds of objects that Graph takes and nobody has here, and people by their names.
_OTHER_OBJECTS = re.compile(r"(?:^|/)(?:devices|contacts|applications|administrativeUnits|users)/[^/]+$")


def referenced_id(text: Any) -> str:
    """The object id that a reference such as https://…/v1.0/directoryObjects/{id} names.

    Raises GraphError 400 when it is none.
    """
    found = _REFERENCE.fullmatch(text) if isinstance(text, str) else None
    if found is None and isinstance(text, str) and _OTHER_OBJECTS.search(text):
        raise not_simulated(f"a reference to {text}")
    if found is None:
        raise bad_request(f"Invalid URL format specified in @odata.bind or @odata.id: '{text}'.")
    return found.group(1).lower()


def bound_ids(db: sqlite3.Connection, value: Any, *, name: str, most: int) -> list[str]:
    """The ids of an `…@odata.bind` list.

    Raises GraphError 400 for more than `most`, for one named twice, and for an id that nobody has.
    """
    if not isinstance(value, list):
        raise bad_request(f"The value of '{name}@odata.bind' must be a list of references.")
    if len(value) > most:
        raise bad_request(
            f"The number of references in '{name}@odata.bind' is {len(value)}; at most {most} are "
            "allowed in one request."
        )
    ids = [referenced_id(text) for text in value]
    if len(set(ids)) < len(ids):
        raise already_there(name)
    for unknown in unknown_objects(db, ids):
        raise resource_not_found(unknown, status=400)
    return ids


def already_there(name: str) -> Exception:
    return bad_request(
        f"One or more added object references already exist for the following modified properties: '{name}'."
    )
