"""What somebody does in the portal while programs work: requests of the portal's app, by a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tools.simulated_tenant.faults.effect import FaultPlanError, number

HAND_KEYS = frozenset({"says", "every", "times", "find", "named", "and", "version", "method", "path", "body"})
_METHODS = ("POST", "PATCH", "PUT", "DELETE")


@dataclass(frozen=True)
class Hand:
    """After every `every`-th request of a program, at most `times` times (0: always), one request by hand.

    It goes to one of what `find` lists whose displayName is `named`, a glob; {id} in path and body stands for
    its id, {other} for the id of one of what `other` lists, {root} for the service root.
    """

    says: str
    every: int
    times: int
    find: str
    named: str
    other: str
    version: str
    method: str
    path: str
    body: Any

    def chosen(self, listed: Sequence[Mapping[str, Any]], drawn: float) -> str | None:
        """The id of the object that is met; None where there is none."""
        of_it = [
            str(each["id"]) for each in listed if fnmatchcase(str(each.get("displayName", "")), self.named)
        ]
        return of_it[int(drawn * len(of_it))] if of_it else None

    def request(self, names: Mapping[str, str]) -> tuple[str, Any]:
        """Path and body, with the names filled in."""
        return _filled(self.path, names), _filled(self.body, names)


def hand_from(given: Any) -> Hand:
    """Raises FaultPlanError naming the key that is wrong."""
    if not isinstance(given, dict):
        raise FaultPlanError("each of the hands is an object")
    if unknown := sorted(set(given) - HAND_KEYS):
        raise FaultPlanError(f"a hand has no key '{unknown[0]}'; keys are {', '.join(sorted(HAND_KEYS))}")
    if missing := sorted({"every", "find", "method", "path"} - set(given)):
        raise FaultPlanError(f"a hand needs {missing[0]}")
    if given["method"] not in _METHODS:
        raise FaultPlanError(f"a hand's method is one of {', '.join(_METHODS)}, got {given['method']!r}")
    return Hand(
        says=str(given.get("says", "")),
        every=max(1, number(given["every"], "every")),
        times=number(given.get("times", 0), "times"),
        find=str(given["find"]),
        named=str(given.get("named", "*")),
        other=str(given.get("and", "")),
        version=str(given.get("version", "v1.0")),
        method=str(given["method"]),
        path=str(given["path"]),
        body=given.get("body"),
    )


def _filled(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, names) for each in value]
    if not isinstance(value, str):
        return value
    for name, text in names.items():
        value = value.replace(f"{{{name}}}", text)
    return value
