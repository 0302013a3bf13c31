"""What a person decides of one wave, with a name: a hold stops it, an override passes one threshold."""

from collections.abc import Iterable
from dataclasses import dataclass

from intune_waves.campaign.stage import Stage


@dataclass(frozen=True, slots=True)
class Hold:
    """A wave stays in its stage from period `since` to period `until`, both included; None is until further
    notice.

    A hold that is over stays in the wave's file: without it the wave would jump the stages that it was held
    for.
    """

    reason: str
    by: str
    since: int
    until: int | None = None

    def covers(self, period: int) -> bool:
        """Whether the wave is held in `period`."""
        return self.since <= period and (self.until is None or period <= self.until)


def held_periods(holds: Iterable[Hold], first: int, *, last: int) -> int:
    """How many of the periods from `first` to `last`, both included, are held by at least one hold."""
    windows = sorted(
        (max(hold.since, first), last if hold.until is None else min(hold.until, last)) for hold in holds
    )
    count, counted_to = 0, first - 1
    for since, until in windows:
        count += max(0, until - max(since - 1, counted_to))
        counted_to = max(counted_to, until)
    return count


@dataclass(frozen=True, slots=True)
class Override:
    """The threshold `figure` of `stage` is passed until period `until`, that period included."""

    stage: Stage
    figure: str
    reason: str
    by: str
    until: int

    @property
    def gate(self) -> str:
        """The threshold's name as declared, such as `enforce.coverage`."""
        return f"{self.stage.value}.{self.figure}"

    def passes(self, stage: Stage, figure: str, *, period: int) -> bool:
        """Whether it passes that threshold in `period`."""
        return (self.stage, self.figure) == (stage, figure) and period <= self.until
