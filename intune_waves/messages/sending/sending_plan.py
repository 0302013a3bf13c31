"""Who is to be sent which message in a period, before anybody is sent anything."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import MessageError
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.group_membership import recipient_pages
from intune_waves.graph.mail import series_sent_on
from intune_waves.messages.due import Due, asked_to_act, due_messages, judge_dates
from intune_waves.messages.message import Message
from intune_waves.messages.rendering import render
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.messages.sending.missing_people import MissingPeople
from intune_waves.messages.sending.sending import Letter
from intune_waves.messages.template_folder import read_templates
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StateWave
from intune_waves.step.told_days import LaterDays


class ChangedText(Enum):
    """Who gets the new text."""

    NEWCOMERS = "newcomers"
    """Whoever has had no text of this stage yet."""
    EVERYBODY = "everybody"
    """Also whoever had the earlier one: they get a second message."""


@dataclass(slots=True)
class LeftAlone:
    """How many people a message to who has not acted leaves alone, and why."""

    acted: int = 0
    """They would lose nothing."""
    reminded: int = 0
    """They were told so a short while ago."""
    excluded: int = 0
    """They are accounts that are never in the campaign; no other message goes to them either."""


@dataclass(slots=True)
class PlannedMessage:
    """One message of the period with its counts of people, and the letters that are to be looked up or sent.

    `people` are enabled accounts; each of them is counted once more in one of the others or has a letter.
    """

    message: Message
    text: MessageText
    group: str
    people: int = 0
    without_address: int = 0
    have_it: int = 0
    had_another: int = 0
    """People who had an earlier text, and are not sent this one."""
    postponed: int = 0
    """People for whom the mailbox has no room today."""
    left_alone: LeftAlone = field(default_factory=LeftAlone)
    doubts: list[Letter] = field(default_factory=list)
    new: list[Letter] = field(default_factory=list)
    mailbox_knows: bool = False
    """Whether the mailbox has sent this text although the ledger does not know it."""

    def as_json(self) -> dict[str, Any]:
        """The counts."""
        return {
            "wave": self.text.wave,
            "stage": self.text.stage.value,
            "message": self.message.name,
            "people": self.people,
            "have_it": self.have_it,
            "had_another_text": self.had_another,
            "without_address": self.without_address,
            "in_doubt": len(self.doubts),
            "postponed": self.postponed,
            "excluded": self.left_alone.excluded,
            "reminded_lately": self.left_alone.reminded,
            "have_acted": self.left_alone.acted,
            "to_send": len(self.new),
        }


def mailbox_of(campaign: Campaign) -> str:
    """The mailbox that the campaign sends from. Raises RefusedError where none is declared."""
    if campaign.messages is None or campaign.messages.sender is None:
        raise RefusedError(
            "waves/campaign.yaml: messages.send.from: no mailbox to send from is declared",
            "declare the mailbox to send from, or send what ./migrate messages writes by other means",
        )
    return campaign.messages.sender


def refuse_unapplied(
    told: Iterable[tuple[Wave, Stage]],
    period: int,
    *,
    in_force: int | None,
    waves: Mapping[str, StateWave],
    stack: str,
) -> None:
    """Raise RefusedError unless the period is in force and each wave that is to be told is in its stage."""
    if in_force != period:
        now = "no period" if in_force is None else f"period {in_force}"
        verb = "messages send" if in_force is not None and in_force > period else "up"
        asked = in_force if verb == "messages send" else period
        raise RefusedError(
            f"{now} is in force on the stack {stack}, not period {period}: people are told what is true",
            f"./migrate {verb} --period {asked} --stack {stack}",
        )
    for wave, stage in told:
        observed = waves[wave.id].stage if wave.id in waves else Stage.PLANNED
        if observed is not stage:
            raise RefusedError(
                f"{wave.id} is in {observed.value} and not yet in {stage.value}: the step into period "
                f"{period} is not whole, or the campaign is stopped",
                f"./migrate up --period {period} --stack {stack}",
            )


def render_due(
    campaign: Campaign,
    schedule: Schedule,
    *,
    period: int,
    waves: Mapping[str, StateWave],
    folder: Path,
    today: date,
    later: Mapping[str, LaterDays] | None = None,
) -> list[PlannedMessage]:
    """The messages of the period, nobody counted yet; `later` has the waves whose people hear of later days.

    Raises RefusedError where one cannot be made, or would tell people of a day that is over.
    """
    told = due_messages(campaign, schedule, period=period, later=later or {})
    return _rendered(campaign, schedule, told=told, waves=waves, folder=folder, today=today)


def _rendered(
    campaign: Campaign,
    schedule: Schedule,
    *,
    told: Sequence[Due],
    waves: Mapping[str, StateWave],
    folder: Path,
    today: date,
    missing: bool = False,
) -> list[PlannedMessage]:
    templates = read_templates(folder)
    planned = []
    complaints = [*judge_dates(campaign, schedule, due=told, today=today)]
    for wave, stage, days in told:
        try:
            message = render(
                campaign, schedule, wave=wave, stage=stage, templates=templates, told=days, missing=missing
            )
        except MessageError as wrong:
            complaints += wrong.complaints
            continue
        group = waves[wave.id].known_group()
        planned.append(PlannedMessage(message, MessageText.of(message), group))
    if complaints:
        raise RefusedError("\n".join(map(str, complaints)))
    return planned


def render_missing(
    campaign: Campaign,
    schedule: Schedule,
    *,
    period: int,
    waves: Mapping[str, StateWave],
    folder: Path,
    today: date,
) -> list[PlannedMessage]:
    """The message to people who have not acted, for each wave that was asked to act; nobody counted yet.

    Raises RefusedError as `render_due` does.
    """
    told = [(wave, stage, None) for wave, stage in asked_to_act(campaign, schedule, period=period)]
    return _rendered(campaign, schedule, told=told, waves=waves, folder=folder, today=today, missing=True)


# Many parameters: who is counted depends on what was sent, on who is left alone and on the mailbox's room.
async def count_people(
    client: GraphClient,
    mailbox: str,
    *,
    planned: list[PlannedMessage],
    ledger: Ledger,
    changed: ChangedText | None,
    room: int,
    missing: Mapping[str, MissingPeople] | None = None,
    excluded: Collection[str] = (),
) -> None:
    """Read each wave's group once, and set counts and letters; at most `room` new ones. Raises GraphError.

    With `missing`, by wave, nobody else is written to. Nobody writes to the `excluded`, whom a rule or an
    existing group may hold; they are named in lower case.
    """
    for each in planned:
        only = missing[each.text.wave] if missing is not None else None
        if not ledger.knows(each.text):
            each.mailbox_knows = await series_sent_on(client, mailbox, series=each.text.series) is not None
        async for page in recipient_pages(client, each.group):
            for person in page.people:
                if person.principal_name.lower() in excluded:
                    each.left_alone.excluded += 1
                    continue
                each.people += 1
                if only is not None and not only.names(person.id):
                    each.left_alone.acted += 1
                elif only is not None and only.reminded_lately(person.id):
                    each.left_alone.reminded += 1
                elif not person.address:
                    each.without_address += 1
                elif _take(each, person.id, recipient=person, ledger=ledger, changed=changed, room=room):
                    room -= 1


def _take(
    each: PlannedMessage,
    person: str,
    *,
    recipient: object,
    ledger: Ledger,
    changed: ChangedText | None,
    room: int,
) -> bool:
    """Count one person; whether a new letter came of it."""
    entry = ledger.entry(each.text, person)
    if entry is not None and entry.day is not None:
        each.have_it += 1
    elif entry is not None or each.mailbox_knows:
        each.doubts.append(Letter(each.text, person, recipient, entry.at if entry else 0.0))
    elif changed is not ChangedText.EVERYBODY and ledger.had_another(each.text, person):
        each.had_another += 1
    elif room <= 0:
        each.postponed += 1
    else:
        each.new.append(Letter(each.text, person, recipient))
        return True
    return False


def refuse_changed(planned: list[PlannedMessage], changed: ChangedText | None) -> None:
    """Raise RefusedError where people had an earlier text and nobody said whether they get this one too."""
    for each in planned:
        if each.had_another and changed is None:
            raise RefusedError(
                f"{each.text.wave}, {each.message.name}: the text was changed after "
                f"{each.had_another:,} of {each.people:,} people had got it",
                "take the change back, or say who gets the new text: --changed-text newcomers or everybody",
            )
