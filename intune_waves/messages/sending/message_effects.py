"""What followed each message: the tenant's enrollment beside the ledger's days."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.graph.client.errors import GraphError
from intune_waves.messages.effectiveness import (
    TOLD,
    MessageEffect,
    WaveEnrollment,
    message_effect,
    stages_entered,
    wave_enrollment,
)
from intune_waves.messages.sending.ledger import Ledger, LedgerError
from intune_waves.observing.connection import Connection
from intune_waves.observing.enrollment_days import read_enrollment_days
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StateWave


@dataclass(frozen=True, slots=True)
class Effects:
    """Every wave that has begun, in the order of the schedule, and every message of theirs, in its order."""

    enrollments: tuple[WaveEnrollment, ...]
    messages: tuple[MessageEffect, ...]
    doubts: Mapping[str, tuple[str, ...]]
    """By wave, why its counts are not to be trusted; only waves with a reason."""


def read_effects(
    campaign: Campaign,
    schedule: Schedule,
    *,
    waves: Mapping[str, StateWave],
    connection: Connection,
    period: int,
    today: date,
    ledger: Path,
) -> Effects:
    """Read the enrollment of the waves in the state once. `period` is the one in force.

    Closes the connection. Raises RefusedError where the tenant or the ledger cannot be read.
    """
    begun = {
        wave_id: (waves[wave_id].known_group(), waves[wave_id].platforms)
        for wave_id in schedule.order
        if wave_id in waves
    }
    sent = _sent_days(ledger)
    try:
        enrollments, doubts = asyncio.run(_read(begun, connection))
    except GraphError as failed:
        raise RefusedError(f"the enrollment could not be read: {failed}") from None
    messages = [
        message_effect(enrollment, stage, sent=day, today=today, by_calendar=by_calendar)
        for enrollment in enrollments
        for stage, day, by_calendar in _told(
            campaign, schedule, wave=enrollment.wave, period=period, sent=sent
        )
    ]
    return Effects(enrollments, tuple(messages), doubts)


def _told(
    campaign: Campaign,
    schedule: Schedule,
    *,
    wave: str,
    period: int,
    sent: Mapping[tuple[str, Stage], date],
) -> Iterator[tuple[Stage, date, bool]]:
    """Each message of a wave, the day it went out, and whether that day is only the calendar's."""
    entered = dict(stages_entered(schedule, wave, period=period))
    for stage in TOLD:
        if (wave, stage) in sent:
            yield stage, sent[wave, stage], False
        elif stage in entered:
            yield stage, campaign.calendar.start_of(entered[stage]), True


def _sent_days(path: Path) -> Mapping[tuple[str, Stage], date]:
    if not path.exists():
        return {}
    try:
        with Ledger(path) as ledger:
            return ledger.first_days()
    except LedgerError as refused:
        raise RefusedError(str(refused)) from None


async def _read(
    waves: Mapping[str, tuple[str, tuple[str, ...]]], connection: Connection
) -> tuple[tuple[WaveEnrollment, ...], dict[str, tuple[str, ...]]]:
    if not waves:
        return (), {}
    try:
        client = await connection.client()
        found = await read_enrollment_days(client, waves)
    finally:
        await connection.close()
    enrollments = tuple(
        wave_enrollment(wave_id, each.people, enrolled=each.by_day) for wave_id, each in found.items()
    )
    return enrollments, {wave_id: each.doubts for wave_id, each in found.items() if each.doubts}
