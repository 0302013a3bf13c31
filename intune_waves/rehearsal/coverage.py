"""How many people of a wave are covered in a period, by what is assumed of them."""

from dataclasses import dataclass
from fractions import Fraction

from intune_waves.campaign.stage import Stage
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.figures import WaveFigures

_SHARE_ALONE = 100_000
"""People to reckon with where only the share is asked for."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A wave's people at the beginning of a period, split so that the parts are everybody."""

    covered: int
    not_compliant: int
    """Enrolled, but with no compliant device."""
    not_enrolled: int
    losing_a_device: int = 0
    """With a compliant device, and another one that is not."""

    @property
    def people(self) -> int:
        """Everybody."""
        return self.covered + self.missing

    @property
    def missing(self) -> int:
        """Everybody who is not covered: who would lose something."""
        return self.blocked + self.losing_a_device

    @property
    def blocked(self) -> int:
        """Everybody who would lose all access."""
        return self.not_compliant + self.not_enrolled

    @property
    def percent(self) -> float:
        """Covered people in percent; 100 for a wave of nobody."""
        return 100 * self.covered / self.people if self.people else 100.0


def coverage(figures: WaveFigures, assumed: Assumptions, *, stage: Stage, entered: bool) -> Coverage:
    """The coverage at the beginning of a period in `stage`; `entered` when the wave enters it just then.

    Nobody enrolls before instruct. A wave whose number of people is not known is reckoned with 100,000, so
    that its percentages hold.
    """
    people = _SHARE_ALONE if figures.people is None else figures.people
    rest = people - figures.covered
    stuck = figures.enrolled - figures.covered
    share = _share(assumed, stage, entered=entered)
    if share is None:
        losing = figures.losing_a_device
        return Coverage(figures.covered, stuck - losing, rest - stuck, losing)
    enrolled = max(part(rest, share), stuck)
    newly_covered = part(enrolled, assumed.compliant)
    return Coverage(figures.covered + newly_covered, enrolled - newly_covered, rest - enrolled)


def _share(assumed: Assumptions, stage: Stage, *, entered: bool) -> float | None:
    # What was reached by the end of the last period that was spent in a stage.
    behind = Stage.at(stage.position - 1) if entered else stage
    return {
        Stage.INSTRUCT: assumed.enrolled_after_instruct,
        Stage.DEADLINE: assumed.enrolled_after_deadline,
        Stage.ENFORCE: assumed.enrolled_after_enforce,
    }.get(behind)


def part(number: int, percent: float) -> int:
    """`percent` of `number`, rounded to the nearest whole one, halves down."""
    # By text, so that 0.1 means a tenth of a percent and not the binary number next to it.
    exact = Fraction(str(percent)) * number / 100
    return -int(-(exact - Fraction(1, 2)) // 1)
