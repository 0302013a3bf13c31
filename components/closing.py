"""The end of the campaign: one conditional access policy for everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.conditional_access import AccessPolicy

from .conditional_access import declare_policy
from .enabling import written_state
from .gate import judged_asking
from .intune import ClosingGate, StageGate


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingArgs:
    """What the one policy takes over from the waves. `campaign` is its name."""

    campaign: str
    desired: AccessPolicy[Any] | None
    """The one policy, but for whom it includes; None while a stop leaves nothing that it could watch."""
    enforced_ids: Sequence[pulumi.Input[str]]
    """The enforced groups of all waves: closing enforces nobody who was not admitted."""
    gates: Sequence[StageGate]
    """The gates of all waves, which say what the policy may ask."""
    may_enable: Callable[[], Sequence[pulumi.Output[bool]]]
    """Asks for each wave whether the policy may be enabled over its enforced group."""


class ClosingComponent(pulumi.ComponentResource):
    """The one policy that stands for those of all waves.

    In the step that closes the campaign it is made, enabled, while the waves' policies are still there: the
    engine deletes only once everything else is done. In the step back it goes last, for the same reason. The
    waves' admissions stand behind it, as behind a policy of their own.
    """

    policy: azuread.ConditionalAccessPolicy | None
    """None while a stop leaves nothing that it could watch."""

    def __init__(
        self, resource_name: str, args: ClosingArgs, *, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("intune-waves:index:Retirement", resource_name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        gate = ClosingGate("closing", campaign=args.campaign, opts=child)
        gated = pulumi.ResourceOptions(parent=self, depends_on=[gate])
        self.policy = None
        if args.desired is not None:
            desired = replace(args.desired, included_groups=tuple(args.enforced_ids))
            asking, state = judged_asking(args.gates, desired), written_state(desired.state, args.may_enable)
            self.policy = declare_policy("everybody", desired, asking=asking, opts=gated, state=state)
        self.register_outputs({})
