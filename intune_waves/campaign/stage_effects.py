"""The stage contract: what is true in the tenant while a wave is in a stage."""

from dataclasses import dataclass
from typing import Literal

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import PersonalDevices, Wave

PolicyState = Literal["enabled", "enabledForReportingButNotEnforced"]
Grace = Literal["until enforced", "minimal"]


@dataclass(frozen=True, slots=True)
class StageContract:
    """What a stage promises for one wave."""

    stage: Stage
    group_exists: bool
    restricted_platforms: tuple[Platform, ...]
    """The platforms that have a restriction of this wave; all others follow the tenant's default."""
    may_enroll: bool
    """Whether those restrictions let the wave's people enroll."""
    personal_devices: PersonalDevices | None
    """The rule for personal devices in force; None where there is no restriction."""
    policy_state: PolicyState | None
    """The state of the wave's conditional access policy; None when it has none."""
    policy_platforms: tuple[Platform, ...]
    compliance_assigned: bool
    """Whether the wave's compliance policies are assigned to its group."""
    grace: Grace | None
    """How long a noncompliant device is let be; None where there are no compliance policies."""
    reminds: bool
    """Whether people are reminded before that grace ends."""


def contract(stage: Stage, wave: Wave) -> StageContract:
    """What is true in the tenant while `wave` is in `stage`.

    Report-only policies cover Windows only: a report-only rule that asks for a compliant device makes
    macOS, iOS and Android ask people for a certificate.
    A wave without Windows therefore has no policy before enforce: there is nothing that it could watch
    without disturbing.
    """
    if stage is Stage.PLANNED:
        return StageContract(stage, False, (), False, None, None, (), False, None, False)
    enforced = stage is Stage.ENFORCE
    watched = wave.platforms if enforced else tuple(p for p in wave.platforms if p is Platform.WINDOWS)
    state: PolicyState = "enabled" if enforced else "enabledForReportingButNotEnforced"
    return StageContract(
        stage=stage,
        group_exists=True,
        restricted_platforms=wave.platforms,
        may_enroll=stage > Stage.ANNOUNCE,
        personal_devices=(wave.final_personal_devices if enforced else None) or wave.personal_devices,
        policy_state=state if watched else None,
        policy_platforms=watched,
        compliance_assigned=stage > Stage.ANNOUNCE,
        grace="minimal" if enforced else "until enforced",
        reminds=stage is Stage.DEADLINE,
    )
