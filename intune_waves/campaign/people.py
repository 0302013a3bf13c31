"""Who is in a wave: five ways to say it, one class each, and the facts by which the domain tells them apart.

How the provider is told of a source, and how it is resolved in Graph and in exports, is in
`intune_waves.people.sources`, where the recipe for a sixth source stands.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import ClassVar

UPN_PATTERN = r"[A-Za-z0-9'._\-!#^~]{1,64}@[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?\.[A-Za-z0-9\-]{2,}"
"""A user principal name; Microsoft Learn, "Prepare to provision users through directory synchronization"."""

_UPN = re.compile(UPN_PATTERN, re.ASCII)
_OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class People(ABC):
    """Who is in a wave. The domain asks for the facts below, never for the class."""

    __slots__ = ()

    @property
    @abstractmethod
    def words(self) -> str:
        """The way in which the people are said, in a word or two."""

    @property
    def declared_size(self) -> int | None:
        """How many people the declaration itself names; None where only the tenant can tell."""
        return None

    @property
    def file(self) -> str | None:
        """The file of people that the declaration names."""
        return None

    @property
    def named_group(self) -> str | None:
        """The group of the tenant, by display name or object id, that the declaration names."""
        return self.existing_group

    @property
    def existing_group(self) -> str | None:
        """The named group where it is the wave's own as it stands: nothing of ours makes or fills it."""
        return None

    @property
    def membership_rule(self) -> str | None:
        """The rule by which the tenant itself fills the wave's group."""
        return None

    @property
    def takes_the_rest(self) -> bool:
        """Whether the wave takes whoever no other wave takes."""
        return False


@dataclass(frozen=True, slots=True)
class ListedPeople(People):
    """Named people: in a file of the waves folder, or inline.

    `file` is relative to the folder that holds the waves folder (`waves/people/pilot.csv`); the names in it
    are not kept here, only their `count`. `upns` are the inline user principal names, empty when there is a
    file.
    """

    count: int
    file: str | None = None
    upns: tuple[str, ...] = ()
    words: ClassVar[str] = "a list"

    @property
    def declared_size(self) -> int:
        """The number of names."""
        return self.count


@dataclass(frozen=True, slots=True)
class DynamicRule(People):
    """Everybody whom a membership rule of Entra ID selects; the tenant keeps the group up to date."""

    rule: str
    words: ClassVar[str] = "a rule"

    @property
    def membership_rule(self) -> str:
        """The rule."""
        return self.rule


@dataclass(frozen=True, slots=True)
class ExistingGroup(People):
    """Everybody in a group that the tenant has already, named by its display name or object id."""

    group: str
    words: ClassVar[str] = "a group"

    @property
    def existing_group(self) -> str:
        """The group."""
        return self.group


@dataclass(frozen=True, slots=True)
class Share(People):
    """A stable part of an existing group: `size` people or `percent` of them, the same ones each time.

    `group` is a display name or object id; `seed` picks another stable part. Exactly one of size and
    percent is set.
    """

    group: str
    size: int | None = None
    percent: float | None = None
    seed: str = "0"
    words: ClassVar[str] = "a share"

    @property
    def declared_size(self) -> int | None:
        """The size; None for a percentage."""
        return self.size

    @property
    def named_group(self) -> str:
        """The group of which a part is taken."""
        return self.group


@dataclass(frozen=True, slots=True)
class EverybodyElse(People):
    """Every enabled member of the tenant who is in no other wave and is no break-glass account."""

    words: ClassVar[str] = "everybody else"

    @property
    def takes_the_rest(self) -> bool:
        """Always."""
        return True


def is_object_id(text: str) -> bool:
    """Whether `text` has the form of an Entra object id."""
    return _OBJECT_ID.fullmatch(text) is not None


def as_upn(value: object) -> str | None:
    """A user principal name in lower case, as Entra ID compares them; None for anything else."""
    stripped = value.strip() if isinstance(value, str) else ""
    return stripped.lower() if len(stripped) <= 113 and _UPN.fullmatch(stripped) else None


def draw_share(
    candidates: Iterable[str],
    *,
    size: int | None = None,
    percent: float | None = None,
    seed: str | int = "0",
    keep: Collection[str] = (),
) -> list[str]:
    """`size` of the candidates, or `percent` of them rounded up, as a sorted list of ids.

    Whoever is in `keep` and still a candidate stays, as long as there is room; the other places go to the
    smallest sha256 of seed and id. So the result does not depend on order, a joiner or leaver moves nobody
    else but one, and raising size or percent drops nobody. A size above the number of candidates takes all
    of them. Raises ValueError unless exactly one of size and percent is given, size is 0 or more and
    percent in 0..100.
    """
    eligible = set(candidates)
    wanted = _size_of_share(len(eligible), size, percent=percent)
    kept = eligible.intersection(keep)

    def turn(person: str) -> tuple[bool, bytes]:
        return person not in kept, sha256(f"{seed}\0{person}".encode()).digest()

    return sorted(sorted(eligible, key=turn)[:wanted])


def _size_of_share(eligible: int, size: int | None, *, percent: float | None) -> int:
    if (size is None) == (percent is None):
        raise ValueError("a share is a size or a percent, exactly one of them")
    if percent is None:
        assert size is not None
        if size < 0:
            raise ValueError(f"{size} is no size; it is 0 or more")
        return size
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no percent; it is from 0 to 100")
    # By text, so that 0.1 means a tenth of a percent and not the binary number next to it.
    return -int(-(Fraction(str(percent)) * eligible / 100) // 1)
