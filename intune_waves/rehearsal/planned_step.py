"""A period of a rehearsal as the plan that guards judge.

Guards look at people one by one, and a rehearsal only has numbers of them. So people get made-up ids: one
for each whom two waves share, because every guard counts those; one for each of a wave in the step that
enforces it, because the brake counts those; and a single one for all other people of a wave.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from intune_waves.campaign.campaign import Brake, Campaign
from intune_waves.campaign.conditional_access import desired_policy
from intune_waves.campaign.enrollment_restriction import desired_restrictions, priorities_of
from intune_waves.campaign.naming import compliance_name, policy_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.figures import Figures
from intune_waves.step.plan import Move, Plan, PlannedCompliance, PlannedPolicy, PlannedRestriction

_NO_BRAKE = Brake(percent=100)


class PlannedSteps:
    """The plans of all periods of one campaign."""

    def __init__(
        self, campaign: Campaign, schedule: Schedule, figures: Figures, assumed: Assumptions
    ) -> None:
        self.campaign, self.schedule, self.figures, self.assumed = campaign, schedule, figures, assumed
        self.waves = [campaign.wave(wave_id) for wave_id in schedule.order]
        self.priorities = priorities_of(self.waves)
        self.shared = _shared(self.waves, figures)

    def plan(self, period: int) -> Plan:
        """What the tenant would hold from the beginning of `period` on."""
        moves = [self.move(wave, period) for wave in self.waves]
        begun = [move for move in moves if move.group]
        return Plan(
            period=period,
            first_day=self.campaign.calendar.start_of(period),
            moves=tuple(moves),
            members={move.wave.id: self.members(move) for move in begun},
            everybody=sum(self.figures.waves[wave.id].people or 0 for wave in self.waves),
            policies=(*self.others(), *(policy for move in begun for policy in self.policies(move))),
            restrictions=(
                *self.other_restrictions(),
                *(each for m in begun for each in self.restrictions(m)),
            ),
            compliance=tuple(each for m in begun for each in self.compliance(m)),
            # Nobody asks the tenant here: the step itself does, before it enforces anybody.
            unprotected_refused=True,
            break_glass=self.accounts(),
            freezes=self.campaign.freezes,
            # A share of a number that nobody knows would judge nothing.
            brake=self.campaign.brake if self.figures.complete else _NO_BRAKE,
        )

    def move(self, wave: Wave, period: int) -> Move:
        before, after = (self.schedule.stage(wave.id, each) for each in (period - 1, period))
        # By its end somebody will have taken an override out: the rehearsal does not wait for that.
        alive = tuple(each for each in wave.overrides if each.until >= period)
        group = None if after is Stage.PLANNED else wave.id
        return Move(wave if alive == wave.overrides else replace(wave, overrides=alive), before, after, group)

    def members(self, move: Move) -> frozenset[str]:
        wave_id = move.wave.id
        newly_enforced = move.after is Stage.ENFORCE and move.before is not Stage.ENFORCE
        count = (self.figures.waves[wave_id].people or 0) if newly_enforced else 1
        return self.shared[wave_id].union(f"{wave_id}:{n}" for n in range(count))

    def policies(self, move: Move) -> Iterator[PlannedPolicy]:
        policy = desired_policy(
            move.wave,
            move.after,
            group_id=move.wave.id,
            excluded_user_ids=self.campaign.break_glass,
            enrollment_apps_excluded=self.campaign.enrollment_apps_excluded,
        )
        if policy:
            yield PlannedPolicy(
                policy_name(move.wave),
                policy.state,
                included_groups=frozenset(policy.included_groups),
                excluded_users=frozenset(policy.excluded_users),
            )

    def restrictions(self, move: Move) -> Iterator[PlannedRestriction]:
        for each in desired_restrictions(move.wave, move.after, self.priorities):
            groups = frozenset({move.wave.id})
            yield PlannedRestriction(
                each.display_name, each.platform, each.platform_blocked, each.priority, groups
            )

    def compliance(self, move: Move) -> Iterator[PlannedCompliance]:
        for platform in effects_on(move.wave, move.after).compliance_assigned:
            name = compliance_name(move.wave, platform)
            yield PlannedCompliance(name, platform, frozenset({move.wave.id}))

    def others(self) -> Iterator[PlannedPolicy]:
        for n in range(self.assumed.existing_policies):
            yield PlannedPolicy(f"existing policy {n + 1}", "disabled")

    def other_restrictions(self) -> Iterator[PlannedRestriction]:
        for n in range(self.assumed.existing_restrictions):
            name = f"existing restriction {n + 1}"
            yield PlannedRestriction(name, Platform.WINDOWS, False, 1_000_000 + n, frozenset())

    def accounts(self) -> Mapping[str, bool]:
        if self.figures.break_glass is None:
            return dict.fromkeys(self.campaign.break_glass, True)
        return self.figures.break_glass


def _shared(waves: Sequence[Wave], figures: Figures) -> Mapping[str, frozenset[str]]:
    shared: dict[str, set[str]] = {wave.id: set() for wave in waves}
    for wave in waves:
        for other, count in figures.waves[wave.id].also_in:
            ids = [f"{other}+{wave.id}:{n}" for n in range(count)]
            shared[wave.id].update(ids)
            shared[other].update(ids)
    return {wave_id: frozenset(ids) for wave_id, ids in shared.items()}
