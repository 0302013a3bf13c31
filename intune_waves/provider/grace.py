"""The grace of a compliance policy and its reminders, as a program declares them."""

from intune_waves.provider.protocol.property import Failure, Property, Values
from intune_waves.provider.protocol.wire import UNKNOWN

_LONGEST_HOURS = 8760

REMINDER_FIELDS = (
    Property("templateId", "string", "The notification template that is mailed.", required=True),
    Property(
        "hoursAfter",
        "integer",
        "Hours after a device was found not to comply; at most graceHours.",
        required=True,
    ),
)


def check_grace(grace: object, reminders: object) -> list[Failure]:
    """A grace that Graph takes, and reminders that come in time and once each. What a preview cannot know
    passes, and so does a list that is not there.
    """
    failures = []
    if isinstance(grace, int) and not 0 <= grace <= _LONGEST_HOURS:
        failures.append(
            Failure("graceHours", f"got {grace}, expected hours from 0 to 8760 [compliance-grace]")
        )
    return failures + (_check_reminders(reminders, grace) if isinstance(reminders, list) else [])


def _check_reminders(reminders: list[Values], grace: object) -> list[Failure]:
    failures = []
    for place, reminder in enumerate(reminders):
        hours = reminder["hoursAfter"]
        if hours == UNKNOWN:
            continue
        path = f"reminders[{place}]"
        if hours < 0:
            failures.append(
                Failure(f"{path}.hoursAfter", f"got {hours}, expected 0 or more [compliance-reminder]")
            )
        elif isinstance(grace, int) and hours > grace:
            said = f"got {hours}, expected at most the grace of {grace} hours, or it comes after the deadline"
            failures.append(Failure(f"{path}.hoursAfter", f"{said} [compliance-reminder]"))
        if reminder in reminders[:place]:
            failures.append(Failure(path, "it is there twice; leave one out [compliance-reminder]"))
    return failures
