"""The periods of a rehearsal as the plans that guards judge, each on the tenant that the one before has left.

Guards look at people one by one, and a rehearsal only has numbers of them. So people get made-up ids: one
for each whom two waves share, because every guard counts those; one for each of a wave in the step that
enforces it, because the brake counts those, and of all waves in the one that closes the campaign; and a
single one for all other people of a wave.

Nobody asks the tenant here. What only the tenant or a person can say when the time comes is taken for what
it must be; remarks.py says what that is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from intune_waves.campaign.campaign import Brake, Campaign
from intune_waves.campaign.closing import is_closed
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.figures import Figures
from intune_waves.step.old_service import OldServiceDevices
from intune_waves.step.period_step import InForce, PeriodStep, StepRules
from intune_waves.step.plan import Person, Plan, PlannedPolicy, PlannedRestriction, PlannedRestrictions
from intune_waves.step.plan_builder import after, plan_of
from intune_waves.step.tenant_facts import ClosingFacts, PeopleFacts, PolicyFacts, TenantFacts

_NO_BRAKE = Brake(percent=100)


def rehearsed_plans(
    campaign: Campaign, schedule: Schedule, *, figures: Figures, assumed: Assumptions, last: int
) -> Iterator[Plan]:
    """What the tenant would hold from the beginning of each period on, from period 1 to `last`."""
    waves = [campaign.wave(wave_id) for wave_id in schedule.order]
    shared = _shared(waves, figures)
    facts = _before_the_campaign(campaign, figures, assumed=assumed)
    for period in range(1, last + 1):
        step = _step(campaign, schedule, figures=figures, period=period)
        people = _people(step, figures, shared=shared)
        plan = plan_of(step, replace(facts, people=people, closing=_closing(people)))
        yield plan
        facts = after(plan, replace(facts, people=people))


def _before_the_campaign(campaign: Campaign, figures: Figures, *, assumed: Assumptions) -> TenantFacts:
    accounts = figures.break_glass
    return TenantFacts(
        policies=PolicyFacts(
            access=tuple(
                PlannedPolicy(f"existing policy {n + 1}", "disabled")
                for n in range(assumed.existing_policies)
            ),
            compliance=(),
            unprotected_refused=True,
            break_glass=dict.fromkeys(campaign.break_glass, True) if accounts is None else accounts,
        ),
        restrictions=PlannedRestrictions(
            tuple(
                PlannedRestriction(f"existing restriction {n + 1}", Platform.WINDOWS, False, n, frozenset())
                for n in range(assumed.existing_restrictions)
            )
        ),
    )


def _step(campaign: Campaign, schedule: Schedule, *, figures: Figures, period: int) -> PeriodStep:
    waves = tuple(_alive(campaign.wave(wave_id), period) for wave_id in schedule.order)

    def in_force(at: int) -> InForce:
        stages = {wave.id: schedule.stage(wave.id, at) for wave in waves}
        return InForce(at, waves, stages, closed=is_closed(campaign, schedule, period=at))

    return PeriodStep(
        before=in_force(period - 1),
        after=in_force(period),
        rules=StepRules(
            calendar=campaign.calendar,
            # A share of a number that nobody knows would judge nothing.
            brake=campaign.brake if figures.complete else _NO_BRAKE,
            break_glass=campaign.break_glass,
        ),
    )


def _alive(wave: Wave, period: int) -> Wave:
    # By its end somebody will have taken an override out: the rehearsal does not wait for that.
    alive = tuple(each for each in wave.overrides if each.until >= period)
    return wave if alive == wave.overrides else replace(wave, overrides=alive)


def _people(step: PeriodStep, figures: Figures, *, shared: Mapping[str, frozenset[str]]) -> PeopleFacts:
    begun = [wave for wave in step.waves if step.stages(wave.id)[1] is not Stage.PLANNED]
    counts = {wave.id: figures.waves[wave.id].people or 0 for wave in step.waves}
    enforced = {wave.id for wave in step.moving if step.stages(wave.id)[1] is Stage.ENFORCE}
    every_person = set(counts) if step.enforces_everybody else enforced
    return PeopleFacts(
        groups={wave.id: wave.id for wave in begun},
        members={
            wave.id: shared[wave.id].union(
                f"{wave.id}:{n}" for n in range(counts[wave.id] if wave.id in every_person else 1)
            )
            for wave in begun
        },
        everybody=sum(counts.values()),
    )


def _closing(people: PeopleFacts) -> ClosingFacts:
    everybody = frozenset[Person]().union(*people.members.values())
    return ClosingFacts(old_service=OldServiceDevices(0, 0), enabled_members=everybody)


def _shared(waves: Sequence[Wave], figures: Figures) -> Mapping[str, frozenset[str]]:
    shared: dict[str, set[str]] = {wave.id: set() for wave in waves}
    for wave in waves:
        for other, count in figures.waves[wave.id].also_in:
            ids = [f"{other}+{wave.id}:{n}" for n in range(count)]
            shared[wave.id].update(ids)
            shared[other].update(ids)
    return {wave_id: frozenset(ids) for wave_id, ids in shared.items()}
