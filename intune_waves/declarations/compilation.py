"""From declarations to the domain: defaults filled in, each word turned into the value that it means."""

from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.campaign import Brake, Campaign, Defaults, GuardFile
from intune_waves.campaign.closing import ChecklistItem, Closing
from intune_waves.campaign.compliance_rules import ComplianceRules, in_graph
from intune_waves.campaign.device_evidence import Inventory
from intune_waves.campaign.exclusion import Exclusion
from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.messages import Messages
from intune_waves.campaign.place import Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, AtPeriod, Factors, Start, Thresholds, Wave
from intune_waves.campaign.webhook import Webhook
from intune_waves.declarations.campaign_declaration import CampaignDeclaration, DefaultsDeclaration
from intune_waves.declarations.compliance_declaration import ComplianceDeclaration
from intune_waves.declarations.messages_declaration import MessagesDeclaration
from intune_waves.declarations.retire_declaration import RetireDeclaration
from intune_waves.declarations.stages_declaration import (
    EnforceDeclaration,
    StageDeclaration,
    StagesDeclaration,
)
from intune_waves.declarations.wave_declaration import StartDeclaration
from intune_waves.declarations.written_wave import WrittenWave


def compile_campaign(
    campaign: CampaignDeclaration,
    places: Places,
    *,
    waves: tuple[Wave, ...],
    guards: tuple[GuardFile, ...],
    inventories: tuple[Inventory, ...] = (),
) -> Campaign:
    """The campaign; `waves` are in the order of their starts."""
    return Campaign(
        name=campaign.name,
        organisation=campaign.organisation,
        calendar=compile_calendar(campaign),
        break_glass=tuple(campaign.break_glass),
        waves=waves,
        brake=Brake(campaign.brake.percent, campaign.brake.floor),
        newcomer_days=campaign.newcomers,
        active_days=campaign.active_days,
        inventories=inventories,
        sign_in_log=campaign.sign_in_log,
        defaults=compile_defaults(campaign.defaults),
        compliance=_compliance(campaign.compliance),
        closing=None if campaign.retire is None else _closing(campaign.retire),
        enrollment_apps_excluded=campaign.enrollment_apps_excluded,
        exclusions=tuple(Exclusion(each.account, each.reason, each.by) for each in campaign.exclusions),
        messages=_messages(campaign.messages) if campaign.messages else None,
        webhook=Webhook(campaign.webhook.url, campaign.webhook.url_from) if campaign.webhook else None,
        guards=guards,
        places=places,
    )


def compile_calendar(campaign: CampaignDeclaration) -> Calendar:
    """The days of the periods."""
    return Calendar(
        campaign.first_period,
        campaign.period_length,
        tuple(Freeze(each.first_day, each.last_day, each.reason) for each in campaign.freezes),
        tuple(each.first_day for each in campaign.periods),
        campaign.periods_begin_on,
    )


def _closing(declared: RetireDeclaration) -> Closing:
    items = (
        ChecklistItem(each.id, each.title, each.check, each.done, each.by) for each in declared.checklist
    )
    return Closing(declared.period, tuple(items))


def compile_defaults(defaults: DefaultsDeclaration) -> Defaults:
    """What a wave gets when its own file says nothing."""
    return Defaults(tuple(defaults.platforms), defaults.personal_devices)


def _compliance(declared: ComplianceDeclaration) -> ComplianceRules:
    settings = {
        Platform.WINDOWS: declared.windows,
        Platform.MAC: declared.mac,
        Platform.IOS: declared.ios,
        Platform.ANDROID: declared.android,
        Platform.ANDROID_FOR_WORK: declared.android_for_work,
    }
    return ComplianceRules(
        settings={
            platform: in_graph(platform, each.model_dump(exclude_none=True))
            for platform, each in settings.items()
        },
        enforced_grace_hours=declared.enforced_grace,
        reminder_hours=tuple(declared.reminders),
        devices_without_policy=declared.devices_without_policy,
    )


def compile_wave(written: WrittenWave, defaults: Defaults) -> Wave:
    """One wave with the campaign's defaults filled in."""
    wave = written.declaration
    enforce = wave.stages.enforce
    people = wave.people.made(written.file)
    return Wave(
        id=written.id,
        title=wave.title,
        people=people,
        start=_start(wave.start),
        platforms=tuple(wave.platforms or defaults.platforms),
        personal_devices=wave.personal_devices or defaults.personal_devices,
        final_personal_devices=enforce.personal_devices if enforce else None,
        size=wave.size or people.declared_size or None,
        factors=Factors(
            willingness=wave.factors.willingness,
            complexity=wave.factors.complexity,
            requirements=wave.factors.requirements,
            location=wave.factors.location,
            business_risk=wave.factors.business_risk,
        ),
        language=wave.language,
        part_of=wave.part_of,
        thresholds=_thresholds(wave.stages),
        holds=tuple(Hold(each.reason, each.by, each.since, each.until) for each in wave.holds),
        overrides=tuple(Override(*each.gate, each.reason, each.by, each.until) for each in wave.overrides),
        places=written.places,
    )


def _messages(declared: MessagesDeclaration) -> Messages:
    service = declared.old_service
    steps = {
        Platform.WINDOWS: service.unenroll.windows,
        Platform.MAC: service.unenroll.mac,
        Platform.IOS: service.unenroll.ios,
        Platform.ANDROID: service.unenroll.android,
        Platform.ANDROID_FOR_WORK: service.unenroll.android_for_work,
    }
    return Messages(
        helpdesk=declared.helpdesk,
        old_service=service.name,
        language=declared.language,
        unenroll={platform: texts for platform, texts in steps.items() if texts},
        sender=declared.send.sender if declared.send else None,
        per_minute=declared.send.per_minute if declared.send else None,
        per_day=declared.send.per_day if declared.send else None,
        missing_every=declared.missing.every if declared.missing else None,
    )


def _start(start: StartDeclaration) -> Start:
    if start.after is not None:
        return After(start.after, 1 if start.periods is None else start.periods)
    assert start.period is not None
    return AtPeriod(start.period)


def _thresholds(stages: StagesDeclaration) -> dict[Stage, Thresholds]:
    declared = {
        Stage.ANNOUNCE: stages.announce,
        Stage.INSTRUCT: stages.instruct,
        Stage.DEADLINE: stages.deadline,
        Stage.ENFORCE: stages.enforce,
    }
    return {stage: compiled for stage, each in declared.items() if each and (compiled := _limits(each))}


def _limits(stage: StageDeclaration | EnforceDeclaration) -> Thresholds:
    return Thresholds(
        coverage=stage.coverage,
        reach=stage.reach,
        soak=stage.soak,
        failed_enrollments=stage.failed_enrollments,
        newly_blocked=stage.newly_blocked,
        losing_a_device=stage.losing_a_device,
        newly_asked=stage.newly_asked,
        age_hours=stage.age,
    )
