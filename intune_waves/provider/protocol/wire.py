"""Between the engine's values, as Protobuf carries them, and plain Python values.

The marks are those of the engine's protocol (pulumi/pulumi, sdk/go/common/resource). Pulumi's own reading of
them comes with the whole SDK, whose import took most of the time in which the provider started.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from google.protobuf import struct_pb2  # type: ignore[import-untyped]

UNKNOWN: Any = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for a value that a preview cannot know, of whatever type, on the wire and in our values alike."""

_MARK = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"


class Foreign:
    """A value that no property of this provider takes: an asset, an archive, a reference to a resource."""

    def __repr__(self) -> str:
        return "an asset, an archive or a resource"


def from_wire(values: struct_pb2.Struct) -> tuple[dict[str, Any], set[str]]:
    """Plain values without nulls, and the names of those that hold a secret."""
    secrets = {name for name, value in values.fields.items() if _holds_secret(value)}
    return _plain_fields(values), secrets


def to_wire(values: Mapping[str, Any], secrets: Collection[str] = ()) -> struct_pb2.Struct:
    """The values for the engine, without nulls; those named in `secrets` are marked secret."""
    wire = struct_pb2.Struct()
    for name, value in values.items():
        if value is None:
            continue
        field = wire.fields[name]
        if name in secrets:
            fields = field.struct_value.fields
            fields[_MARK].string_value = _SECRET
            field = fields["value"]
        _write(field, value)
    return wire


def _plain_fields(values: struct_pb2.Struct) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in values.fields.items()}
    return {name: value for name, value in plain.items() if value is not None}


def _plain(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "list_value":
            return [_plain(item) for item in value.list_value.values]
        case "struct_value":
            fields = value.struct_value.fields
            if _MARK not in fields:
                return _plain_fields(value.struct_value)
            return _plain(fields["value"]) if fields[_MARK].string_value == _SECRET else Foreign()
    return None


def _holds_secret(value: struct_pb2.Value) -> bool:
    match value.WhichOneof("kind"):
        case "list_value":
            return any(_holds_secret(item) for item in value.list_value.values)
        case "struct_value":
            fields = value.struct_value.fields
            marked = _MARK in fields and fields[_MARK].string_value == _SECRET
            return marked or any(_holds_secret(item) for item in fields.values())
    return False


def _write(field: struct_pb2.Value, value: Any) -> None:
    if isinstance(value, bool):
        field.bool_value = value
    elif isinstance(value, str):
        field.string_value = value
    elif isinstance(value, int | float):
        field.number_value = value
    elif isinstance(value, Mapping):
        field.struct_value.CopyFrom(to_wire(value))
    elif isinstance(value, Sequence):
        field.list_value.SetInParent()
        for item in value:
            _write(field.list_value.values.add(), item)
    else:
        raise TypeError(f"a {type(value).__name__} is no property value")
