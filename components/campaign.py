"""The campaign's own resource: every wave's stage, and the rules by which a step is judged."""

from collections.abc import Mapping, Sequence

import pulumi

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import ChecklistItem, is_closed
from intune_waves.campaign.compliance_policy import refuses_unprotected
from intune_waves.campaign.device_evidence import ACTIVE_DAYS, Inventory
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.campaign.wave import Wave
from intune_waves.people.sources import list_file

from .gate import gate_rules
from .intune import CampaignArgs, CampaignChecklist, CampaignInventories, CampaignWaves


def campaign_args(
    campaign: Campaign,
    schedule: Schedule,
    *,
    period: int,
    stop: str | None,
    break_glass_ids: pulumi.Input[Sequence[pulumi.Input[str]]],
    excluded_ids: pulumi.Input[Sequence[pulumi.Input[str]]] = (),
    confirmed_step: str | None = None,
) -> CampaignArgs:
    """What the campaign's own resource is declared by: the period in force, and what judges the step to it.

    Per wave, never per person. `confirmed_step` is "2->5": the very step of more than one period that
    somebody has agreed to.
    """
    waves = [campaign.wave(wave_id) for wave_id in schedule.order]
    stopped = stop is not None
    entered = stages_in_force(schedule, period, stopped=stopped)
    closed = is_closed(campaign, schedule, period=period)
    return {
        "name": campaign.name,
        "period": period,
        "confirmed_step": confirmed_step,
        "stages": _written(entered),
        "next_stages": _written(stages_in_force(schedule, period + 1, stopped=stopped)),
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
        "active_days": None if campaign.active_days == ACTIVE_DAYS else campaign.active_days,
        "files": {wave.id: file for wave in waves if (file := declared_in(wave))} or None,
        "sign_in_log": campaign.sign_in_log or None,
        "inventories": [_inventory(each) for each in campaign.inventories] or None,
        "lists": {wave.id: file for wave in waves if (file := list_file(wave.people, wave.id))} or None,
        "closed": True if closed else None,
        "checklist": _checklist(campaign) if closed else None,
        "days": {wave.id: _days(schedule, wave.id, calendar=campaign.calendar) for wave in waves},
        "first_day": campaign.calendar.first_day.isoformat(),
        "period_days": campaign.calendar.days,
        "first_days": [each.isoformat() for each in campaign.calendar.begin] or None,
        "weekday": campaign.calendar.weekday,
        "freezes": [
            {
                "firstDay": freeze.first_day.isoformat(),
                "lastDay": freeze.last_day.isoformat(),
                "reason": freeze.reason,
            }
            for freeze in campaign.calendar.freezes
        ],
        "guards": [{"file": each.path, "digest": each.digest} for each in campaign.guards] or None,
        "brake": {"percent": campaign.brake.percent, "floor": campaign.brake.floor},
        "refuses_unprotected": refuses_unprotected(campaign.compliance, entered.values()) or None,
        "break_glass_ids": break_glass_ids,
        "excluded_ids": excluded_ids if campaign.exclusions else None,
    }


def declared_in(wave: Wave) -> str | None:
    """Where a wave is declared, if not in its own file beside campaign.yaml."""
    if wave.places is None or wave.places.file == f"waves/{wave.id}.yaml":
        return None
    where = wave.places.of("")
    return f"{where.file}:{where.line}" if where.file.endswith(".csv") else where.file


def _days(schedule: Schedule, wave_id: str, *, calendar: Calendar) -> dict[str, str]:
    """The first day of each stage whose day people are told, by the stage's name."""
    return {stage.value: day.isoformat() for stage, day in schedule.told_days(wave_id, calendar).items()}


def _inventory(inventory: Inventory) -> CampaignInventories:
    written: CampaignInventories = {"file": inventory.file, "service": inventory.service}
    if inventory.digest:
        written["digest"] = inventory.digest
    return written


def _checklist(campaign: Campaign) -> list[CampaignChecklist]:
    return [_item(each) for each in (campaign.closing.checklist if campaign.closing else ())]


def _item(item: ChecklistItem) -> CampaignChecklist:
    written: CampaignChecklist = {"id": item.id, "title": item.title, "check": item.check.value}
    if item.done is not None:
        written["done"] = item.done.isoformat()
    if item.by is not None:
        written["by"] = item.by
    return written


def _written(stages: Mapping[str, Stage]) -> Mapping[str, str]:
    return {wave_id: stage.value for wave_id, stage in stages.items()}


def _wave(wave: Wave) -> CampaignWaves:
    written: CampaignWaves = {
        "id": wave.id,
        "title": wave.title,
        "platforms": [platform.value for platform in wave.platforms],
        "personalDevices": wave.personal_devices,
    }
    if wave.final_personal_devices is not None:
        written["finalPersonalDevices"] = wave.final_personal_devices
    people = wave.people
    if people.existing_group is not None:
        written["group"] = people.existing_group
    if people.takes_the_rest:
        written["everybodyElse"] = True
    size = wave.size if people.declared_size is None else people.declared_size
    if size is not None:
        written["size"] = size
    return written
