"""The whole campaign as resources: the period in force, then every wave in the order of the schedule."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pulumi

from intune_waves.campaign.closing import is_closed
from intune_waves.campaign.compliance_policy import desired_compliance, grace_ends, refuses_unprotected
from intune_waves.campaign.conditional_access import desired_policy_for_everybody
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
    campaign, schedule, period, stop = stack.campaign, stack.schedule, stack.period, stack.stop
    asked = campaign_args(
        campaign,
        schedule,
        period=period,
        stop=stop,
        break_glass_ids=known_break_glass,
        excluded_ids=known_excluded,
        confirmed_step=stack.confirmed_step,
    )
    asked["unfound"] = lookups.refusals()
    in_force = CampaignResource("campaign", **asked, opts=pulumi.ResourceOptions(provider=provider))
    lookups.behind(in_force)
    stages = stages_in_force(schedule, period, stopped=stop is not None)
    closed = is_closed(campaign, schedule, period=period)
    unprotected: list[pulumi.Resource] = []
    if refuses_unprotected(campaign.compliance, stages.values()):
        first = pulumi.ResourceOptions(depends_on=[in_force], provider=provider)
        unprotected.append(DevicesWithoutPolicy("devices-without-policy", compliant=False, opts=first))
    waves = [campaign.wave(wave_id) for wave_id in schedule.order]
    everybody = (
        desired_policy_for_everybody(
            waves,
            stopped=stop is not None,
            excluded_user_ids=list(break_glass_ids),
            enrollment_apps_excluded=campaign.enrollment_apps_excluded,
            enforced_ids=(),
        )
        if closed
        else None
    )
    components: dict[str, WaveComponent] = {}
    groups: list[TargetGroup] = []
    for wave in waves:
        compliance = desired_compliance(
            wave, stages[wave.id], schedule=schedule, campaign=campaign, stopped=stop is not None
        )
        reminded = any(each.reminders for each in compliance)
        component = WaveComponent(
            wave.id,
            WaveArgs(
                wave=wave,
                stage=stages[wave.id],
                period=period,
                break_glass_ids=break_glass_ids,
                enrollment_apps_excluded=campaign.enrollment_apps_excluded,
                earlier_groups=tuple(groups),
                grace_ends=grace_ends(
                    schedule, wave.id, calendar=campaign.calendar, stopped=stop is not None
                ),
                compliance=compliance,
                reminder=_reminder(stack, wave, folder=folder, lookups=lookups) if reminded else None,
                lookups=lookups,
                before_access=unprotected,
                brake=campaign.brake,
                newcomer_days=campaign.newcomer_days,
                closed=closed,
                everybody=everybody,
            ),
            opts=pulumi.ResourceOptions(depends_on=[in_force], providers=[provider]),
        )
        if component.group:
            groups.append(component.group)
        components[wave.id] = component
    declared = [each for component in components.values() for each in component.restrictions]
    shared = shared_restrictions(declared, pulumi.ResourceOptions(depends_on=[in_force], provider=provider))
    policies: list[pulumi.Resource] = []
    for component in components.values():
        component.declare_access(shared, policy_before(policies))
        if component.policy:
            policies.append(component.policy)
    if closed:
        # Before anybody is admitted: whoever enables it finds nobody who is not under it already.
        ready = [each for component in components.values() for each in component.in_force]
        asked_on = list(dict.fromkeys(each for wave in waves for each in wave.platforms))
        closing = ClosingComponent(
            "retirement",
            ClosingArgs(
                campaign=campaign.name,
                desired=everybody,
                enforced_ids=[object_id(each.enforced) for each in components.values() if each.enforced],
                gates=[each.gate for each in components.values() if each.gate],
                may_enable=lambda: [each.may_enable(asked_on) for each in components.values() if each.group],
            ),
            opts=pulumi.ResourceOptions(depends_on=[in_force, *ready], providers=[provider]),
        )
        for component in components.values():
            component.admit_behind(closing.policy)
    lookups.are_all()
    return components


def policy_before(policies: Sequence[pulumi.Resource]) -> Sequence[pulumi.Resource]:
    """The policy that has to be written before the next one begins."""
    return policies[-POLICIES_AT_ONCE:][:1] if len(policies) >= POLICIES_AT_ONCE else ()


def _reminder(stack: Configuration, wave: Wave, *, folder: Path, lookups: Lookups) -> Reminder:
    """The reminder; a plain one where a template is wrong, which the campaign refuses unless it goes back."""
    try:
        return reminder(stack.campaign, stack.schedule, wave=wave, folder=folder)
    except pulumi.RunError as refused:
        lookups.refuse(str(refused))
        return plain_reminder(stack.campaign, stack.schedule, wave=wave)
