"""The enrollment restrictions that a wave has in a stage, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intune_waves.campaign.naming import restriction_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave

Priorities = Mapping[tuple[str, Platform], int]
"""The priority of each wave's restriction for each of its platforms, by wave id and platform; 1 is best."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """One platform restriction, assigned to the wave's group."""

    display_name: str
    description: str
    platform: Platform
    platform_blocked: bool
    personal_devices_blocked: bool
    priority: int


def priorities_of(waves: Iterable[Wave]) -> Priorities:
    """The priorities of all waves, given in the order of the schedule.

    Intune gives the restrictions of each platform priorities of their own, so each platform counts from 1 and
    without gaps over the waves that list it. Waves that have not started come last, so those that exist are
    never renumbered.
    """
    counted: dict[Platform, int] = {}
    found: dict[tuple[str, Platform], int] = {}
    for wave in waves:
        for platform in wave.platforms:
            counted[platform] = found[wave.id, platform] = counted.get(platform, 0) + 1
    return found


def desired_restrictions(wave: Wave, stage: Stage, priorities: Priorities) -> tuple[Restriction, ...]:
    """The restrictions of `wave` in `stage`, one per platform that it lists; none while it is planned.

    A platform that the wave does not list has no restriction of ours: the tenant's default applies.
    """
    effects = effects_on(wave, stage)
    return tuple(
        Restriction(
            display_name=restriction_name(wave, platform),
            description=effects.row.enrollment_says,
            platform=platform,
            platform_blocked=not effects.may_enroll,
            personal_devices_blocked=effects.personal_devices == "block",
            priority=priorities[wave.id, platform],
        )
        for platform in effects.restricted_platforms
    )
