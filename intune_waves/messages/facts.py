"""What messages tell: the variables of the templates, which docs/messages.md lists, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.messages import Messages
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave
from intune_waves.messages.inert import Markdown
from intune_waves.messages.message import PERSON_NAME

_DATED = (Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE)


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """`campaign`."""

    name: str


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """`wave`. `own_devices` is whether its people may enroll devices of their own."""

    title: str
    own_devices: bool


@dataclass(frozen=True, slots=True)
class DateFacts:
    """`dates`: the first day of each stage, and the last one before the rule is enforced. `told`: the same as
    people had been told before a day became a later one.
    """

    announce: date
    instruct: date
    deadline: date
    enforce: date
    last_day: date


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """One of `platforms`. `unenroll` is empty where the campaign declares no steps."""

    id: str
    title: str
    unenroll: Markdown


@dataclass(frozen=True, slots=True)
class OldServiceFacts:
    """`old_service`."""

    name: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """`person`: known only when a copy is made, so it is written out and takes no filter."""

    name: Markdown


@dataclass(frozen=True, slots=True)
class Facts:
    """All variables, by name."""

    campaign: CampaignFacts
    organisation: str
    wave: WaveFacts
    stage: str
    dates: DateFacts
    told: DateFacts
    platforms: tuple[PlatformFacts, ...]
    helpdesk: Markdown
    old_service: OldServiceFacts
    person: PersonFacts


def facts_of(
    campaign: Campaign,
    schedule: Schedule,
    *,
    wave: Wave,
    stage: Stage,
    language: str,
    person: str = PERSON_NAME,
    told: Mapping[Stage, date] | None = None,
) -> Facts:
    """The facts for one wave in one stage; `person` is what stands for the reader's name, and `told` has the
    days that people had been told before they became later.

    Raises MessageError for a campaign without messages, and PeriodError for days that no calendar has.
    """
    messages = declared(campaign)

    days = {each: campaign.calendar.start_of(schedule.first_in(wave.id, each)) for each in _DATED}
    return Facts(
        campaign=CampaignFacts(campaign.name),
        organisation=campaign.organisation,
        wave=WaveFacts(wave.title, effects_on(wave, stage).personal_devices == "allow"),
        stage=stage.value,
        dates=_dates(days),
        told=_dates({**days, **(told or {})}),
        platforms=tuple(
            PlatformFacts(each.value, each.title, Markdown(messages.unenroll_in(each, language)))
            for each in wave.platforms
        ),
        helpdesk=Markdown(messages.helpdesk_in(language)),
        old_service=OldServiceFacts(messages.old_service),
        person=PersonFacts(Markdown(person)),
    )


def _dates(days: Mapping[Stage, date]) -> DateFacts:
    last_day = days[Stage.ENFORCE] - timedelta(days=1)
    announce, instruct, deadline, enforce = (days[each] for each in _DATED)
    return DateFacts(announce, instruct, deadline, enforce, last_day)


def declared(campaign: Campaign) -> Messages:
    """The campaign's `messages`. Raises MessageError, rule `messages-undeclared`."""
    if campaign.messages is None:
        raise MessageError([_undeclared(campaign)])
    return campaign.messages


def _undeclared(campaign: Campaign) -> Complaint:
    return Complaint(
        rule="messages-undeclared",
        where=campaign.places.of("") if campaign.places else None,
        path="messages",
        what="the campaign declares no messages to people",
        expected="a helpdesk and an old service",
        next_step="add messages: with helpdesk and old_service; docs/messages.md shows them",
    )
