"""The numbers of Microsoft Graph's limits, read from limits.yaml, the one place that holds them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LIMITS_FILE = Path(__file__).with_name("limits.yaml")


@dataclass(frozen=True)
class Window:
    """At most `units` in `seconds`; `retry_after` seconds go into the 429, or none when it is None."""

    units: int
    seconds: float
    retry_after: float | None


@dataclass(frozen=True)
class Limits:
    """Sizes (how much fits), windows (how fast) and how many at once, by name."""

    sizes: dict[str, int]
    windows: dict[str, dict[str, Window]]
    units: dict[str, int]
    at_once: dict[str, int] = field(default_factory=dict)

    def size(self, name: str) -> int:
        return self.sizes[name]


def read_limits(path: Path = LIMITS_FILE) -> Limits:
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    windows = {
        family: {
            kind: Window(int(w["units"]), float(w["seconds"]), w.get("retryAfter"))
            for kind, w in kinds.items()
        }
        for family, kinds in raw["windows"].items()
    }
    return Limits(
        sizes=dict(raw["sizes"]),
        windows=windows,
        units=dict(raw["units"]),
        at_once=dict(raw["atOnce"]),
    )
