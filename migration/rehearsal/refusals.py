"""Why a period would be refused: its guards and gates on the rehearsed figures."""

from collections.abc import Iterator

from migration.campaign import Campaign
from migration.errors import Complaint
from migration.guards import judge
from migration.headcount import people
from migration.plan import Plan
from migration.rehearsal.assumptions import Assumptions
from migration.rehearsal.figures import Figures, WaveFigures
from migration.rehearsal.period_row import PeriodRow
from migration.rehearsal.rehearsed_gate import refused_by_gate
from migration.schedule import Schedule
from migration.stage import Stage
from migration.wave import Wave


def refusals(
    row: PeriodRow,
    plan: Plan,
    campaign: Campaign,
    schedule: Schedule,
    figures: Figures,
    assumed: Assumptions,
) -> Iterator[Complaint]:
    """Every reason to refuse the period of `row`: guards on the whole plan, then people, then gates."""
    refused, _ = judge(plan)
    yield from refused
    for step in row.steps:
        wave, found = campaign.wave(step.wave), figures.waves[step.wave]
        if step.before is Stage.PLANNED:
            yield from _unknown(wave, found)
        yield from refused_by_gate(step, wave, schedule, row.period, found, assumed)


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
