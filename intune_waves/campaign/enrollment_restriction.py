"""The enrollment restrictions that a wave has in a stage, and the shared ones that the tenant has for them.

A wave declares one restriction for each of its platforms. Waves that declare the same rule share one object
of the tenant, which is assigned to the groups of all of them, because Intune takes 25 in a tenant
(docs/adr/0014-waves-share-their-restrictions.md).
"""

from dataclasses import dataclass
from typing import Literal, get_args

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave

EnrollmentRule = Literal["not yet", "corporate devices only", "personal devices too"]
"""What people may enroll on a platform."""

NARROWEST_FIRST: tuple[EnrollmentRule, ...] = get_args(EnrollmentRule)
"""The rules in the order of their priorities: where two restrictions reach a person, the narrower one wins.

So a wave that is under two rules while it is moved, or because a run was killed, is never under a wider one
than it had or is to have.
"""


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a wave's people may enroll on one platform."""

    platform: Platform
    rule: EnrollmentRule


def rule_of(*, platform_blocked: bool, personal_devices_blocked: bool) -> EnrollmentRule:
    """The rule that a restriction's two switches make."""
    if platform_blocked:
        return "not yet"
    return "corporate devices only" if personal_devices_blocked else "personal devices too"


def blocks_platform(rule: EnrollmentRule) -> bool:
    """Whether nobody under the rule may enroll the platform."""
    return rule == "not yet"


def blocks_personal_devices(rule: EnrollmentRule) -> bool:
    """Whether people under the rule may not enroll devices of their own."""
    return rule != "personal devices too"


def desired_restrictions(wave: Wave, stage: Stage) -> tuple[Restriction, ...]:
    """The restrictions of `wave` in `stage`, one per platform that it lists; none while it is planned.

    A platform that the wave does not list has no restriction of ours: the tenant's default applies.
    """
    effects = effects_on(wave, stage)
    rule = rule_of(
        platform_blocked=not effects.may_enroll, personal_devices_blocked=effects.personal_devices == "block"
    )
    return tuple(Restriction(platform, rule) for platform in effects.restricted_platforms)
