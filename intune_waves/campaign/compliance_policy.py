"""The compliance policies that a wave has in a stage, and the grace that they give, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.compliance_rules import ComplianceRules, SettingValue
from intune_waves.campaign.naming import compliance_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import StageEffects, effects_on, stage_effects
from intune_waves.campaign.wave import Wave

LONGEST_GRACE_HOURS = 8760
"""A year; "deviceComplianceActionItem resource type", gracePeriodHours, Microsoft Learn, 2024-08."""
_DAY = 24


@dataclass(frozen=True, slots=True)
class DesiredCompliance:
    """One compliance policy. `grace_hours` and `reminders` count from when a device is found noncompliant."""

    platform: Platform
    display_name: str
    settings: Mapping[str, SettingValue]
    assigned: bool
    """Whether it is assigned to the wave's group; else to nobody."""
    grace_hours: int
    reminders: tuple[int, ...] = ()
    """After how many hours the device's person is reminded, in order."""


def desired_compliance(
    wave: Wave, stage: Stage, *, schedule: Schedule, campaign: Campaign, stopped: bool = False
) -> tuple[DesiredCompliance, ...]:
    """The compliance policies of `wave` in `stage`, one per platform that it lists; none while it is planned.

    While the campaign is stopped no wave has a date (see `grace_hours`).
    """
    effects = effects_on(wave, stage, stopped=stopped)
    if effects.row.compliance is None:
        return ()
    grace = _grace(effects.row, schedule, wave_id=wave.id, campaign=campaign)
    ladder = _reminders(schedule, wave.id, campaign=campaign, grace=grace) if effects.row.reminds else ()
    return tuple(
        DesiredCompliance(
            platform=platform,
            display_name=compliance_name(wave, platform),
            settings=campaign.compliance.settings[platform],
            assigned=platform in effects.compliance_assigned,
            grace_hours=grace,
            reminders=ladder,
        )
        for platform in wave.platforms
    )


def _grace(row: StageEffects, schedule: Schedule, *, wave_id: str, campaign: Campaign) -> int:
    if row.grace == "minimal":
        return campaign.compliance.enforced_grace_hours
    return grace_hours(schedule, wave_id, calendar=campaign.calendar, stopped=row.grace == "longest")


def grace_hours(schedule: Schedule, wave_id: str, *, calendar: Calendar, stopped: bool = False) -> int:
    """The hours from the first day of instruct, when its policies are assigned, to that of enforce.

    A device is found noncompliant on that first day or later, so none is refused before the wave is enforced
    (docs/adr/0006-a-grace-counts-from-the-assignment.md). While nobody knows the day, because of a stop or a
    hold until further notice, it is the longest that Intune takes: neither may cost anybody their time.
    """
    enforced = None if stopped else schedule.enforcement(wave_id)
    if enforced is None:
        return LONGEST_GRACE_HOURS
    days = calendar.days_between(schedule.first_in(wave_id, Stage.INSTRUCT), enforced)
    return min(days * _DAY, LONGEST_GRACE_HOURS)


def grace_ends(schedule: Schedule, wave_id: str, *, calendar: Calendar, stopped: bool = False) -> date | None:
    """The day that a wave in deadline is told: the first one of enforce; None while nobody knows it."""
    enforced = None if stopped else schedule.enforcement(wave_id)
    return None if enforced is None else calendar.start_of(enforced)


def refuses_unprotected(rules: ComplianceRules, stages: Iterable[Stage]) -> bool:
    """Whether the campaign makes the tenant count devices without a policy as noncompliant, while its waves
    are in `stages`: from the first deadline on, so that it holds before anybody is enforced.
    """
    refused = any(stage_effects(each).unprotected_refused for each in stages)
    return rules.devices_without_policy == "noncompliant" and refused


def _reminders(schedule: Schedule, wave_id: str, *, campaign: Campaign, grace: int) -> tuple[int, ...]:
    """The rungs of the ladder that lie within the deadline stage; none while nobody knows the day."""
    enforced = schedule.enforcement(wave_id)
    if enforced is None:
        return ()
    days = campaign.calendar.days_between(schedule.first_in(wave_id, Stage.DEADLINE), enforced)
    stage_hours = min(days * _DAY, grace)
    return tuple(
        sorted(grace - before for before in campaign.compliance.reminder_hours if before <= stage_hours)
    )
