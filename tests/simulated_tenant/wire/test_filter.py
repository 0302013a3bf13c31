"""$filter becomes a condition of SQL, or a refusal."""

import sqlite3
from collections.abc import Iterator

import pytest

from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.filter import Property, compile_filter

PROPERTIES = {
    "name": Property("name"),
    "ok": Property("ok", "boolean"),
    "size": Property("size", "number"),
    "at": Property("at", "time"),
}


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE thing (name TEXT, ok INTEGER, size INTEGER, at TEXT)")
    rows = [
        ("Anna", 1, 10, "2026-01-01T00:00:00Z"),
        ("O'Neil 50%", 0, 20, "2026-02-01T00:00:00Z"),
        (None, 1, None, None),
    ]
    connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?)", rows)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name eq 'anna'", [10]),
        ("name eq 'O''Neil 50%'", [20]),
        ("name eq null", [None]),
        ("name ne null", [10, 20]),
        ("name ne 'Anna'", [20, None]),
        ("ok eq true", [10, None]),
        ("size gt 10", [20]),
        ("size in (10, 20)", [10, 20]),
        ("at ge 2026-01-15T00:00:00Z", [20]),
        ("at lt 2026-01-15", [10]),
        ("startswith(name,'an')", [10]),
        ("endsWith(name, '50%')", [20]),
        ("contains(name,'%')", [20]),
        ("contains(name,'_')", []),
        ("ok eq true and size eq 10", [10]),
        ("size eq 10 or size eq 20", [10, 20]),
        ("not (size eq 10) and size ne null", [20]),
        ("size eq 10 or ok eq false and size eq 20", [10, 20]),
        ("name in ('ANNA', 'x')", [10]),
        (None, [10, 20, None]),
    ],
)
def test_a_filter_finds(db: sqlite3.Connection, text: str | None, found: list[int | None]) -> None:
    condition = compile_filter(text, PROPERTIES, kind="thing", clauses=15)
    rows = db.execute(f"SELECT size FROM thing WHERE {condition.sql}", condition.values)
    assert [row[0] for row in rows] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name eq",
        "name eq 'x",
        "name eq x",
        "name is 'x'",
        "weight eq 1",
        "size eq 'x' and",
        "(name eq 'x'",
        "name eq 'x')",
        "startswith(name)",
        "ok eq maybe",
        "size eq 1.5",
        "at gt yesterday",
        "name in 'x'",
        "name in ()",
        "name eq 'x' name eq 'y'",
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(GraphError) as refusal:
        compile_filter(text, PROPERTIES, kind="thing", clauses=15)
    assert refusal.value.status == 400


def test_clauses_are_counted_and_advanced_operators_named() -> None:
    with pytest.raises(GraphError, match=r"containing 'OR' operators: 3\. Max allowed: 2"):
        compile_filter("size eq 1 or size eq 2 or size eq 3", PROPERTIES, kind="thing", clauses=2)
    for text, operator in (
        ("size ne 1", "ne"),
        ("not (size eq 1)", "not"),
        ("endswith(name,'x')", "endswith"),
    ):
        with pytest.raises(GraphError, match=f"Operator '{operator}' is not supported"):
            compile_filter(text, PROPERTIES, kind="thing", clauses=2, advanced=False)
