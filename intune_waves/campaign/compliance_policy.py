"""The compliance policies that a wave has in a stage, and the grace that they give, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.compliance_rules import ComplianceRules, SettingValue
from intune_waves.campaign.naming import compliance_name
from intune_waves.campaign.period import Calendar
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import contract
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
    wave: Wave, stage: Stage, schedule: Schedule, campaign: Campaign, *, stop: str | None = None
) -> tuple[DesiredCompliance, ...]:
    """The compliance policies of `wave` in `stage`, one per platform that it lists; none while it is planned.

    `stop` is why the campaign is stopped: then no wave has a date (see `grace_hours`).
    """
    promised = contract(stage, wave)
    if promised.grace is None:
        return ()
    rules = campaign.compliance
    until_enforced = grace_hours(schedule, wave.id, campaign.calendar, stop=stop)
    minimal = promised.grace == "minimal"
    ladder = _reminders(schedule, wave.id, campaign, until_enforced) if promised.reminds and not stop else ()
    return tuple(
        DesiredCompliance(
            platform=platform,
            display_name=compliance_name(wave, platform),
            settings=rules.settings[platform],
            assigned=promised.compliance_assigned,
            grace_hours=rules.enforced_grace_hours if minimal else until_enforced,
            reminders=ladder,
        )
        for platform in wave.platforms
    )


def grace_hours(schedule: Schedule, wave_id: str, calendar: Calendar, *, stop: str | None = None) -> int:
    """The hours from the first day of instruct, when its policies are assigned, to that of enforce.

    A device is found noncompliant on that first day or later, so none is refused before the wave is enforced
    (docs/adr/0006-a-grace-counts-from-the-assignment.md). While nobody knows the day, because of a stop or a
    hold until further notice, it is the longest that Intune takes: neither may cost anybody their time.
    """
    enforced = None if stop else schedule.enforcement(wave_id)
    if enforced is None:
        return LONGEST_GRACE_HOURS
    periods = enforced - schedule.first_in(wave_id, Stage.INSTRUCT)
    return min(periods * calendar.days * _DAY, LONGEST_GRACE_HOURS)


def grace_ends(
    schedule: Schedule, wave_id: str, calendar: Calendar, *, stop: str | None = None
) -> date | None:
    """The day that a wave in deadline is told: the first one of enforce; None while nobody knows it."""
    enforced = None if stop else schedule.enforcement(wave_id)
    return None if enforced is None else calendar.start_of(enforced)


def refuses_unprotected(rules: ComplianceRules, stages: Iterable[Stage]) -> bool:
    """Whether the campaign makes the tenant count devices without a policy as noncompliant, while its waves
    are in `stages`: from the first deadline on, so that it holds before anybody is enforced.
    """
    return rules.devices_without_policy == "noncompliant" and any(each >= Stage.DEADLINE for each in stages)


def _reminders(schedule: Schedule, wave_id: str, campaign: Campaign, grace: int) -> tuple[int, ...]:
    """The rungs of the ladder that lie within the deadline stage; none while nobody knows the day."""
    enforced = schedule.enforcement(wave_id)
    if enforced is None:
        return ()
    periods = enforced - schedule.first_in(wave_id, Stage.DEADLINE)
    stage_hours = min(periods * campaign.calendar.days * _DAY, grace)
    return tuple(
        sorted(grace - before for before in campaign.compliance.reminder_hours if before <= stage_hours)
    )
