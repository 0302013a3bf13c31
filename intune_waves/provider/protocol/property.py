"""The properties of a resource kind, declared once: checks, diffs and the schema are made from them."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from intune_waves.provider.protocol.wire import UNKNOWN

Values = Mapping[str, Any]
"""Inputs or state of one resource as plain Python values; UNKNOWN stands for what a preview cannot know."""

Declared = builtins.type[Any]
"""A TypedDict, see `protocol.declaration`."""

Role = Literal["input", "output", "computed", "condition"]
Type = Literal["string", "integer", "number", "boolean", "array", "object"]

_PYTHON_TYPES: Mapping[Type, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_WORDS: Mapping[Type, str] = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list of texts",
    "object": "a mapping",
}


@dataclass(frozen=True, slots=True)
class Property:
    """One property, as `protocol.declaration` reads it from its kind's declaration.

    `role` says whether a program sets it (input; condition, which is compared with nothing), only reads it
    (output), or Check adds it to the inputs (computed). `replaces` marks what Graph cannot change, and
    `unordered` a list whose order means nothing. With `declared`, an object holds the `fields` of that
    declaration, and an array holds such objects, told apart by the field `key`. Without, both hold values of
    the type `items`.
    """

    name: str
    type: Type
    role: Role = "input"
    required: bool = False
    replaces: bool = False
    unordered: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()
    declared: Declared | None = None
    fields: tuple["Property", ...] = ()
    items: Type | Literal["any"] | None = None
    key: str = ""

    @property
    def is_set(self) -> bool:
        """Whether a program sets it."""
        return self.role in ("input", "condition")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input is refused: the property's path and one sentence."""

    path: str
    reason: str


def check_shape(properties: tuple[Property, ...], values: Values, *, prefix: str = "") -> list[Failure]:
    """Every property that is missing, not known, or of the wrong type. Unknown values pass."""
    known = {property.name: property for property in properties if property.is_set}
    failures = [
        Failure(
            f"{prefix}{name}", f"there is no such property; there are {', '.join(known)} [known-property]"
        )
        for name in values
        if name not in known
    ]
    for name, declared in known.items():
        path = f"{prefix}{name}"
        if name not in values:
            if declared.required:
                failures.append(
                    Failure(path, f"it is missing; write {_WORDS[declared.type]} [required-property]")
                )
            continue
        failures += _check_value(declared, values[name], path=path)
    return failures


def _check_value(declared: Property, value: Any, *, path: str) -> list[Failure]:
    if value == UNKNOWN:
        return []
    right = isinstance(value, _PYTHON_TYPES[declared.type])
    if isinstance(value, bool) and declared.type != "boolean":
        right = False
    kept = dict if declared.fields else str
    if declared.type == "array" and right:
        right = all(isinstance(item, kept) for item in value)
    if not right:
        word = "a list of mappings" if declared.type == "array" and declared.fields else _WORDS[declared.type]
        return [Failure(path, f"got {value!r}, expected {word} [property-type]")]
    if declared.choices and value not in declared.choices:
        return [
            Failure(path, f"got {value!r}, expected one of {', '.join(declared.choices)} [property-choice]")
        ]
    if declared.fields and declared.type == "array":
        shapes = [
            check_shape(declared.fields, item, prefix=f"{path}[{place}].") for place, item in enumerate(value)
        ]
        return [failure for failures in shapes for failure in failures]
    if declared.fields:
        return check_shape(declared.fields, value, prefix=f"{path}.")
    return []
