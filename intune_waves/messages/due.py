"""Who hears what in a period: the waves that enter a stage, and whether their dates can be told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.stack.stack_state import StackState
from intune_waves.step.meaning import Counted, PeopleCount
from intune_waves.step.told_days import LaterDays, due_later
from intune_waves.step.wave_move import WaveMove

_ASKED_TO_ACT = (Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE)


def entering(campaign: Campaign, schedule: Schedule, *, period: int) -> tuple[tuple[Wave, Stage], ...]:
    """The waves that enter a stage in `period`, in the order of the schedule."""
    steps = ((campaign.wave(wave), schedule.stage(wave, period)) for wave in schedule.order)
    return tuple(
        (wave, stage) for wave, stage in steps if stage > schedule.stage(wave.id, max(period - 1, 0))
    )


def asked_to_act(campaign: Campaign, schedule: Schedule, *, period: int) -> tuple[tuple[Wave, Stage], ...]:
    """The waves whose people have been asked to do something by `period`, in the order of the schedule."""
    stages = ((campaign.wave(wave), schedule.stage(wave, period)) for wave in schedule.order)
    return tuple((wave, stage) for wave, stage in stages if stage in _ASKED_TO_ACT)


def later_of(
    campaign: Campaign, schedule: Schedule, *, state: StackState, period: int
) -> Mapping[str, LaterDays]:
    """The waves whose people are to be told in `period` that a day becomes later, by what the state keeps."""
    now = {wave: schedule.told_days(wave, campaign.calendar) for wave in schedule.order}
    known = {wave: stage for wave, stage in state.begun.items() if wave in now}
    return due_later(state.told, now, stages=known, period=period)


Due = tuple[Wave, Stage, Mapping[Stage, date] | None]
"""A wave, the stage that it is in, and for a message of later days what its people had been told."""


def due_messages(
    campaign: Campaign, schedule: Schedule, *, period: int, later: Mapping[str, LaterDays]
) -> tuple[Due, ...]:
    """Everything that people are told in `period`, in the order of the schedule. Whoever enters a stage in it
    hears no message of `later` days: that stage's message tells the days as they are.
    """
    stages = {wave.id: stage for wave, stage in entering(campaign, schedule, period=period)}
    found: list[Due] = []
    for wave_id in schedule.order:
        wave = campaign.wave(wave_id)
        if wave_id in stages:
            found.append((wave, stages[wave_id], None))
        elif wave_id in later:
            found.append((wave, schedule.stage(wave_id, period), later[wave_id].told))
    return tuple(found)


def reminders_told(
    campaign: Campaign, moves: Iterable[WaveMove], *, counted: Mapping[str, Counted], period: int
) -> Iterator[str]:
    """How many people of each wave that moves could be reminded once `period` is in force; nothing where the
    campaign reminds nobody, or sends no mail.
    """
    if campaign.messages is None or None in (campaign.messages.missing_every, campaign.messages.sender):
        return
    for move in moves:
        found = counted[move.id].people
        if move.after in _ASKED_TO_ACT and isinstance(found, PeopleCount) and found.missing:
            have = "person has" if found.missing == 1 else "people have"
            verb = f"./migrate messages send --period {period} --only missing"
            yield f"{move.title}: {found.missing:,} {have} not acted; {verb} reminds them."


def judge_dates(
    campaign: Campaign, schedule: Schedule, *, due: Iterable[Due], today: date
) -> Iterator[Complaint]:
    """What stands against telling people of a period's dates today.

    Rules `message-deadline-past`, for people who would hear of a day that is over, and `message-date-open`,
    for a wave that a hold keeps from its dates until further notice.
    """
    for wave, stage, _ in due:
        if stage is Stage.ENFORCE:
            continue
        if schedule.enforcement(wave.id) is None:
            index, hold = next((n, each) for n, each in enumerate(wave.holds) if each.until is None)
            yield _open(wave, index, hold=hold)
            continue
        enforced = campaign.calendar.start_of(schedule.enforced_from(wave.id))
        if enforced <= today:
            yield _past(wave, stage, enforced=enforced, today=today)


def _past(wave: Wave, stage: Stage, *, enforced: date, today: date) -> Complaint:
    return Complaint(
        rule="message-deadline-past",
        where=wave.places.of("start") if wave.places else None,
        path="start",
        what=f"{wave.id} would hear of {stage.value} with {enforced} as the day of enforcement, and today is "
        f"{today}",
        got=enforced,
        expected="a day that is still to come",
        next_step="move the start, hold the wave, or see the messages as of an earlier day with --as-of DAY",
    )


def _open(wave: Wave, index: int, *, hold: Hold) -> Complaint:
    path = f"holds.{index}"
    return Complaint(
        rule="message-date-open",
        where=wave.places.of(path) if wave.places else None,
        path=path,
        what=f"{wave.id} is held from period {hold.since} until further notice, so its dates are not known",
        got=hold.since,
        expected="the last held period",
        next_step="say until when, or tell people later",
    )
