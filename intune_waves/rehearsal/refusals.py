"""Why a period would be refused: its guards and gates on the rehearsed figures."""

from collections.abc import Iterator

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.guards import judge
from intune_waves.guards.own_guards import own_guards
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.figures import Figures, WaveFigures
from intune_waves.rehearsal.period_row import PeriodRow
from intune_waves.rehearsal.rehearsed_gate import refused_by_gate
from intune_waves.step.headcount import people
from intune_waves.step.plan import Plan


def refusals(
    row: PeriodRow,
    plan: Plan,
    campaign: Campaign,
    schedule: Schedule,
    figures: Figures,
    assumed: Assumptions,
) -> Iterator[Complaint]:
    """Every reason to refuse the period of `row`: guards on the whole plan, then people, then gates."""
    own = own_guards(campaign.guards)
    yield from own.complaints
    yield from judge(plan, own.guards)
    for move in row.moves:
        wave, found = campaign.wave(move.wave), figures.waves[move.wave]
        if move.before is Stage.PLANNED:
            yield from _unknown(wave, found)
        yield from refused_by_gate(move, wave, schedule, row.period, found, assumed)


def _unknown(wave: Wave, figures: WaveFigures) -> Iterator[Complaint]:
    if figures.unknown:
        verb = "is" if figures.unknown == 1 else "are"
        yield Complaint(
            rule="person-unknown",
            where=wave.places.of("people") if wave.places else None,
            path="people",
            what=f"{people(figures.unknown)} of {wave.id} {verb} not in the users export",
            got=figures.unknown,
            expected="people whom the tenant has",
            next_step="take them out of the list, or export the users again",
        )
