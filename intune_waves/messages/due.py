"""Who hears what in a period: the waves that enter a stage, and whether their dates can be told."""

from collections.abc import Iterator
from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave


def entering(campaign: Campaign, schedule: Schedule, *, period: int) -> tuple[tuple[Wave, Stage], ...]:
    """The waves that enter a stage in `period`, in the order of the schedule."""
    steps = ((campaign.wave(wave), schedule.stage(wave, period)) for wave in schedule.order)
    return tuple(
        (wave, stage) for wave, stage in steps if stage > schedule.stage(wave.id, max(period - 1, 0))
    )


def judge_dates(campaign: Campaign, schedule: Schedule, *, period: int, today: date) -> Iterator[Complaint]:
    """What stands against telling people of a period's dates today.

    Rules `message-deadline-past`, for people who would hear of a day that is over, and `message-date-open`,
    for a wave that a hold keeps from its dates until further notice.
    """
    for wave, stage in entering(campaign, schedule, period=period):
        if stage is Stage.ENFORCE:
            continue
        if schedule.enforcement(wave.id) is None:
            index, hold = next((n, each) for n, each in enumerate(wave.holds) if each.until is None)
            yield _open(wave, index, hold)
            continue
        enforced = campaign.calendar.start_of(schedule.enforced_from(wave.id))
        if enforced <= today:
            yield _past(wave, stage, enforced, today)


def _past(wave: Wave, stage: Stage, enforced: date, today: date) -> Complaint:
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


def _open(wave: Wave, index: int, hold: Hold) -> Complaint:
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
