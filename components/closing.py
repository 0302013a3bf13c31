"""The end of the campaign: one conditional access policy for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.conditional_access import desired_policy_for_everybody
from intune_waves.campaign.wave import Wave

from .conditional_access import declare_policy
from .intune import ClosingGate


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingArgs:
    """What the one policy takes over from the waves. `campaign` is its name."""

    campaign: str
    waves: Sequence[Wave]
    stopped: bool
    break_glass_ids: Sequence[pulumi.Input[str]]
    enrollment_apps_excluded: bool
    enforced_ids: Sequence[pulumi.Input[str]]
    """The enforced groups of all waves: closing enforces nobody who was not admitted."""


class ClosingComponent(pulumi.ComponentResource):
    """The one policy that stands for those of all waves.

    In the step that closes the campaign it is made, enabled, while the waves' policies are still there: the
    engine deletes only once everything else is done. In the step back it goes last, for the same reason.
    """

    policy: azuread.ConditionalAccessPolicy | None
    """None while a stop leaves nothing that it could watch."""

    def __init__(
        self, resource_name: str, args: ClosingArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("intune-waves:index:Retirement", resource_name, {}, opts)
        desired = desired_policy_for_everybody(
            args.waves,
            stopped=args.stopped,
            excluded_user_ids=list(args.break_glass_ids),
            enrollment_apps_excluded=args.enrollment_apps_excluded,
            enforced_ids=list(args.enforced_ids),
        )
        child = pulumi.ResourceOptions(parent=self)
        gate = ClosingGate("closing", campaign=args.campaign, opts=child)
        gated = pulumi.ResourceOptions(parent=self, depends_on=[gate])
        self.policy = None if desired is None else declare_policy("everybody", desired, gated)
        self.register_outputs({})
