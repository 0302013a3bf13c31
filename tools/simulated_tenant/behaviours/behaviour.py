"""Behaviour files: how people act when the clock moves, as data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


class BehaviourError(ValueError):
    """A behaviour that cannot be used: which key, what was expected."""


@dataclass(frozen=True)
class Behaviour:
    """Shares are from 0 to 1.

    `enrolling`: of the devices still to enroll, the share that does in the first, second, third … step in
    which their owner may; the last one repeats. `pressed`: the same, once conditional access is enforced
    for the owner. `compliant`: of the devices, the share healthy when enrolled; `repaired`: of the rest,
    per step. `signing_in`: of the people, the share who sign in during a step. `failing`: of the attempts to
    enroll in a step, the share that fails; who failed tries again in a later step. `parting`: of the devices
    that their owners may not enroll although they were asked to, the share that they stop using in a step.
    """

    name: str
    enrolling: tuple[float, ...]
    pressed: float
    compliant: float
    repaired: float
    signing_in: float = 0.8
    failing: float = 0.03
    parting: float = 0.0

    def chance(self, step: int, *, pressed: bool) -> float:
        """The share of what is left that enrolls in the owner's `step`-th step, counted from 1."""
        share = self.enrolling[min(step, len(self.enrolling)) - 1]
        return max(share, self.pressed) if pressed else share

    def attempted(self, chance: float) -> float:
        """The share of what is left that tries to enroll where `chance` succeeds; the rest of it fails."""
        return 1.0 if self.failing == 1 else min(1.0, chance / (1 - self.failing))


def behaviour_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read_behaviour(name: str) -> Behaviour:
    """The behaviour of the file with that name.

    Raises BehaviourError for an unknown name.
    """
    if name not in behaviour_names():
        raise BehaviourError(f"no behaviour is named '{name}'; there are {', '.join(behaviour_names())}")
    return behaviour_from(
        {"name": name, **yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))}
    )


def behaviour_from(given: Any) -> Behaviour:
    """A behaviour from data of the form of a behaviour file.

    Raises BehaviourError naming the key that is wrong.
    """
    keys = {
        "name",
        "says",
        "enrolling",
        "pressed",
        "compliant",
        "repaired",
        "signing_in",
        "failing",
        "parting",
    }
    if not isinstance(given, dict) or set(given) - keys:
        raise BehaviourError(f"a behaviour is an object with the keys {', '.join(sorted(keys))}")
    shares = given.get("enrolling")
    if not isinstance(shares, list) or not shares:
        raise BehaviourError("enrolling is a list of shares, one per step")
    return Behaviour(
        name=str(given.get("name", "inline")),
        enrolling=tuple(_share(value, "enrolling") for value in shares),
        pressed=_share(given.get("pressed", 0), "pressed"),
        compliant=_share(given.get("compliant", 1), "compliant"),
        repaired=_share(given.get("repaired", 0), "repaired"),
        signing_in=_share(given.get("signing_in", 0.8), "signing_in"),
        failing=_share(given.get("failing", 0.03), "failing"),
        parting=_share(given.get("parting", 0), "parting"),
    )


def _share(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise BehaviourError(f"{name} is a share from 0 to 1, got {value!r}")
    return float(value)
