"""Pages with @odata.nextLink and an opaque $skiptoken (Microsoft Learn, "Paging Microsoft Graph data")."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import bad_request, unsupported_query
from tools.simulated_tenant.wire.filter import Condition
from tools.simulated_tenant.wire.query import unknown_property
from tools.simulated_tenant.wire.types import spelled

Row = Sequence[Any]


def read_skiptoken(token: str | None) -> list[Any]:
    """Where the page before this one ended; an empty list for the first page."""
    if token is None:
        return []
    try:
        value = json.loads(base64.urlsafe_b64decode(token.encode("ascii") + b"=="))
    except (binascii.Error, ValueError):
        value = None
    if not isinstance(value, list):
        raise bad_request(
            "The specified page token value has expired or is not valid.", code="Directory_ExpiredPageToken"
        )
    return value


def write_skiptoken(position: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode("ascii").rstrip("=")


def page(
    call: Call,
    *,
    source: str,
    columns: str,
    where: Condition,
    render: Callable[[Row], Json],
    context: str,
    default: int,
    maximum: int,
    order: str = "position",
    descending: bool = False,
    counted: bool = True,
) -> Answer:
    """Answer one page of `source`, ordered by its `order` column, which must come first in `columns`.

    The order column is the token: a page goes on where the last one ended although rows were deleted in
    between.
    """
    top = call.query.top(default, maximum)
    after = read_skiptoken(call.query.get("$skiptoken"))
    condition, values = f"({where.sql})", list(where.values)
    if after:
        condition += f" AND {order} {'<' if descending else '>'} ?"
        values.append(after[0])
    rows = call.db.execute(
        f"SELECT {columns} FROM {source} WHERE {condition} ORDER BY {order}{' DESC' * descending} LIMIT ?",
        [*values, top + 1],
    ).fetchall()
    body: Json = {"@odata.context": f"{call.root}/$metadata#{context}"}
    # Without ConsistencyLevel: eventual the directory silently ignores $count=true.
    if counted and call.query.count and call.eventual and not after:
        body["@odata.count"] = call.db.execute(
            f"SELECT count(*) FROM {source} WHERE {where.sql}", where.values
        ).fetchone()[0]
    if len(rows) > top:
        rows = rows[:top]
        token = write_skiptoken([rows[-1][0]])
        body["@odata.nextLink"] = f"{call.root}{call.path}?{call.query.with_skiptoken(token)}"
    body["value"] = [render(row) for row in rows]
    return Answer(200, body)


def listed(call: Call, items: list[Json], *, context: str, render: Callable[[Json], Json]) -> Answer:
    """Answer one page of a list at hand; the token is the number of items already given."""
    maximum = call.limits.size("pageMaximum")
    top = call.query.top(maximum, maximum)
    after = read_skiptoken(call.query.get("$skiptoken"))
    start = after[0] if after and isinstance(after[0], int) else 0
    body: Json = {"@odata.context": f"{call.root}/$metadata#{context}"}
    if len(items) > start + top:
        token = write_skiptoken([start + top])
        body["@odata.nextLink"] = f"{call.root}{call.path}?{call.query.with_skiptoken(token)}"
    body["value"] = [render(item) for item in items[start : start + top]]
    return Answer(200, body)


def selected(call: Call, whole: Json, *, kind: str) -> Json:
    """What `$select` leaves of an object, its id kept.

    Raises GraphError 400 for a name that its type does not have, 501 for one that it lacks here.
    """
    wanted = call.query.select
    if not wanted:
        return whole
    kept = {"id", *(spelled(whole, name) for name in wanted)}
    for name in kept - set(whole):
        raise unknown_property(name, kind, version=call.version)
    return {name: whole[name] for name in whole if name in kept or name.startswith("@odata.")}


def told_by_names(call: Call, answer: Answer) -> Answer:
    """The answer, its context naming the properties that `$select` names."""
    names, body = ",".join(call.query.select), answer.body
    if names and body is not None and "@odata.context" in body:
        context, entity, _ = body["@odata.context"].partition("/$entity")
        body["@odata.context"] = f"{context}({names}){entity}"
    return answer


def count_segment(call: Call, *, source: str, where: Condition) -> Answer:
    """`/$count`: a bare number as text, refused without ConsistencyLevel: eventual."""
    if not call.eventual:
        raise unsupported_query(
            "$count is not currently supported. Refer to https://aka.ms/graph-docs/advanced-queries: the "
            "header 'ConsistencyLevel:eventual' is missing."
        )
    number = call.db.execute(f"SELECT count(*) FROM {source} WHERE {where.sql}", where.values).fetchone()[0]
    return Answer(200, {"$text": str(number)}, {"content-type": "text/plain"})
