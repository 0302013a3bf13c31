"""The walk through all periods of a campaign."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import closing_meaning, last_period
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.tenant_budget import POLICIES, RESTRICTIONS
from intune_waves.campaign.wave import Wave
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.coverage import Coverage, coverage
from intune_waves.rehearsal.figures import Figures
from intune_waves.rehearsal.period_row import Budget, PeriodRow, RehearsedMove
from intune_waves.rehearsal.refusals import refusals
from intune_waves.rehearsal.rehearsed_plan import rehearsed_plans
from intune_waves.rehearsal.remarks import remarks
from intune_waves.step.plan import Plan


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsed campaign. `remarks` are sentences about waves and people that refuse nothing."""

    campaign: Campaign
    assumed: Assumptions
    figures: Figures
    rows: tuple[PeriodRow, ...]
    remarks: tuple[str, ...]

    @property
    def first_refused(self) -> PeriodRow | None:
        """The first period that would be refused; None when the campaign comes to its end."""
        return next((row for row in self.rows if row.refusals), None)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A rehearsal; `basis` says what it reckons with, `notes` what the exports left open."""

    rehearsal: Rehearsal
    basis: str
    notes: tuple[str, ...]


def rehearse(campaign: Campaign, schedule: Schedule, *, figures: Figures, assumed: Assumptions) -> Rehearsal:
    """Walk through every period, up to the one in which the last wave is enforced or the campaign closes.

    The walk goes on after a refusal as if somebody had put it right, so that all of them are seen, and each
    once: in the first period that it refuses. The work hardly grows with the number of people.
    """
    walk = _Walk(campaign, schedule, figures=figures, assumed=assumed)
    plans = rehearsed_plans(
        campaign, schedule, figures=figures, assumed=assumed, last=last_period(campaign, schedule)
    )
    rows = tuple(map(walk.row, plans))
    near = (
        *POLICIES.warning(max((row.budget.policies for row in rows), default=0)),
        *RESTRICTIONS.warning(max((row.budget.restrictions for row in rows), default=0)),
    )
    return Rehearsal(campaign, assumed, figures, rows, (*remarks(campaign, schedule, figures=figures), *near))


class _Walk:
    def __init__(
        self,
        campaign: Campaign,
        schedule: Schedule,
        *,
        figures: Figures,
        assumed: Assumptions,
    ) -> None:
        self.campaign, self.schedule, self.figures, self.assumed = campaign, schedule, figures, assumed
        self.waves = [campaign.wave(wave_id) for wave_id in schedule.order]
        self.told: set[str] = set()

    def row(self, plan: Plan) -> PeriodRow:
        period = plan.period.number
        moves = tuple(self.moves(period))
        begun = [
            (wave, self.schedule.stage(wave.id, period))
            for wave in self.waves
            if self.figures.waves[wave.id].people is not None
            and self.schedule.stage(wave.id, period) is not Stage.PLANNED
        ]
        parts = [self.coverage(wave, stage, period=period) for wave, stage in begun]
        row = PeriodRow(
            period=period,
            first_day=plan.period.first_day,
            moves=moves,
            people=sum(each.people for each in parts),
            covered=sum(each.covered for each in parts),
            closing=closing_meaning(False, plan.closing.closes),
            budget=Budget(len(plan.policies.access), len(plan.restrictions.enrollment)),
        )
        found = [
            *refusals(
                row,
                plan,
                campaign=self.campaign,
                schedule=self.schedule,
                figures=self.figures,
                assumed=self.assumed,
            )
        ]
        news = tuple(each for each in found if str(each) not in self.told)
        self.told.update(map(str, news))
        return replace(row, refusals=news)

    def moves(self, period: int) -> Iterator[RehearsedMove]:
        for wave in self.waves:
            before, now = (self.schedule.stage(wave.id, each) for each in (period - 1, period))
            if before is now:
                continue
            known = self.figures.waves[wave.id].people is not None
            found = self.coverage(wave, now, period=period)
            yield RehearsedMove(
                wave=wave.id,
                title=wave.title,
                before=before,
                now=now,
                coverage=found,
                counted=known,
                asked=found.missing if known and now is Stage.INSTRUCT else 0,
                blocked=found.blocked if known and now is Stage.ENFORCE else 0,
            )

    def coverage(self, wave: Wave, stage: Stage, *, period: int) -> Coverage:
        entered = self.schedule.stage(wave.id, period - 1) is not stage
        return coverage(self.figures.waves[wave.id], self.assumed, stage=stage, entered=entered)
