"""The names that Graph's types have, from types.yaml: so that none of them is ever called unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("types.yaml")


@dataclass(frozen=True)
class Name:
    """A property as Graph spells it; `listed`: its value is a list; `beta`: v1.0 lacks it."""

    spelled: str
    listed: bool
    beta: bool
    navigation: bool

    @property
    def empty(self) -> Any:
        """What it is where nobody gave it a value."""
        return [] if self.listed else None


def documented(kind: str, name: str, *, version: str = "beta") -> Name | None:
    """The property of the type, whatever the case it is written in; None when the type has none of the name.

    A path such as `location/city` is as known as its first part.
    """
    found = _types().get(kind, {}).get(name.partition("/")[0].lower())
    return None if found is None or (found.beta and version == "v1.0") else found


def names_of(kind: str, version: str = "beta") -> list[Name]:
    """The type's properties that are values, not ways to other objects."""
    return [
        each
        for each in _types()[kind].values()
        if not each.navigation and not (each.beta and version == "v1.0")
    ]


def of_version(document: dict[str, Any], kind: str, *, version: str) -> dict[str, Any]:
    """An object without what beta alone has, where v1.0 was asked."""
    return {
        name: value
        for name, value in document.items()
        if (found := documented(kind, name)) is None or not (found.beta and version == "v1.0")
    }


def spelled(names: Iterable[str], given: str) -> str:
    """Of the names, the one that is meant by `given`, whose case does not count; `given` when none is."""
    return next((each for each in names if each.lower() == given.lower()), given)


@lru_cache(maxsize=1)
def _types() -> dict[str, dict[str, Name]]:
    written: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        kind: {
            each.spelled.lower(): each
            for part in ("navigation", "beta", "properties")
            for each in _names(parts.get(part, ""), part)
        }
        for kind, parts in written.items()
    }


def _names(text: str, part: str) -> list[Name]:
    return [
        Name(word.removesuffix("[]"), word.endswith("[]"), part == "beta", part == "navigation")
        for word in text.split()
    ]
