"""The base of all declared shapes, and lists that must hold something."""

from collections.abc import Sequence
from typing import Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from intune_waves.declarations.values import refused, shown


class Declaration(BaseModel):
    """Keys that are known, required ones present; nothing is guessed or converted on the way."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


def _filled(values: list[Any]) -> list[Any]:
    if not values:
        raise refused(rule="empty-list", what="the list is empty", expected="at least one entry")
    return values


def _distinct(values: list[Any]) -> list[Any]:
    for index, value in enumerate(values):
        if value in values[:index]:
            name = shown(getattr(value, "value", value))
            raise refused(
                rule="duplicate-entry",
                what=f"{name} stands there twice",
                expected="each entry once",
                next_step="remove one of them",
            )
    return values


FILLED = AfterValidator(_filled)
"""A list with at least one entry."""
DISTINCT = AfterValidator(_distinct)
"""A list, short by nature, that names nothing twice."""


def exactly_one(keys: Sequence[str], given: Sequence[str], *, rule: str) -> None:
    """Raise unless exactly one of `keys` was given."""
    if len(given) != 1:
        together = f"{' and '.join(given)} are given together"
        none = f"{' or '.join(keys)} is needed"
        raise refused(
            rule=rule, what=together if given else none, expected=f"exactly one of {', '.join(keys)}"
        )
