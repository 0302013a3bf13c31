"""What is true in the tenant while a wave is in a stage: one table, stage by effect.

It answers too for a campaign that is stopped (no wave is enforced, whatever the period) and for one that is
closed (one policy for everybody stands for those of the waves). Everything that the campaign makes in the
tenant is read off here; nothing else knows a stage by its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import PersonalDevices, Wave

PolicyState = Literal["enabled", "enabledForReportingButNotEnforced"]
Enrollment = Literal["not yet", "wave's rule", "final rule"]
Compliance = Literal["unassigned", "assigned"]
Grace = Literal["until enforced", "minimal", "longest"]
Group = Literal["target group", "enforced group"]
Admitted = Literal["nobody", "whoever passed"]

_REPORT_ONLY: PolicyState = "enabledForReportingButNotEnforced"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEffects:
    """One row of the table. None stands for what the tenant does not have."""

    people_hear: str = "nothing"
    target_group: bool = False
    """Whether the wave has its group, with its people in it."""
    enforced_group: Admitted | None = None
    """Who is in the wave's enforced group; whoever passed the judgement of their admission."""
    enrollment: Enrollment | None = None
    """What the wave's restrictions let its people do; the final rule is the one for personal devices from
    enforce on.
    """
    compliance: Compliance | None = None
    """Whether the wave's compliance policies are assigned to its group."""
    grace: Grace | None = None
    """How long a noncompliant device is let be: until the wave is enforced, a minimum, or as long as Intune
    takes.
    """
    reminds: bool = False
    """Whether people are reminded before that grace ends."""
    unprotected_refused: bool = False
    """Whether devices without a compliance policy count as noncompliant, where the campaign sees to that."""
    access: PolicyState | None = None
    """The state of the wave's own conditional access policy."""
    access_on: Group | None = None
    """The group that the policy includes: an enabled one reaches only whoever was admitted."""


STAGE_EFFECTS: Mapping[Stage, StageEffects] = {
    Stage.PLANNED: StageEffects(),
    Stage.ANNOUNCE: StageEffects(
        people_hear="the plan, and why",
        target_group=True,
        enforced_group="nobody",
        enrollment="not yet",
        compliance="unassigned",
        grace="until enforced",
        access=_REPORT_ONLY,
        access_on="target group",
    ),
    Stage.INSTRUCT: StageEffects(
        people_hear="how to leave the old service and enroll",
        target_group=True,
        enforced_group="nobody",
        enrollment="wave's rule",
        compliance="assigned",
        grace="until enforced",
        access=_REPORT_ONLY,
        access_on="target group",
    ),
    Stage.DEADLINE: StageEffects(
        people_hear="the date, and what happens then",
        target_group=True,
        enforced_group="nobody",
        enrollment="wave's rule",
        compliance="assigned",
        grace="until enforced",
        reminds=True,
        unprotected_refused=True,
        access=_REPORT_ONLY,
        access_on="target group",
    ),
    Stage.ENFORCE: StageEffects(
        people_hear="what to do if blocked",
        target_group=True,
        enforced_group="whoever passed",
        enrollment="final rule",
        compliance="assigned",
        grace="minimal",
        unprotected_refused=True,
        access="enabled",
        access_on="enforced group",
    ),
}
"""The stages of a campaign that is neither stopped nor closed."""


def stage_in_force(scheduled: Stage, *, stopped: bool) -> Stage:
    """The stage that a wave is in: the scheduled one, but for an enforced wave deadline while stopped."""
    return Stage.DEADLINE if stopped and scheduled is Stage.ENFORCE else scheduled


def stages_in_force(schedule: Schedule, period: int, *, stopped: bool) -> Mapping[str, Stage]:
    """The stage of every wave in a period, in the order of the schedule."""
    return {
        wave_id: stage_in_force(schedule.stage(wave_id, period), stopped=stopped)
        for wave_id in schedule.order
    }


def stage_effects(stage: Stage, *, stopped: bool = False, closed: bool = False) -> StageEffects:
    """The row of a scheduled stage, in a campaign that may be stopped or closed.

    A stop takes every date away: the grace is the longest, and nobody is reminded of a day. A closed
    campaign has no policy of a wave's own.
    """
    row = STAGE_EFFECTS[stage_in_force(stage, stopped=stopped)]
    if stopped and row.grace:
        row = replace(row, grace="longest", reminds=False)
    return replace(row, access=None, access_on=None) if closed else row


@dataclass(frozen=True, slots=True)
class AccessEffect:
    """A conditional access policy that asks for a compliant device: its state, on which platforms, and which
    group of a wave it includes.
    """

    state: PolicyState
    platforms: tuple[Platform, ...]
    on: Group


@dataclass(frozen=True, slots=True)
class WaveEffects:
    """What a row of the table means for one wave."""

    wave: Wave
    row: StageEffects

    @property
    def restricted_platforms(self) -> tuple[Platform, ...]:
        """The platforms that have a restriction of this wave; all others follow the tenant's default."""
        return self.wave.platforms if self.row.enrollment else ()

    @property
    def may_enroll(self) -> bool:
        """Whether those restrictions let the wave's people enroll."""
        return self.row.enrollment in ("wave's rule", "final rule")

    @property
    def personal_devices(self) -> PersonalDevices | None:
        """The rule for personal devices in force; None where there is no restriction."""
        if self.row.enrollment is None:
            return None
        final = self.wave.final_personal_devices if self.row.enrollment == "final rule" else None
        return final or self.wave.personal_devices

    @property
    def compliance_assigned(self) -> tuple[Platform, ...]:
        """The platforms whose compliance policies are assigned to the wave's group."""
        return self.wave.platforms if self.row.compliance == "assigned" else ()

    @property
    def access(self) -> AccessEffect | None:
        """The wave's own access policy; None where it has none."""
        return _access(self.row.access, self.wave.platforms, on=self.row.access_on)


def effects_on(wave: Wave, stage: Stage, *, stopped: bool = False, closed: bool = False) -> WaveEffects:
    """What is true in the tenant of `wave` while it is in `stage`."""
    return WaveEffects(wave, stage_effects(stage, stopped=stopped, closed=closed))


def access_for_everybody(waves: Iterable[Wave], *, stopped: bool) -> AccessEffect | None:
    """The one policy of a closed campaign, for the platforms of all waves: enabled, and reporting while the
    campaign is stopped, as the waves' own would be. It is always on the enforced groups: closing enforces
    nobody who was not admitted.
    """
    platforms = dict.fromkeys(platform for wave in waves for platform in wave.platforms)
    state = stage_effects(Stage.ENFORCE, stopped=stopped).access
    return _access(state, tuple(platforms), on="enforced group")


def _access(
    state: PolicyState | None, platforms: tuple[Platform, ...], *, on: Group | None
) -> AccessEffect | None:
    """A policy in that state on those platforms, in report-only on Windows alone.

    A report-only rule that asks for a compliant device makes macOS, iOS and Android ask people for a
    certificate. Without Windows there is nothing that could be watched without disturbing.
    """
    watched = platforms if state == "enabled" else tuple(p for p in platforms if p is Platform.WINDOWS)
    return AccessEffect(state, watched, on) if state and on and watched else None
