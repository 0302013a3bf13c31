"""Between Pulumi's property values and plain Python values."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pulumi.provider.experimental.property_value import Computed, PropertyValue
from pulumi.runtime import rpc

UNKNOWN = rpc.UNKNOWN
"""Stands for a value that a preview cannot know, on the wire and in our values alike."""


def from_wire(values: Mapping[str, PropertyValue]) -> tuple[dict[str, Any], set[str]]:
    """Plain values without nulls, and the names of those that hold a secret."""
    secrets = {name for name, value in values.items() if value.contains_secret()}
    plain = {name: _plain(value) for name, value in values.items()}
    return {name: value for name, value in plain.items() if value is not None}, secrets


def to_wire(values: Mapping[str, Any], secrets: Collection[str] = ()) -> dict[str, PropertyValue]:
    """Property values without nulls; those named in `secrets` are marked secret."""
    return {
        name: _property_value(value).with_secret(name in secrets)
        for name, value in values.items()
        if value is not None
    }


def _plain(value: PropertyValue) -> Any:
    inner = value.value
    if isinstance(inner, Computed):
        return UNKNOWN
    if isinstance(inner, float) and inner.is_integer():
        return int(inner)
    if isinstance(inner, Mapping):
        plain = {name: _plain(item) for name, item in inner.items()}
        return {name: item for name, item in plain.items() if item is not None}
    if isinstance(inner, Sequence) and not isinstance(inner, str):
        return [_plain(item) for item in inner]
    return inner


def _property_value(value: Any) -> PropertyValue:
    if isinstance(value, bool | str):
        return PropertyValue(value)
    if isinstance(value, int | float):
        return PropertyValue(float(value))
    if isinstance(value, Mapping):
        return PropertyValue(to_wire(value))
    if isinstance(value, Sequence):
        return PropertyValue([_property_value(item) for item in value])
    raise TypeError(f"a {type(value).__name__} is no property value")
