"""The files of a period: each message as text and as a page, its recipients, and the dates of its wave."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from operator import attrgetter

from babel import Locale, UnknownLocaleError

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.messages.calendar_file import calendar_file
from intune_waves.messages.due import due_messages, entering
from intune_waves.messages.inert import one_line
from intune_waves.messages.message import Message, Recipient
from intune_waves.messages.rendering import render, subject
from intune_waves.messages.template import LATER
from intune_waves.messages.template_folder import Templates
from intune_waves.step.told_days import LaterDays

RECIPIENTS = "recipients.csv"
HEARD: tuple[Stage, ...] = tuple(stage for stage in Stage if stage > Stage.PLANNED)
_AS_WRITTEN = {".gitattributes": b"* -text\n"}
"""Git leaves the line ends of the folder as they are, on Windows too; calendars ask for their own."""
COLUMNS = ("userPrincipalName", "displayName")
# OWASP, "CSV Injection": a cell that begins like this is a formula; an apostrophe makes it a text.
_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(slots=True)
class PeriodFiles:
    """By path in the folder, and the messages in the order of the schedule."""

    messages: list[Message] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


def files_of(
    campaign: Campaign,
    schedule: Schedule,
    *,
    period: int,
    templates: Templates,
    recipients: Mapping[str, tuple[Recipient, ...] | None],
    later: Mapping[str, LaterDays] | None = None,
) -> PeriodFiles:
    """The files for the waves that enter a stage in `period`, and for those whose people hear of `later`
    days; no list where a wave's recipients are None.

    Raises MessageError, and PeriodError for days that no calendar has.
    """
    made = PeriodFiles()
    for wave, stage, told in due_messages(campaign, schedule, period=period, later=later or {}):
        message = render(campaign, schedule, wave=wave, stage=stage, templates=templates, told=told)
        made.messages.append(message)
        made.files[f"{wave.id}/{message.name}.txt"] = f"{message.subject}\n\n{message.text}".encode()
        made.files[f"{wave.id}/{message.name}.html"] = page(message).encode()
        subjects = {
            each: subject(campaign, schedule, wave=wave, stage=each, templates=templates) for each in HEARD
        }
        made.files[f"{wave.id}/{wave.id}.ics"] = calendar_file(
            campaign, schedule, wave=wave, subjects=subjects
        )
        known = recipients.get(wave.id)
        if known is not None:
            # Spreadsheets take a file without a byte order mark for one of their own country's.
            made.files[f"{wave.id}/{RECIPIENTS}"] = recipients_table(known).encode("utf-8-sig")
    if made.files:
        made.files.update(_AS_WRITTEN)
    return made


def belongs_in(campaign: Campaign, schedule: Schedule, *, period: int) -> Callable[[str], bool]:
    """Which files of an earlier run stay beside those of `period`: what people were told up to it.

    A wave that is gone, or has not come so far, has no messages; recipients belong to the last message only.
    """
    told = {
        wave: {stage.value for stage in Stage if Stage.PLANNED < stage <= schedule.stage(wave, period)}
        for wave in schedule.order
    }
    now = {wave.id for wave, _ in entering(campaign, schedule, period=period)}

    def belongs(name: str) -> bool:
        wave, _, file = name.rpartition("/")
        if not told.get(wave):
            return not wave
        stem = file.rpartition(".")[0]
        return stem in told[wave] or stem == LATER or (stem in (wave, RECIPIENTS[:-4]) and wave not in now)

    return belongs


def page(message: Message) -> str:
    """A message's HTML as a page, as the mail will look; the message itself stands in it unchanged."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(message.language)}"{_direction(message.language)}>\n'
        f'<head><meta charset="utf-8"><title>{escape(message.subject, quote=False)}</title></head>\n'
        f"<body>\n{message.html}\n</body>\n</html>\n"
    )


def _direction(language: str) -> str:
    """A language does not set the direction of its text (HTML Living Standard, 3.2.6.4)."""
    try:
        return ' dir="rtl"' if Locale.parse(language, sep="-").text_direction == "rtl" else ""
    except (UnknownLocaleError, ValueError):
        return ""


def recipients_table(recipients: Iterable[Recipient]) -> str:
    """A message's recipients as a CSV that spreadsheets open without harm.

    In the order of the names, a line for each person, each line ending with a line feed.
    """
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((_cell(each.upn), _cell(each.name)) for each in sorted(recipients, key=attrgetter("upn")))
    return text.getvalue()


def _cell(words: str) -> str:
    cell = one_line(words)
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
