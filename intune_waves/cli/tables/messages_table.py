"""What `./migrate messages` says of the files that it wrote."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intune_waves.messages.message import Message
from intune_waves.messages.period_files import PeriodFiles
from intune_waves.messages.written_folder import Written
from intune_waves.people.wave_recipients import WaveRecipients


def print_period_files(
    made: PeriodFiles, found: Mapping[str, WaveRecipients], *, written: Written, of: str, shown: str
) -> None:
    """A line per message, then what is not known, then what became of the files.

    `of` names the period and `shown` the folder.
    """
    if made.messages:
        print(f"Messages of {of}, in {shown}:")
    else:
        print(f"No wave enters a stage in {of}: nobody is told anything.")
    for message in made.messages:
        known = found[message.wave]
        print(f"  {message.wave:<20} {message.name:<9} {_count(known):<19} {message.subject}")
    for message in made.messages:
        known = found[message.wave]
        if known.unknown:
            print(f"  {message.wave}: no list of recipients, because {known.unknown}")
        for remark in known.remarks:
            print(f"  {message.wave}: {remark}")
    for name in written.kept:
        print(f"  {name}: it does not belong any more and was changed by somebody, so it was left alone")
    told = ", ".join(f"{len(names)} {word}" for word, names in _counted(written).items() if names)
    print(f"Files: {told or 'none'}.")


def period_files_as_json(
    made: PeriodFiles, found: Mapping[str, WaveRecipients], *, written: Written, period: int, folder: Path
) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "period": period,
        "folder": str(folder),
        "messages": [_row(message, found[message.wave]) for message in made.messages],
        "files": {word: list(names) for word, names in {**_counted(written), "kept": written.kept}.items()},
    }


def _row(message: Message, known: WaveRecipients) -> dict[str, Any]:
    return {
        "wave": message.wave,
        "stage": message.stage.value,
        "message": message.name,
        "language": message.language,
        "subject": message.subject,
        "digest": message.digest,
        "recipients": None if known.unknown else len(known.names),
        "unknown": known.unknown or None,
        "remarks": list(known.remarks),
    }


def _count(known: WaveRecipients) -> str:
    if known.unknown:
        return "recipients unknown"
    return f"{len(known.names):,} recipient{'' if len(known.names) == 1 else 's'}"


def _counted(written: Written) -> dict[str, tuple[str, ...]]:
    return {
        "new": written.new,
        "changed": written.changed,
        "unchanged": written.unchanged,
        "removed": written.removed,
    }
