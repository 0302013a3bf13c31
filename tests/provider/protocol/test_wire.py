"""Values as the engine sends and takes them: Pulumi's own marshalling is the judge."""

from typing import Any

import pulumi
import pytest
from google.protobuf import struct_pb2  # type: ignore[import-untyped]
from pulumi.provider.experimental.property_value import PropertyValue, ResourceReference
from pulumi.runtime import rpc

from intune_waves.provider.protocol.property import Property, check_shape
from intune_waves.provider.protocol.wire import UNKNOWN, Foreign, from_wire, to_wire

VALUES: dict[str, Any] = {
    "a": 1,
    "b": 1.5,
    "c": True,
    "d": ["x", UNKNOWN, []],
    "e": {"f": "g", "h": {}},
    "i": UNKNOWN,
    "j": "",
}


def pulumis(values: dict[str, PropertyValue]) -> struct_pb2.Struct:
    return PropertyValue.marshal_map(values)


def test_values_come_through_the_wire_unchanged() -> None:
    assert from_wire(to_wire({**VALUES, "nothing": None})) == (VALUES, set())


def test_what_is_written_is_what_pulumi_reads() -> None:
    read = PropertyValue.unmarshal_map(to_wire({"count": 2, "name": "n", "hidden": ["s"]}, {"hidden"}))
    assert read == {
        "count": PropertyValue(2.0),
        "name": PropertyValue("n"),
        "hidden": PropertyValue([PropertyValue("s")], is_secret=True),
    }


def test_what_pulumi_writes_is_read() -> None:
    written = pulumis(
        {
            "count": PropertyValue(2.0),
            "half": PropertyValue(0.5),
            "null": PropertyValue.null(),
            "unknown": PropertyValue(rpc.UNKNOWN),
            "hidden": PropertyValue("s", is_secret=True),
            "nested": PropertyValue({"deep": PropertyValue("t", is_secret=True)}),
            "listed": PropertyValue([PropertyValue("u", is_secret=True)]),
        }
    )
    plain = {
        "count": 2,
        "half": 0.5,
        "unknown": UNKNOWN,
        "hidden": "s",
        "nested": {"deep": "t"},
        "listed": ["u"],
    }
    assert from_wire(written) == (plain, {"hidden", "nested", "listed"})
    assert isinstance(from_wire(written)[0]["count"], int)


def test_what_is_unknown_is_marked_as_pulumi_marks_it() -> None:
    assert UNKNOWN == rpc.UNKNOWN


@pytest.mark.parametrize(
    "value",
    [
        PropertyValue(pulumi.StringAsset("text")),
        PropertyValue(pulumi.FileArchive("folder")),
        PropertyValue(ResourceReference("urn:pulumi:dev::p::t::n", None, None)),
    ],
    ids=["an asset", "an archive", "a resource"],
)
def test_what_no_property_takes_is_refused_by_its_shape(value: PropertyValue) -> None:
    plain, _ = from_wire(pulumis({"share": value}))
    assert isinstance(plain["share"], Foreign)
    (failure,) = check_shape((Property("share", "object"),), plain)
    assert failure.reason == "got an asset, an archive or a resource, expected a mapping [property-type]"


def test_what_is_no_value_is_a_fault() -> None:
    with pytest.raises(TypeError, match="a object is no property value"):
        to_wire({"a": object()})
