"""What the campaign's own resource is told of a step: every wave's stage, and the rules that judge it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import is_closed
from intune_waves.campaign.compliance_policy import refuses_unprotected
from intune_waves.campaign.people import EverybodyElse, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.campaign.wave import Wave

from .gate import gate_rules


def step_facts(
    campaign: Campaign,
    schedule: Schedule,
    *,
    period: int,
    stop: str | None,
    break_glass_ids: Sequence[pulumi.Input[str]],
) -> dict[str, Any]:
    """The inputs of `intune:index:Campaign` by which it judges a step. Per wave, never per person."""
    waves = [campaign.wave(wave_id) for wave_id in schedule.order]
    stopped = stop is not None
    entered = stages_in_force(schedule, period, stopped=stopped)
    return {
        "stages": _written(entered),
        "nextStages": _written(stages_in_force(schedule, period + 1, stopped=stopped)),
        "stop": stop,
        "waves": [_wave(wave) for wave in waves],
        "overrides": [
            {
                "wave": wave.id,
                "stage": override.stage.value,
                "figure": override.figure,
                "by": override.by,
                "until": override.until,
            }
            for wave in waves
            for override in wave.overrides
        ],
        "gates": {wave.id: rules for wave in waves if (rules := gate_rules(wave, entered[wave.id]))},
        "closed": True if is_closed(campaign, schedule, period) else None,
        "checklist": _checklist(campaign) if is_closed(campaign, schedule, period) else None,
        "firstDay": campaign.calendar.first_day.isoformat(),
        "periodDays": campaign.calendar.days,
        "freezes": [
            {
                "firstDay": freeze.first_day.isoformat(),
                "lastDay": freeze.last_day.isoformat(),
                "reason": freeze.reason,
            }
            for freeze in campaign.freezes
        ],
        "brake": {"percent": campaign.brake.percent, "floor": campaign.brake.floor},
        "refusesUnprotected": refuses_unprotected(campaign.compliance, entered.values()) or None,
        "breakGlassIds": list(break_glass_ids),
    }


def _checklist(campaign: Campaign) -> list[dict[str, str]]:
    items = campaign.closing.checklist if campaign.closing else ()
    written = (
        {
            "id": each.id,
            "title": each.title,
            "check": each.check.value,
            "done": each.done.isoformat() if each.done else None,
            "by": each.by,
        }
        for each in items
    )
    return [{name: value for name, value in item.items() if value is not None} for item in written]


def _written(stages: Mapping[str, Stage]) -> Mapping[str, str]:
    return {wave_id: stage.value for wave_id, stage in stages.items()}


def _wave(wave: Wave) -> Mapping[str, Any]:
    people = wave.people
    size = people.count if isinstance(people, ListedPeople) else wave.size
    if isinstance(people, Share) and people.size is not None:
        size = people.size
    written = {
        "id": wave.id,
        "title": wave.title,
        "platforms": [platform.value for platform in wave.platforms],
        "group": people.group if isinstance(people, ExistingGroup) else None,
        "everybodyElse": True if isinstance(people, EverybodyElse) else None,
        "size": size,
        "personalDevices": wave.personal_devices,
        "finalPersonalDevices": wave.final_personal_devices,
    }
    return {name: value for name, value in written.items() if value is not None}
