"""The whole campaign as resources: the period in force, then every wave in the order of the schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pulumi

from intune_waves.campaign.closing import is_closed
from intune_waves.campaign.compliance_policy import desired_compliance, grace_ends, refuses_unprotected
from intune_waves.campaign.conditional_access import AccessPolicy, desired_policy_for_everybody
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.campaign.wave import Wave

from .campaign import campaign_args
from .closing import ClosingArgs, ClosingComponent
from .compliance_policy import Reminder
from .configuration import Configuration
from .enrollment_restriction import shared_restrictions
from .intune import Campaign as CampaignResource
from .intune import DevicesWithoutPolicy
from .notification_template import plain_reminder, reminder
from .object_id import object_id
from .target_group import TargetGroup
from .tenant_lookup import Lookups
from .wave import WaveArgs, WaveComponent

POLICIES_AT_ONCE = 2
"""How many policies azuread writes at the same time. Conditional access takes one request a second from all
apps together ("Microsoft Graph service-specific throttling limits", Microsoft Learn, 2025), and azuread makes
eight for each policy, within twenty seconds (docs/adr/0017-policies-are-written-two-at-a-time.md).
"""


# Many parameters: what the program has found in the tenant, thing by thing.
def declare_campaign(
    stack: Configuration,
    *,
    break_glass_ids: Sequence[pulumi.Input[str]],
    known_break_glass: pulumi.Input[Sequence[str]],
    known_excluded: pulumi.Input[Sequence[str]] = (),
    lookups: Lookups,
    provider: pulumi.ProviderResource,
    folder: Path,
) -> Mapping[str, WaveComponent]:
    """Declare the period in force and one component for each wave, and in a closed campaign the one policy
    for everybody; answers the components by wave id.

    Every wave depends on the period: a refused step ends the run before anything changes. `folder` is the
    waves folder, which holds the messages' templates. `break_glass_ids` are all accounts that are left out
    of every policy, the excluded ones too. `known_break_glass` is known as soon as the accounts
    have been looked for, found or not.
    """
    asked = campaign_args(
        stack.campaign,
        stack.schedule,
        period=stack.period,
        stop=stack.stop,
        break_glass_ids=known_break_glass,
        excluded_ids=known_excluded,
        confirmed_step=stack.confirmed_step,
    )
    asked["unfound"] = lookups.refusals()
    in_force = CampaignResource("campaign", **asked, opts=pulumi.ResourceOptions(provider=provider))
    lookups.behind(in_force)
    declaring = _Declaring(stack, break_glass_ids, in_force, lookups, provider, folder)
    unprotected = declaring.devices_without_policy()
    everybody = declaring.policy_for_everybody()
    waves = declaring.waves(unprotected, everybody)
    declaring.access([*waves.values()])
    if declaring.closed:
        declaring.close([*waves.values()], everybody)
    lookups.are_all()
    return waves


@dataclass(frozen=True)
class _Declaring:
    """The parts of a campaign, in the order in which they are registered."""

    stack: Configuration
    break_glass_ids: Sequence[pulumi.Input[str]]
    in_force: CampaignResource
    lookups: Lookups
    provider: pulumi.ProviderResource
    folder: Path

    @property
    def stopped(self) -> bool:
        return self.stack.stop is not None

    @cached_property
    def closed(self) -> bool:
        return is_closed(self.stack.campaign, self.stack.schedule, period=self.stack.period)

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        return stages_in_force(self.stack.schedule, self.stack.period, stopped=self.stopped)

    @property
    def in_order(self) -> Sequence[Wave]:
        return [self.stack.campaign.wave(wave_id) for wave_id in self.stack.schedule.order]

    def devices_without_policy(self) -> Sequence[pulumi.Resource]:
        """The tenant-wide setting, where a wave's stage needs it, before any policy."""
        if not refuses_unprotected(self.stack.campaign.compliance, self.stages.values()):
            return []
        first = pulumi.ResourceOptions(depends_on=[self.in_force], provider=self.provider)
        return [DevicesWithoutPolicy("devices-without-policy", compliant=False, opts=first)]

    def policy_for_everybody(self) -> AccessPolicy[Any] | None:
        """The one policy of a closed campaign; None while it is open, or a stop leaves nothing for it."""
        if not self.closed:
            return None
        return desired_policy_for_everybody(
            self.in_order,
            stopped=self.stopped,
            excluded_user_ids=list(self.break_glass_ids),
            enrollment_apps_excluded=self.stack.campaign.enrollment_apps_excluded,
            enforced_ids=(),
        )

    def waves(
        self, before_access: Sequence[pulumi.Resource], everybody: AccessPolicy[Any] | None
    ) -> Mapping[str, WaveComponent]:
        """One component for each wave, by its id; each leaves out the people of those before it."""
        components: dict[str, WaveComponent] = {}
        for wave in self.in_order:
            groups = tuple(each.group for each in components.values() if each.group)
            args = self._args(wave, groups, before_access=before_access, everybody=everybody)
            behind = pulumi.ResourceOptions(depends_on=[self.in_force], providers=[self.provider])
            components[wave.id] = WaveComponent(wave.id, args, opts=behind)
        return components

    def _args(
        self,
        wave: Wave,
        earlier_groups: tuple[TargetGroup, ...],
        *,
        before_access: Sequence[pulumi.Resource],
        everybody: AccessPolicy[Any] | None,
    ) -> WaveArgs:
        campaign, schedule = self.stack.campaign, self.stack.schedule
        compliance = desired_compliance(
            wave, self.stages[wave.id], schedule=schedule, campaign=campaign, stopped=self.stopped
        )
        return WaveArgs(
            wave=wave,
            stage=self.stages[wave.id],
            period=self.stack.period,
            break_glass_ids=self.break_glass_ids,
            enrollment_apps_excluded=campaign.enrollment_apps_excluded,
            earlier_groups=earlier_groups,
            grace_ends=grace_ends(schedule, wave.id, calendar=campaign.calendar, stopped=self.stopped),
            compliance=compliance,
            reminder=self._reminder(wave) if any(each.reminders for each in compliance) else None,
            lookups=self.lookups,
            before_access=before_access,
            brake=campaign.brake,
            newcomer_days=campaign.newcomer_days,
            closed=self.closed,
            everybody=everybody,
        )

    def _reminder(self, wave: Wave) -> Reminder:
        """The reminder; a plain one where a template is wrong, which the campaign refuses unless it goes
        back.
        """
        try:
            return reminder(self.stack.campaign, self.stack.schedule, wave=wave, folder=self.folder)
        except pulumi.RunError as refused:
            self.lookups.refuse(str(refused))
            return plain_reminder(self.stack.campaign, self.stack.schedule, wave=wave)

    def access(self, components: Sequence[WaveComponent]) -> None:
        """What waves share of enrollment restrictions, and each wave's policy behind it."""
        declared = [each for component in components for each in component.restrictions]
        behind = pulumi.ResourceOptions(depends_on=[self.in_force], provider=self.provider)
        shared = shared_restrictions(declared, behind)
        policies: list[pulumi.Resource] = []
        for component in components:
            component.declare_access(shared, policy_before(policies))
            if component.policy:
                policies.append(component.policy)

    def close(self, components: Sequence[WaveComponent], everybody: AccessPolicy[Any] | None) -> None:
        """The one policy for everybody, behind what is in force, and the admissions behind it. So whoever
        enables it finds nobody who is not under a policy already.
        """
        ready = [each for component in components for each in component.in_force]
        asked_on = list(dict.fromkeys(each for wave in self.in_order for each in wave.platforms))
        closing = ClosingComponent(
            "retirement",
            ClosingArgs(
                campaign=self.stack.campaign.name,
                desired=everybody,
                enforced_ids=[object_id(each.enforced) for each in components if each.enforced],
                gates=[each.gate for each in components if each.gate],
                may_enable=lambda: [each.may_enable(asked_on) for each in components if each.group],
            ),
            opts=pulumi.ResourceOptions(depends_on=[self.in_force, *ready], providers=[self.provider]),
        )
        for component in components:
            component.admit_behind(closing.policy)


def policy_before(policies: Sequence[pulumi.Resource]) -> Sequence[pulumi.Resource]:
    """The policy that has to be written before the next one begins."""
    return policies[-POLICIES_AT_ONCE:][:1] if len(policies) >= POLICIES_AT_ONCE else ()
