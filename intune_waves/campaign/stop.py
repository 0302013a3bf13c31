"""The stop: one value that takes every enforced wave back to report-only, whatever the period."""

import re
from collections.abc import Mapping

from intune_waves.campaign.errors import Complaint, StopError
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage

_NO_REASON = re.compile(r"[\W\d_]*|true|false|yes|no|on|off|none|null", re.IGNORECASE)


def parse_stop(text: str | None) -> str | None:
    """The reason for which the campaign is stopped; None when it is not.

    Raises StopError, in one sentence, for a text that gives no reason: `false` stops nothing less than
    `true` does, so neither is taken for an answer.
    """
    if text is None:
        return None
    reason = " ".join(text.split())
    if not _NO_REASON.fullmatch(reason):
        return reason
    raise StopError(
        str(
            Complaint(
                rule="stop-reason",
                path="stop",
                what=f"{reason!r} says no reason",
                next_step="write why everything is stopped, or remove the value to go on",
            )
        )
    )


def stage_in_force(scheduled: Stage, stop: str | None) -> Stage:
    """The stage that a wave is in: the scheduled one, but for an enforced wave deadline while stopped."""
    return Stage.DEADLINE if stop and scheduled is Stage.ENFORCE else scheduled


def stages_in_force(schedule: Schedule, period: int, stop: str | None) -> Mapping[str, Stage]:
    """The stage of every wave in a period, in the order of the schedule."""
    return {wave_id: stage_in_force(schedule.stage(wave_id, period), stop) for wave_id in schedule.order}
