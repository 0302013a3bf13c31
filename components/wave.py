"""A wave of the campaign, as a Pulumi component."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.campaign import NEWCOMER_DAYS, Brake
from intune_waves.campaign.compliance_policy import DesiredCompliance
from intune_waves.campaign.conditional_access import AccessPolicy, desired_policy
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave

from .admission import admission
from .compliance_policy import Reminder, compliance_policies
from .conditional_access import Asking, declare_policy
from .enabling import may_enable, written_state
from .enrollment_restriction import WaveRestriction, enrollment_restrictions
from .gate import judged_asking, stage_gate
from .intune import StageGate
from .object_id import object_id
from .target_group import TargetGroup, enforced_group, target_group
from .tenant_lookup import Lookups


# Many fields: a component takes one bag of arguments, and each of these is decided for this wave alone.
@dataclass(frozen=True, slots=True, kw_only=True)
class WaveArgs:
    """What a wave's component needs to know of the wave and of those that started before it."""

    wave: Wave
    stage: Stage
    period: int
    break_glass_ids: Sequence[pulumi.Input[str]]
    """Object ids of the accounts that no policy may touch."""
    enrollment_apps_excluded: bool
    earlier_groups: Sequence[TargetGroup] = ()
    grace_ends: date | None = None
    """The first day of enforce, where it is known."""
    compliance: Sequence[DesiredCompliance] = ()
    reminder: Reminder | None = None
    """What the ladder sends; None while there is no ladder."""
    before_access: Sequence[pulumi.Resource] = ()
    """What else is in force before anybody is asked for a compliant device."""
    brake: Brake = field(default_factory=Brake)
    newcomer_days: int = NEWCOMER_DAYS
    lookups: Lookups
    """What the wave's people need to have found in the tenant."""
    closed: bool = False
    """Whether the campaign is closed, so that one policy for everybody stands for the wave's own."""
    everybody: AccessPolicy[Any] | None = None
    """That policy, which asks the wave's people too."""


class WaveComponent(pulumi.ComponentResource):
    """A wave in its stage: group, membership, enforced group, gate, enrollment restrictions, compliance
    policies, access policy and admission, in that order.

    The last two are declared by `declare_access`, behind the restrictions that waves share. A wave that is
    still planned declares nothing: it is in the preview as an empty component.
    """

    stage: pulumi.Output[str]
    """The scheduled stage's name."""
    means: pulumi.Output[str | None] | None
    """What the wave's last step meant to its people; None while it is planned."""

    def __init__(
        self, resource_name: str, args: WaveArgs, *, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("intune-waves:index:Wave", resource_name, {"stage": args.stage.value}, opts)
        self.group: TargetGroup | None = None
        self.enforced: azuread.GroupWithoutMembers | None = None
        self.gate: StageGate | None = None
        self.means = None
        self.restrictions: list[WaveRestriction] = []
        self.policy: pulumi.Resource | None = None
        self._args = args
        self._ready: list[pulumi.Resource] = []
        self.in_force: list[pulumi.Resource] = []
        """What is in force before anybody of the wave is asked for a compliant device."""
        if args.stage is not Stage.PLANNED:
            self._declare(args, pulumi.ResourceOptions(parent=self))
        self.stage = pulumi.Output.from_input(args.stage.value)
        self.register_outputs({"stage": self.stage})

    def _declare(self, args: WaveArgs, opts: pulumi.ResourceOptions) -> None:
        self.group = target_group(
            args.wave,
            earlier=args.earlier_groups,
            break_glass_ids=args.break_glass_ids,
            lookups=args.lookups,
            opts=opts,
        )
        self.enforced = enforced = enforced_group(args.wave, opts)
        desired = self._desired_policy(args, object_id(enforced))
        asked = args.everybody or desired
        self.gate = gate = stage_gate(
            args.wave,
            args.stage,
            group=self.group,
            enforced_id=object_id(enforced),
            period=args.period,
            asked=asked if asked and asked.state == "enabled" and args.stage is Stage.ENFORCE else None,
            grace_ends=args.grace_ends,
            opts=opts,
        )
        self.means = gate.means
        gated = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[gate]))
        self.restrictions = enrollment_restrictions(args.wave, args.stage, group=self.group, opts=gated)
        compliance = compliance_policies(
            args.wave,
            args.compliance,
            group=self.group,
            enforced_id=object_id(enforced),
            reminder=args.reminder,
            opts=gated,
        )
        self._ready = [gate, *self.group.filled, *compliance, *args.before_access]

    def declare_access(
        self, shared: Mapping[Platform, pulumi.Resource], behind: Sequence[pulumi.Resource] = ()
    ) -> None:
        """Declare the access policy and the admission, behind the restrictions that the wave shares and
        whatever else comes first.
        """
        if self.group is None or self.enforced is None or self.gate is None:
            return
        args, enforced, gate = self._args, self.enforced, self.gate
        # Nobody is asked for a compliant device before they may enroll one and it can comply.
        restricted = [each.resource for each in self.restrictions]
        self.in_force = [*self._ready, *restricted, *(shared[each.platform] for each in self.restrictions)]
        if not args.closed:
            after = pulumi.ResourceOptions(parent=self, depends_on=[*self.in_force, *behind])
            desired = self._desired_policy(args, object_id(enforced))
            asking = judged_asking([gate], desired) if desired else None
            policy = None
            if desired and asking:
                state = written_state(desired.state, lambda: [self.may_enable(args.wave.platforms)])
                policy = declare_policy(args.wave.id, desired, asking=asking, opts=after, state=state)
            self.policy = policy
            self._admit(args, policy, desired=desired, asking=asking)

    def may_enable(self, platforms: Sequence[Platform]) -> pulumi.Output[bool]:
        """That a policy over the wave's enforced group may be enabled on these platforms."""
        assert self.group is not None
        assert self.enforced is not None
        assert self.gate is not None
        return may_enable(
            self._args.wave,
            self.group,
            enforced_id=object_id(self.enforced),
            gate=self.gate,
            break_glass_ids=self._args.break_glass_ids,
            asks=self,
            platforms=platforms,
        )

    def admit_behind(self, everybody: azuread.ConditionalAccessPolicy | None) -> None:
        """Declare the admission of a wave in a closed campaign, behind the one policy for everybody."""
        if self.group is not None:
            self._admit(self._args, everybody)

    def _admit(
        self,
        args: WaveArgs,
        policy: azuread.ConditionalAccessPolicy | None,
        *,
        desired: AccessPolicy[Any] | None = None,
        asking: Asking | None = None,
    ) -> None:
        # The policy first: it is enabled over an empty group, and an admission is judged where it is written.
        assert self.group is not None
        assert self.enforced is not None
        behind = [*self.in_force, *([policy] if policy else [])]
        admission(
            args.wave,
            args.stage,
            group_id=self.group.id,
            enforced_id=object_id(self.enforced),
            desired=desired,
            asking=asking,
            policy=policy if desired else None,
            break_glass_ids=args.break_glass_ids,
            brake=args.brake,
            newcomer_days=args.newcomer_days,
            opts=pulumi.ResourceOptions(parent=self, depends_on=behind),
        )

    def _desired_policy(self, args: WaveArgs, enforced_id: pulumi.Input[str]) -> AccessPolicy[Any] | None:
        assert self.group is not None
        return desired_policy(
            args.wave,
            args.stage,
            group_id=self.group.id,
            enforced_group_id=enforced_id,
            excluded_user_ids=list(args.break_glass_ids),
            enrollment_apps_excluded=args.enrollment_apps_excluded,
            closed=args.closed,
        )
