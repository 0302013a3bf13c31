"""Asking the tenant before a policy is enabled: nobody may come under it by that write."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pulumi

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import Wave

from .intune import StageGate
from .target_group import TargetGroup
from .tenant_lookup import MESSAGE_HAS_BEEN_SHOWN, end, is_over

MAY_ENABLE = "intune:index:mayEnable"


def may_enable(
    wave: Wave,
    group: TargetGroup,
    *,
    enforced_id: pulumi.Input[str],
    gate: StageGate,
    break_glass_ids: Sequence[pulumi.Input[str]],
    asks: pulumi.Resource,
    platforms: Sequence[Platform],
) -> pulumi.Output[bool]:
    """That the wave's policy may be enabled; asked once the gate has written, in an `up` alone.

    The wave's gate sees to it. A run that leaves the gate out (`--target`, `--exclude`) ends here, with the
    provider's refusal, where somebody is in the enforced group who is under no enabled policy. `asks` is the
    resource whose provider is asked, `platforms` are those on which the policy is to ask.
    """
    asked = pulumi.Output.all(
        wave=wave.id,
        title=wave.title,
        groupId=group.id,
        enforcedGroupId=enforced_id,
        platforms=[each.value for each in platforms],
        breakGlassIds=list(break_glass_ids),
        gate=gate.urn,
    )

    async def answered(known: Mapping[str, Any]) -> bool:
        asked_of = {name: value for name, value in known.items() if name != "gate"}
        try:
            await pulumi.runtime.invoke_async(MAY_ENABLE, asked_of, pulumi.InvokeOptions(parent=asks))
        # Pulumi's invoke raises plain Exception, whatever the provider said.
        except Exception as failed:
            reason = str(failed)
            if is_over(reason):
                os._exit(MESSAGE_HAS_BEEN_SHOWN)
            end(reason.removeprefix(f"invoke of {MAY_ENABLE} failed: "))
        return True

    return asked.apply(answered)


def written_state(state: str, ask: Callable[[], Sequence[pulumi.Output[bool]]]) -> pulumi.Input[str]:
    """The state of a policy as azuread is told: an enabled one once whoever is asked says that it may."""
    if state != "enabled" or pulumi.runtime.is_dry_run():
        return state
    return pulumi.Output.all(*ask()).apply(lambda _: state)
