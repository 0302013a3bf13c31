"""How many people a wave has and how many of them are covered before it begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from intune_waves.campaign.campaign import Campaign

Basis = Literal["counted", "declared", "unknown"]
"""Where a wave's number of people is from: exports, the wave's file, or nowhere."""


@dataclass(frozen=True, slots=True)
class WaveFigures:
    """Numbers of people of one wave, as the campaign finds them. Nobody is in two waves' figures."""

    people: int | None
    basis: Basis
    covered: int = 0
    """People who would lose nothing already."""
    enrolled: int = 0
    """People who have an enrolled device, compliant or not."""
    losing_a_device: int = 0
    """People who have a compliant device and another enrolled one that is not."""
    elsewhere: int = 0
    """People with a device that another service manages."""
    inconclusive: str = ""
    """Why the people could not be counted, where exports were given."""
    unknown: int = 0
    """Listed people whom the users export does not have."""
    left_out: int = 0
    """Guests and disabled accounts among those whom the wave names."""
    break_glass: int = 0
    """Break-glass accounts that the wave would take."""
    also_in: tuple[tuple[str, int], ...] = ()
    """Earlier waves that have some of the same people, and how many."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of all waves, by wave id."""

    waves: Mapping[str, WaveFigures]
    break_glass: Mapping[str, bool] | None = None
    """Whether the exports have each break-glass account, enabled; None where there are no exports."""

    @property
    def complete(self) -> bool:
        """Whether every wave's number of people is known."""
        return all(each.people is not None for each in self.waves.values())


def declared_figures(campaign: Campaign) -> Figures:
    """The figures of all waves as far as their files say how many people they have."""
    return Figures(
        {
            wave.id: WaveFigures(wave.size, "unknown" if wave.size is None else "declared")
            for wave in campaign.waves
        }
    )
