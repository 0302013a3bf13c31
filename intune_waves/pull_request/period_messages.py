"""The messages of a period, in memory: what `./migrate messages` writes and `./migrate advance` commits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import MessageError
from intune_waves.campaign.schedule import schedule
from intune_waves.messages.due import due_messages, judge_dates, later_of
from intune_waves.messages.message import Recipient
from intune_waves.messages.period_files import PeriodFiles, belongs_in, files_of
from intune_waves.messages.template_folder import read_templates
from intune_waves.people.organisation import Organisation
from intune_waves.people.wave_recipients import WaveRecipients, recipients_of_waves
from intune_waves.stack.home import PROJECT, people_folder
from intune_waves.stack.stack_state import StackState

OUT = PROJECT / "campaign-messages"
"""Where messages are written when nobody says otherwise; they are part of a period's pull request."""


@dataclass(frozen=True, slots=True)
class PeriodMessages:
    """The files of a period; `belongs` says which files of earlier periods stay beside them."""

    made: PeriodFiles
    recipients: Mapping[str, WaveRecipients]
    belongs: Callable[[str], bool]


def period_messages(
    campaign: Campaign,
    period: int,
    *,
    folder: Path,
    organisation: Organisation | None,
    today: date | None,
    state: StackState | None = None,
) -> PeriodMessages:
    """Make the messages of the waves that enter a stage in `period`, and with the stack's `state` of those
    whose people have been told days that become later.

    Raises MessageError for one that cannot be made or, unless `today` is None, would tell people of a day
    that is over.
    """
    planned = schedule(campaign)
    later = later_of(campaign, planned, state=state, period=period) if state else {}
    due = due_messages(campaign, planned, period=period, later=later)
    if today is not None and (late := [*judge_dates(campaign, planned, due=due, today=today)]):
        raise MessageError(late)
    found = recipients_of_waves(campaign, planned, organisation=organisation, folder=people_folder(folder))
    people = {
        wave: None if known.unknown else tuple(Recipient(*names) for names in known.names)
        for wave, known in found.items()
    }
    made = files_of(
        campaign,
        planned,
        period=period,
        templates=read_templates(folder),
        recipients=people,
        later=later,
    )
    return PeriodMessages(made, found, belongs_in(campaign, planned, period=period))
