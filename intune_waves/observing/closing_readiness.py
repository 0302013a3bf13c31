"""What keeps a campaign from being closed, read of the tenant as the closing step itself would read it."""

import asyncio
from dataclasses import dataclass, replace

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import Closing, JudgedItem, judge_checklist
from intune_waves.campaign.schedule import schedule as schedule_of
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.user import resolve_names
from intune_waves.guards.step_judgement import judge_advance
from intune_waves.observing.closing_facts import with_closing
from intune_waves.observing.connection import Connection
from intune_waves.observing.step_facts import read_facts
from intune_waves.observing.tenant_reading import shared_reading
from intune_waves.step.old_service import OldServiceDevices
from intune_waves.step.period_step import InForce, PeriodStep, StepRules


@dataclass(frozen=True, slots=True)
class Readiness:
    """How a campaign stands before its end. `in_force` is None where no period has been applied."""

    closing: Closing
    in_force: int | None
    checklist: tuple[JudgedItem, ...]
    old_service: OldServiceDevices | None
    refused: tuple[str, ...]
    """Every complaint of every guard, those of the checklist too; closing is allowed when there is none."""

    @property
    def allowed(self) -> bool:
        """Whether the step that closes the campaign would be let through."""
        return not self.refused

    def plain(self) -> dict[str, object]:
        """The same in plain values; counts only, nobody's name."""
        old = self.old_service
        return {
            "period": self.closing.period,
            "in_force": self.in_force,
            "allowed": self.allowed,
            "checklist": [
                {
                    "id": each.item.id,
                    "title": each.item.title,
                    "check": each.item.check.value,
                    "verdict": each.answer.value,
                    "because": each.because,
                    "passes": each.passes,
                }
                for each in self.checklist
            ],
            "old_service": old and {"devices": old.devices, "people": old.people, "listed": old.listed},
            "refused": list(self.refused),
        }


def read_readiness(
    campaign: Campaign, in_force: int | None, *, stop: str | None, connection: Connection
) -> Readiness:
    """Read the tenant and judge the step that would close the campaign now. Raises GraphError."""
    return asyncio.run(_read(campaign, in_force, stop=stop, connection=connection))


async def _read(
    campaign: Campaign, in_force: int | None, *, stop: str | None, connection: Connection
) -> Readiness:
    assert campaign.closing is not None
    try:
        client = await connection.client()
        step = await _closing_step(
            campaign, campaign.closing, in_force=in_force or 0, stop=stop, client=client
        )
        facts = await read_facts(client, shared_reading(connection).devices, step=step)
        facts = await with_closing(connection, step, facts=facts)
    finally:
        await connection.close()
    return Readiness(
        campaign.closing,
        in_force,
        tuple(judge_checklist(step.rules.checklist, facts.closing.answers)),
        facts.closing.old_service,
        judge_advance(step, facts).refused,
    )


async def _closing_step(
    campaign: Campaign, closing: Closing, *, in_force: int, stop: str | None, client: GraphClient
) -> PeriodStep:
    """The step that closes the campaign, with every wave in the stage that it is in now."""
    schedule = schedule_of(campaign)
    stages = stages_in_force(schedule, in_force, stopped=stop is not None)
    waves = tuple(campaign.wave(wave_id) for wave_id in schedule.order)
    accounts = await resolve_names(client, campaign.break_glass)
    excluded = await resolve_names(client, campaign.excluded_accounts)
    before = InForce(in_force, waves, stages, stopped=stop is not None)
    return PeriodStep(
        before=before,
        after=replace(before, period=closing.period, closed=True),
        rules=StepRules(
            calendar=campaign.calendar,
            brake=campaign.brake,
            break_glass=tuple(accounts.values()),
            excluded=tuple(excluded.values()),
            checklist=closing.checklist,
            guards=campaign.guards,
        ),
    )
