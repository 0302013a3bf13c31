"""$filter, compiled to a condition of SQL (Microsoft Learn, "Use the $filter query parameter")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated, unsupported_query
from tools.simulated_tenant.wire.types import documented

_TOKEN = re.compile(r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<punct>[(),])|(?P<word>[^\s(),']+))")
_MOMENT = re.compile(
    r"\d{4}-[01]\d-[0-3]\d(T[0-2]\d:[0-5]\d(:[0-5]\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d))?", re.IGNORECASE
)
_COMPARISONS = {"eq": "=", "ne": "<>", "ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
_FUNCTIONS = {"startswith": "{}%", "endswith": "%{}", "contains": "%{}%"}
# What OData and Graph have besides (Microsoft Learn, "Use the $filter query parameter").
_OTHER_OPERATORS = {"has", "add", "sub", "mul", "div", "mod"}
_OTHER_FUNCTIONS = {
    "substringof", "length", "indexof", "substring", "tolower", "toupper", "trim", "concat", "year", "month",
    "day", "hour", "minute", "second", "date", "time", "now", "round", "floor", "ceiling", "cast", "isof",
    "matchespattern",
}  # fmt: skip
_NEEDS_EVENTUAL = {"ne", "not", "endswith"}


@dataclass(frozen=True)
class Property:
    """A property that can be filtered: its SQL expression and what its literals are.

    A collection has `elements`, of the type `element_kind`, which `any` filters by; its SQL has braces where
    their condition goes.
    """

    sql: str
    kind: str = "text"  # "text", "boolean", "number" or "time"
    elements: Mapping[str, "Property"] = field(default_factory=dict)
    element_kind: str = ""


@dataclass(frozen=True)
class Condition:
    sql: str
    values: tuple[Any, ...] = ()


EVERYTHING = Condition("1")


class _Parser:
    def __init__(self, text: str, properties: Mapping[str, Property], *, kind: str, clauses: int) -> None:
        self.text, self.kind, self.most_clauses = text, kind, clauses
        self.properties = {name.lower(): found for name, found in properties.items()}
        self.tokens: list[str] = []
        self.at = 0
        self.variable = ""  # of an `any`, before the names of its elements
        self.elements = ""  # the type of these
        self.or_clauses = 1
        self.advanced: str | None = None
        position = 0
        while position < len(text.rstrip()):
            found = _TOKEN.match(text, position)
            if not found:
                raise self.refused(position)
            self.tokens.append(found.group(0).strip())
            position = found.end()

    def refused(self, position: int) -> Exception:
        return bad_request(
            f"Invalid filter clause: syntax error at position {position} in '{self.text}'.", code="BadRequest"
        )

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if not token or (expected is not None and token != expected):
            raise self.refused(sum(len(t) + 1 for t in self.tokens[: self.at]))
        self.at += 1
        return token

    def parse(self) -> Condition:
        condition = self.either()
        if self.peek():
            raise self.refused(self.text.find(self.peek()))
        return condition

    def either(self) -> Condition:
        parts = [self.both()]
        while self.peek().lower() == "or":
            self.take()
            self.or_clauses += 1
            self.check_clauses(self.or_clauses)
            parts.append(self.both())
        return _join(parts, " OR ")

    def both(self) -> Condition:
        parts = [self.single()]
        while self.peek().lower() == "and":
            self.take()
            parts.append(self.single())
        return _join(parts, " AND ")

    def single(self) -> Condition:
        word = self.peek().lower()
        if word == "not":
            self.take()
            self.advanced = "not"
            inner = self.single()
            return Condition(f"NOT ({inner.sql})", inner.values)
        if word == "(":
            self.take()
            inner = self.either()
            self.take(")")
            return inner
        if word in _FUNCTIONS:
            return self.function(word)
        if word.endswith("/any"):
            return self.any()
        if word in _OTHER_FUNCTIONS or word.endswith(("/all", "/$count")):
            raise not_simulated(f"{word} in $filter")
        return self.comparison()

    def function(self, name: str) -> Condition:
        self.take()
        self.take("(")
        target = self.property(self.take())
        self.take(",")
        value = str(self.literal(self.take(), target))
        self.take(")")
        if name in _NEEDS_EVENTUAL:
            self.advanced = name
        escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Condition(f"{target.sql} LIKE ? ESCAPE '\\'", (_FUNCTIONS[name].format(escaped),))

    def any(self) -> Condition:
        """`policies/any(p:p/id eq 'x' and p/result eq 'y')`: some element fulfils it."""
        target = self.property(self.take()[: -len("/any")], collection=True)
        self.take("(")
        variable, _, first = self.take().partition(":")
        if first:
            self.at -= 1
            self.tokens[self.at] = first
        outer, self.properties = (
            self.properties,
            {
                (f"{variable}/{each}" if each else variable).lower(): found
                for each, found in target.elements.items()
            },
        )
        self.variable, self.elements = variable.lower(), target.element_kind
        inner = self.either()
        self.properties, self.variable, self.elements = outer, "", ""
        self.take(")")
        return Condition(target.sql.format(inner.sql), inner.values)

    def comparison(self) -> Condition:
        target = self.property(self.take())
        operator = self.take().lower()
        if operator == "in":
            return self.membership(target)
        if operator in _OTHER_OPERATORS:
            raise not_simulated(f"the operator {operator} in $filter")
        if operator not in _COMPARISONS:
            raise bad_request(f"Invalid filter clause: unknown operator '{operator}'.", code="BadRequest")
        if operator in _NEEDS_EVENTUAL:
            self.advanced = operator
        value = self.literal(self.take(), target)
        if value is None:
            return Condition(f"{target.sql} IS {'NOT ' if operator == 'ne' else ''}NULL")
        if operator == "ne":
            return Condition(f"{target.sql} IS NOT ?{_collation(target)}", (value,))
        return Condition(f"{target.sql} {_COMPARISONS[operator]} ?{_collation(target)}", (value,))

    def membership(self, target: Property) -> Condition:
        self.take("(")
        values = [self.literal(self.take(), target)]
        while self.peek() == ",":
            self.take()
            values.append(self.literal(self.take(), target))
        self.take(")")
        self.check_clauses(len(values))
        marks = ", ".join("?" for _ in values)
        return Condition(f"{target.sql}{_collation(target)} IN ({marks})", tuple(values))

    def check_clauses(self, number: int) -> None:
        if number > self.most_clauses:
            raise unsupported_query(
                "Too many child clauses specified in search filter expression containing 'OR' operators: "
                f"{number}. Max allowed: {self.most_clauses}."
            )

    def property(self, name: str, *, collection: bool = False) -> Property:
        found = self.properties.get(name.lower())
        if found is not None and bool(found.elements) is collection:
            return found
        if found is not None:
            raise _incompatible(name)
        variable, _, inner = name.partition("/")
        kind, wanted = (self.elements, inner) if self.elements else (self.kind, name)
        foreign = bool(self.elements) and variable.lower() != self.variable
        if not foreign and documented(kind, wanted) is not None:
            raise not_simulated(f"$filter by '{name}' of {self.kind}")
        raise bad_request(
            f"Invalid filter clause: Could not find a property named '{name}' on type "
            f"'microsoft.graph.{self.kind}'.",
            code="BadRequest",
        )

    def literal(self, token: str, target: Property) -> Any:
        if token == "null":
            return None
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if target.kind == "boolean" and token.lower() in ("true", "false"):
            return int(token.lower() == "true")
        if target.kind == "number" and re.fullmatch(r"-?\d+", token):
            return int(token)
        if target.kind == "time" and _MOMENT.fullmatch(token):
            return _moment(token)
        raise _incompatible(token)


def _incompatible(what: str) -> GraphError:
    return bad_request(
        f"Invalid filter clause: A binary operator with incompatible types was detected: '{what}'.",
        code="BadRequest",
    )


def compile_filter(
    text: str | None, properties: Mapping[str, Property], *, kind: str, clauses: int, advanced: bool = True
) -> Condition:
    """Compile `text`; nothing given means everything.

    `advanced` says whether the caller sent `ConsistencyLevel: eventual` and `$count=true`, which Entra
    demands for `ne`, `not` and `endsWith`. Raises GraphError 400 for what Graph refuses.
    """
    if text is None:
        return EVERYTHING
    parser = _Parser(text, properties, kind=kind, clauses=clauses)
    condition = parser.parse()
    if parser.advanced and not advanced:
        raise unsupported_query(
            f"Operator '{parser.advanced}' is not supported because the 'ConsistencyLevel:eventual' header "
            f"or the "
            "'$count=true' parameter is missing. Refer to https://aka.ms/graph-docs/advanced-queries for "
            "more information"
        )
    return condition


def _moment(token: str) -> str:
    """The moment in the form that the store compares by."""
    at = datetime.fromisoformat(token.upper().replace("Z", "+00:00"))
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _join(parts: list[Condition], word: str) -> Condition:
    if len(parts) == 1:
        return parts[0]
    return Condition(
        word.join(f"({part.sql})" for part in parts), tuple(value for part in parts for value in part.values)
    )


def _collation(target: Property) -> str:
    return " COLLATE NOCASE" if target.kind == "text" else ""
