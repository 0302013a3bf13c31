"""The stop: one value that takes every enforced wave back to report-only, whatever the period."""

import re

from intune_waves.campaign.errors import Complaint, StopError

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
