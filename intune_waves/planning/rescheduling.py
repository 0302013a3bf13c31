"""New starts for waves that exist already."""

from collections.abc import Mapping

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.wave import Wave
from intune_waves.planning.candidate import Candidate, sounds_like_it
from intune_waves.planning.limits import PlanLimits
from intune_waves.planning.ordering import in_order
from intune_waves.planning.proposal import Proposal, ProposedWave
from intune_waves.planning.starts import propose_starts


def reschedule(campaign: Campaign, limits: PlanLimits, *, counted: Mapping[str, int | None]) -> Proposal:
    """Every wave of the campaign with the start that the rules give it; nothing else of it changes.

    `counted` are people by wave id where exports told them; other waves have their declared size.
    """
    candidates = [_candidate(wave, counted.get(wave.id)) for wave in campaign.waves]
    turn = in_order(candidates)
    starts = propose_starts([candidate for candidate, _ in turn], limits)
    waves = []
    for (candidate, why), (start, reasons) in zip(turn, starts, strict=True):
        wave = campaign.wave(candidate.id)
        waves.append(
            ProposedWave(
                id=wave.id,
                title=wave.title,
                people=wave.people,
                size=candidate.people,
                factors=wave.factors,
                start=start,
                reasons=(why, *reasons),
            )
        )
    return Proposal(tuple(waves))


def _candidate(wave: Wave, counted: int | None) -> Candidate:
    return Candidate(
        id=wave.id,
        people=wave.size if counted is None else counted,
        factors=wave.factors,
        is_it=sounds_like_it(wave.id, wave.title, wave.people.named_group or ""),
        is_rest=wave.people.takes_the_rest,
    )
