"""One measured figure beside its floor and its bar."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A figure. `floor` is the least that the work could cost, `bar` what it may; None where none is."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    bar: float | None = None
    at_least: bool = False
    """Whether the bar is a least rather than a most."""

    @property
    def holds(self) -> bool:
        """Whether the figure keeps its bar; a figure without a bar always does."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def as_json(self) -> dict[str, Any]:
        """The row as JSON values, with `holds`."""
        return {**asdict(self), "holds": self.holds}
