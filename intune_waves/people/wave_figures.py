"""The numbers of people of each wave, counted in the exports."""

from collections import Counter
from collections.abc import Iterable

from intune_waves.campaign.campaign import Campaign
from intune_waves.people.organisation import COVERED, ELSEWHERE, ENROLLED, Organisation
from intune_waves.people.wave_people import WavePeople
from intune_waves.rehearsal.figures import Figures, WaveFigures


def figures_of_waves(campaign: Campaign, waves: Iterable[WavePeople], organisation: Organisation) -> Figures:
    """Counts by wave id. A wave that the exports cannot tell has its declared size, and says why."""
    # An account that the export does not have can sign in as little as a disabled one.
    accounts = {upn: upn in organisation.users.by_upn for upn in map(str.lower, campaign.break_glass)}
    return Figures(
        {found.wave: _figures(campaign.wave(found.wave).size, found, organisation) for found in waves},
        accounts,
    )


def _figures(size: int | None, found: WavePeople, organisation: Organisation) -> WaveFigures:
    if found.inconclusive:
        return WaveFigures(size, "unknown" if size is None else "declared", inconclusive=found.inconclusive)
    state = organisation.state
    states = Counter(state[n] for n in found.people) if state is not None else Counter[int]()

    def having(bit: int) -> int:
        return sum(count for each, count in states.items() if each & bit)

    return WaveFigures(
        people=len(found.people),
        basis="counted",
        covered=having(COVERED),
        enrolled=having(ENROLLED),
        elsewhere=having(ELSEWHERE),
        unknown=found.unknown,
        left_out=found.left_out,
        break_glass=found.break_glass,
        also_in=found.also_in,
    )
