"""Overrides: a person passes one threshold of one wave, for a time and with a name."""

from dataclasses import dataclass

from intune_waves.campaign.stage import Stage


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

    def passes(self, stage: Stage, figure: str, period: int) -> bool:
        """Whether it passes that threshold in `period`."""
        return (self.stage, self.figure) == (stage, figure) and period <= self.until
