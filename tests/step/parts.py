"""Varying one thing of a value that is made of parts, by the name of the part's field."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Whole = TypeVar("Whole")


def varied(whole: Whole, changes: dict[str, Any], **names: str) -> Whole:
    """`whole` with some fields changed, each in the one part that has it.

    `names` are other words for a field, such as `policies="policies.access"`. Raises KeyError for a field
    that no part has.
    """
    for name, value in changes.items():
        whole = _set(whole, names.get(name) or _path(whole, name), value)
    return whole


def _path(whole: Any, name: str) -> str:
    paths = [each.name for each in fields(whole) if each.name == name]
    for part in fields(whole):
        inner = getattr(whole, part.name)
        if is_dataclass(inner):
            paths += [f"{part.name}.{each.name}" for each in fields(inner) if each.name == name]
    if len(paths) != 1:
        raise KeyError(f"{name}: {paths or 'in no part'}")
    return paths[0]


def _set(whole: Any, path: str, value: Any) -> Any:
    first, _, rest = path.partition(".")
    return replace(whole, **{first: _set(getattr(whole, first), rest, value) if rest else value})
