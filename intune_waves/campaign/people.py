"""Who is in a wave: five ways to say it, one type each."""

import re
from dataclasses import dataclass

_OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class ListedPeople:
    """Named people: in a file of the waves folder, or inline.

    `file` is relative to the folder that holds the waves folder (`waves/people/pilot.csv`); the names in it
    are not kept here, only their `count`. `upns` are the inline user principal names, empty when there is a
    file.
    """

    count: int
    file: str | None = None
    upns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DynamicRule:
    """Everybody whom a membership rule of Entra ID selects; the tenant keeps the group up to date."""

    rule: str


@dataclass(frozen=True, slots=True)
class ExistingGroup:
    """Everybody in a group that the tenant has already, named by its display name or object id."""

    group: str

    @property
    def is_id(self) -> bool:
        """Whether `group` is an object id, not a name."""
        return is_object_id(self.group)


@dataclass(frozen=True, slots=True)
class Share:
    """A stable part of an existing group: `size` people or `percent` of them, the same ones each time.

    `group` is a display name or object id; `seed` picks another stable part. Exactly one of size and
    percent is set.
    """

    group: str
    size: int | None = None
    percent: float | None = None
    seed: str = "0"

    @property
    def is_id(self) -> bool:
        """Whether `group` is an object id, not a name."""
        return is_object_id(self.group)


@dataclass(frozen=True, slots=True)
class EverybodyElse:
    """Every enabled member of the tenant who is in no other wave and is no break-glass account."""


People = ListedPeople | DynamicRule | ExistingGroup | Share | EverybodyElse


def is_object_id(text: str) -> bool:
    """Whether `text` has the form of an Entra object id."""
    return _OBJECT_ID.fullmatch(text) is not None
