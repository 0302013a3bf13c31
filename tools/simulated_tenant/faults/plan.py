"""Fault files: how the tenant misbehaves, as data; an inline plan has the same form.

Plans can be joined: `throttled+flaky` is both. What a failure draws by `share` comes from the plan's `seed`,
so the same requests in the same order meet the same failures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tools.simulated_tenant.faults.effect import EFFECT_KEYS, Effect, FaultPlanError, effect_from, number
from tools.simulated_tenant.faults.hands import Hand, hand_from
from tools.simulated_tenant.faults.matching import MATCH_KEYS, Match, Turns, match_from, turns_from

FOLDER = Path(__file__).parent
_KEYS = {"name", "says", "seed", "throttling", "latency", "replication", "failures", "hands"}

__all__ = [
    "FOLDER", "Failure", "FaultPlan", "FaultPlanError", "joined", "plan_from", "plan_names", "read_plan",
    "written_plan",
]  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """Requests that match, when it is their turn, meet the effect.

    `after_write`: the work is done and committed, only the answer says otherwise.
    """

    match: Match
    turns: Turns
    effect: Effect
    after_write: bool


@dataclass(frozen=True)
class FaultPlan:
    """One way to misbehave: `latency` in milliseconds, `reads` and `dynamic_reads` in reads, not time.

    With two `replicas` every other read of what has changed is stale.
    """

    name: str
    seed: int = 1
    throttled_families: tuple[str, ...] = ()
    latency: int = 0
    reads: int = 0
    dynamic_reads: int = 0
    failures: tuple[Failure, ...] = field(default=())
    replicas: int = 1
    hands: tuple[Hand, ...] = ()


def plan_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def written_plan(names: str) -> dict[str, Any]:
    """What the files of the names, joined by `+`, say together.

    Raises FaultPlanError for an unknown name.
    """
    whole: dict[str, Any] = {"name": names}
    for name in names.split("+"):
        if name not in plan_names():
            raise FaultPlanError(f"no fault file is named '{name}'; there are {', '.join(plan_names())}")
        whole = joined(whole, yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))
    return whole


def read_plan(names: str) -> FaultPlan:
    """The plan of the files with those names, joined by `+`.

    Raises FaultPlanError for an unknown name.
    """
    return plan_from(written_plan(names))


def plan_from(given: Any) -> FaultPlan:
    """A plan from data of the form of a fault file.

    Raises FaultPlanError naming the key that is wrong.
    """
    if not isinstance(given, dict):
        raise FaultPlanError("a fault plan is an object")
    _only(given, _KEYS, where="a fault plan")
    replication = given.get("replication") or {}
    _only(replication, {"reads", "dynamicReads", "replicas"}, where="replication")
    return FaultPlan(
        name=str(given.get("name", "inline")),
        seed=number(given.get("seed", 1), "seed"),
        throttled_families=tuple(given.get("throttling") or ()),
        latency=number(given.get("latency", 0), "latency"),
        reads=number(replication.get("reads", 0), "replication.reads"),
        dynamic_reads=number(replication.get("dynamicReads", 0), "replication.dynamicReads"),
        failures=tuple(_failure(item) for item in given.get("failures") or ()),
        replicas=max(1, number(replication.get("replicas", 1), "replication.replicas")),
        hands=tuple(hand_from(item) for item in given.get("hands") or ()),
    )


def joined(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Lists are appended; of numbers the larger one holds."""
    result = dict(one)
    for key, value in other.items():
        if key in ("says", "name"):
            continue
        before = result.get(key)
        if isinstance(value, list):
            result[key] = [*(before or []), *value]
        elif isinstance(value, dict):
            result[key] = joined(before or {}, value)
        else:
            result[key] = max(before or 0, value)
    return result


def _failure(given: Any) -> Failure:
    if not isinstance(given, dict):
        raise FaultPlanError("each of the failures is an object")
    _only(given, {*MATCH_KEYS, *EFFECT_KEYS, "afterWrite"}, where="a failure")
    after_write = given.get("afterWrite", False)
    if not isinstance(after_write, bool):
        raise FaultPlanError(f"afterWrite is true or false, got {after_write!r}")
    return Failure(match_from(given), turns_from(given), effect_from(given), after_write)


def _only(given: dict[str, Any], allowed: set[str], *, where: str) -> None:
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise FaultPlanError(f"{where} has no key '{unknown[0]}'; keys are {', '.join(sorted(allowed))}")
