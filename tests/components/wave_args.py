"""What a wave's component is given in tests, but for what a test is about."""

from typing import Any

from components.tenant_lookup import Lookups
from components.wave import WaveArgs
from intune_waves.campaign.enrollment_restriction import priorities_of
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave


def wave_args(wave: Wave, stage: Stage, *, period: int = 1, **more: Any) -> WaveArgs:
    """Arguments for a wave that is alone in its campaign; `more` are fields of WaveArgs."""
    return WaveArgs(
        wave=wave,
        stage=stage,
        period=period,
        priorities=priorities_of([wave]),
        break_glass_ids=["glass-1", "glass-2"],
        lookups=Lookups(),
        enrollment_apps_excluded=True,
        **more,
    )
