"""What a wave's component is given in tests, but for what a test is about."""

from typing import Any

import pulumi

from components.enrollment_restriction import shared_restrictions
from components.tenant_lookup import Lookups
from components.wave import WaveArgs, WaveComponent
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave


def wave_args(wave: Wave, stage: Stage, *, period: int = 1, **more: Any) -> WaveArgs:
    """Arguments for a wave that is alone in its campaign; `more` are fields of WaveArgs."""
    return WaveArgs(
        wave=wave,
        stage=stage,
        period=period,
        break_glass_ids=["glass-1", "glass-2"],
        lookups=Lookups(),
        enrollment_apps_excluded=True,
        **more,
    )


def declare_whole(args: WaveArgs, opts: pulumi.ResourceOptions | None = None) -> WaveComponent:
    """The component of a wave that is alone in its campaign, and so shares with nobody."""
    component = WaveComponent(args.wave.id, args, opts=opts)
    component.declare_access(shared_restrictions(component.restrictions, opts or pulumi.ResourceOptions()))
    return component
