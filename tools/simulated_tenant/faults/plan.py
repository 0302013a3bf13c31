"""Fault files: how the tenant misbehaves, as data; an inline plan has the same form."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_KEYS = {"name", "says", "throttling", "latency", "replication", "failures"}
_FAILURE_KEYS = {
    "method", "path", "identity", "every", "times", "status", "code", "message", "retryAfter", "afterWrite",
}  # fmt: skip


class FaultPlanError(ValueError):
    """A fault plan that cannot be used: which key, what was expected."""


@dataclass(frozen=True)
class Failure:
    """Requests that match fail: every `every`-th of them, at most `times` times (0: always).

    `after_write`: the work is done and committed, only the answer says otherwise.
    """

    method: str
    path: str  # a glob on the path below the version, such as /groups/*
    identity: str  # "any", "app" or "person"
    every: int
    times: int
    status: int
    code: str
    message: str
    retry_after: float | None
    after_write: bool

    def matches(self, method: str, path: str, identity: str) -> bool:
        return (
            self.method in ("*", method)
            and self.identity in ("any", identity)
            and fnmatchcase(path.lower(), self.path.lower())
        )


@dataclass(frozen=True)
class FaultPlan:
    """One way to misbehave: `latency` in milliseconds, `reads` and `dynamic_reads` in reads, not time."""

    name: str
    throttled_families: tuple[str, ...] = ()
    latency: int = 0
    reads: int = 0
    dynamic_reads: int = 0
    failures: tuple[Failure, ...] = ()


def plan_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read_plan(name: str) -> FaultPlan:
    """The plan of the file with that name.

    Raises FaultPlanError for an unknown name.
    """
    if name not in plan_names():
        raise FaultPlanError(f"no fault file is named '{name}'; there are {', '.join(plan_names())}")
    return plan_from({"name": name, **yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))})


def plan_from(given: Any) -> FaultPlan:
    """A plan from data of the form of a fault file.

    Raises FaultPlanError naming the key that is wrong.
    """
    if not isinstance(given, dict):
        raise FaultPlanError("a fault plan is an object")
    _only(given, _KEYS, "a fault plan")
    replication = given.get("replication") or {}
    _only(replication, {"reads", "dynamicReads"}, "replication")
    return FaultPlan(
        name=str(given.get("name", "inline")),
        throttled_families=tuple(given.get("throttling") or ()),
        latency=_number(given.get("latency", 0), "latency"),
        reads=_number(replication.get("reads", 0), "replication.reads"),
        dynamic_reads=_number(replication.get("dynamicReads", 0), "replication.dynamicReads"),
        failures=tuple(_failure(item) for item in given.get("failures") or ()),
    )


def _failure(given: Any) -> Failure:
    if not isinstance(given, dict):
        raise FaultPlanError("each of the failures is an object")
    _only(given, _FAILURE_KEYS, "a failure")
    identity = given.get("identity", "any")
    if identity not in ("any", "app", "person"):
        raise FaultPlanError(f"identity is any, app or person, got '{identity}'")
    retry_after = given.get("retryAfter")
    return Failure(
        method=str(given.get("method", "*")).upper(),
        path=str(given.get("path", "*")),
        identity=identity,
        every=max(1, _number(given.get("every", 1), "every")),
        times=_number(given.get("times", 0), "times"),
        status=_number(given.get("status", 503), "status"),
        code=str(given.get("code", "serviceNotAvailable")),
        message=str(given.get("message", "The service is temporarily unavailable.")),
        retry_after=None if retry_after is None else float(retry_after),
        after_write=bool(given.get("afterWrite", False)),
    )


def _only(given: dict[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise FaultPlanError(f"{where} has no key '{unknown[0]}'; keys are {', '.join(sorted(allowed))}")


def _number(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise FaultPlanError(f"{name} is a whole number that is not negative, got {value!r}")
    return value
