"""A declaration is read as it is written: types, words, docstrings, and those of what it extends."""

from typing import Annotated, Any, Literal, Required, TypedDict

import pytest

from intune_waves.provider.protocol.declaration import (
    Computed,
    Condition,
    Keyed,
    OneOf,
    Output,
    Replacing,
    Secret,
    Unordered,
    properties_of,
)
from intune_waves.provider.protocol.differences import differences
from intune_waves.provider.protocol.docstrings import description_of, property_docs, sentence_of
from intune_waves.provider.protocol.property import Property, check_shape


class Part(TypedDict):
    """A part."""

    name: str
    """Its name."""


class Named(TypedDict, total=False):
    """What has a name."""

    name: Required[Replacing[str]]
    """The name that people
    know.
    """


class Whole(Named, total=False):
    """One sentence that
    goes on.

    And more
    of it.
    """

    size: Required[int]
    """How big."""
    share: float
    """How much."""
    open: Condition[bool]
    """Whether it is open."""
    colour: Literal["red", "blue"]
    """Which."""
    shape: Annotated[str, OneOf("round", "flat")]
    """Of what form."""
    key: Secret[str]
    """What opens it."""
    tags: Unordered[list[str]]
    """Words."""
    part: Part
    """The one part."""
    parts: Annotated[list[Part], Keyed("name")]
    """All parts."""
    texts: dict[str, str]
    """Texts by name."""
    anything: dict[str, Any]
    """Whatever by name."""
    seen: Computed[dict[str, int]]
    """Counts by name."""
    made: Output[str]
    """When."""


PART = (Property("name", "string", required=True),)


def test_every_property_is_what_its_type_and_the_words_around_it_say() -> None:
    assert properties_of(Whole) == (
        Property("name", "string", required=True, replaces=True),
        Property("size", "integer", required=True),
        Property("share", "number"),
        Property("open", "boolean", role="condition"),
        Property("colour", "string", choices=("red", "blue")),
        Property("shape", "string", choices=("round", "flat")),
        Property("key", "string", secret=True),
        Property("tags", "array", unordered=True, items="string"),
        Property("part", "object", declared=Part, fields=PART),
        Property("parts", "array", declared=Part, fields=PART, key="name"),
        Property("texts", "object", items="string"),
        Property("anything", "object", items="any"),
        Property("seen", "object", role="computed", items="integer"),
        Property("made", "string", role="output"),
    )


def test_its_docstrings_are_one_line_each_and_those_of_what_it_extends_come_first() -> None:
    docs = property_docs(Whole)
    assert list(docs) == [one.name for one in properties_of(Whole)]
    assert docs["name"] == "The name that people know."
    assert (docs["size"], docs["made"]) == ("How big.", "When.")
    assert sentence_of(Whole) == "One sentence that goes on."
    assert description_of(Whole) == "One sentence that goes on.\n\nAnd more\nof it."


@pytest.mark.parametrize("held", [bytes, list[int], dict[int, str], str | None])
def test_what_the_wire_cannot_carry_is_no_property(held: Any) -> None:
    class Wrong:
        __annotations__ = {"wrong": held}

    with pytest.raises(TypeError, match=r"wrong: .* is nothing that a property can hold"):
        properties_of(Wrong)


def test_a_condition_is_set_by_a_program_and_makes_no_difference_by_itself() -> None:
    properties = properties_of(Whole)
    wanted = {"name": "n", "size": 1, "open": True}
    assert check_shape(properties, wanted) == []
    assert differences({**wanted, "open": False}, wanted, properties=properties) == {}
    assert differences({**wanted, "size": 2}, wanted, properties=properties) == {"size": "update"}
    (failure,) = check_shape(properties, {**wanted, "made": "now"})
    assert failure.path == "made"
