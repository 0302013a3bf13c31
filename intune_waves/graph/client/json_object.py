"""Reads the objects of Graph's answers: each property is looked at once, when it is taken out by its type."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from intune_waves.graph.client.errors import UnexpectedAnswer
from intune_waves.graph.client.object_id import is_object_id, number_of

_LARGEST = 1 << 63
_KINDS = {str: "a text", bool: "true or false", int: "a whole number", dict: "an object", list: "a list"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer answers: the object in the reader's words, and the call."""

    about: str
    call: str

    def unexpected(self, message: str) -> UnexpectedAnswer:
        """The error for an answer that Graph does not document."""
        return UnexpectedAnswer(self.about, self.call, message=message)


class JsonObject:
    """An object of an answer. A property that Graph may leave out, or say as null, is taken with what it
    means then (`missing`); every other must be there.

    Each method raises UnexpectedAnswer for a property of another type than Graph documents.
    """

    __slots__ = ("_asked", "_properties")

    def __init__(self, properties: Mapping[str, Any], asked: Asked) -> None:
        self._properties = properties
        self._asked = asked

    def __contains__(self, name: str) -> bool:
        return self._properties.get(name) is not None

    def text(self, name: str, missing: str | None = None) -> str:
        """A text, which may be empty where it may be missing."""
        value = self._properties.get(name)
        if type(value) is str and (value or missing is not None):
            return value
        if value is None and missing is not None:
            return missing
        raise self._wrong(name, str)

    def flag(self, name: str, missing: bool | None = None) -> bool:
        """True or false."""
        value = self._properties.get(name)
        if value is True or value is False:
            return value
        if value is None and missing is not None:
            return missing
        raise self._wrong(name, bool)

    def whole(self, name: str, missing: int | None = None) -> int:
        """A whole number of 64 bits, as Graph's are."""
        value = self._properties.get(name)
        value = missing if value is None else value
        if type(value) is int and -_LARGEST <= value < _LARGEST:
            return value
        raise self._wrong(name, int)

    def moment(self, name: str) -> datetime | None:
        """A time, in UTC where it has no zone; None where it is missing."""
        text = self.text(name, "")
        try:
            at = datetime.fromisoformat(text) if text else None
        except ValueError:
            raise self.unexpected(f"{name} is {_shown(text)}, and no time") from None
        return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at

    def object_id(self, name: str = "id") -> str:
        """The id of a directory object, as Graph wrote it."""
        text = self.text(name)
        if is_object_id(text):
            return text
        raise self.unexpected(f"{name} is {_shown(text)}, and no object id")

    def object_number(self, name: str = "id") -> int:
        """The id of a directory object as a number."""
        value = self._properties.get(name)
        if type(value) is str and (number := number_of(value)):
            return number
        raise self.unexpected(f"{name} is {_shown(self.text(name))}, and no object id")

    def inner(self, name: str) -> "JsonObject":
        """An object inside this one; an empty one where it is missing."""
        value = self._properties.get(name)
        if value is None or type(value) is dict:
            return JsonObject(value or {}, self._asked)
        raise self._wrong(name, dict)

    def unwrapped(self, name: str) -> "JsonObject":
        """This object, or the one inside `value`: some single reads of Intune are documented so. `name` is a
        property that the object has.
        """
        return self if name in self or "value" not in self else self.inner("value")

    def objects(self, name: str, *, needed: bool = False) -> list["JsonObject"]:
        """The objects of a list; none where it may be and is missing."""
        found = [JsonObject(each, self._asked) for each in self._list(name, needed) if type(each) is dict]
        if len(found) == len(self._properties.get(name) or ()):
            return found
        raise self.unexpected(f"{name} holds something else than objects")

    def texts(self, name: str) -> list[str]:
        """The texts of a list; none where it is missing."""
        texts = self._list(name)
        if all(type(each) is str for each in texts):
            return texts
        raise self.unexpected(f"{name} holds something else than texts")

    def value(self, name: str) -> Any:
        """A property of any type, for values that are compared and never used; None where it is missing."""
        return self._properties.get(name)

    def plain(self) -> dict[str, Any]:
        """The properties, to be sent back as they were."""
        return dict(self._properties)

    def unexpected(self, message: str) -> UnexpectedAnswer:
        """The error for an object that Graph does not document."""
        return self._asked.unexpected(message)

    def _list(self, name: str, needed: bool = False) -> list[Any]:
        value = self._properties.get(name)
        if type(value) is list or (value is None and not needed):
            return value or []
        raise self._wrong(name, list)

    def _wrong(self, name: str, expected: type) -> UnexpectedAnswer:
        value = self._properties.get(name)
        got = "is missing" if value is None else f"is {_shown(value)}"
        return self.unexpected(f"{name} {got}, expected {_KINDS[expected]}")


def _shown(value: object) -> str:
    return ascii(value)[:80]
