"""`./migrate messages`: what people are told in a period, as files to review."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.errors import ComplaintsError
from intune_waves.cli.declared import load_judged
from intune_waves.cli.options.engine_options import asked_period
from intune_waves.cli.options.exports import GroupExports, UsersExport, read_exports
from intune_waves.cli.send import send
from intune_waves.cli.tables.messages_table import period_files_as_json, print_period_files
from intune_waves.messages.written_folder import ForeignFileError, Written, write
from intune_waves.pull_request.period_messages import OUT, period_messages
from intune_waves.stack.home import WAVES
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack

messages = typer.Typer(
    help="Write what people are told in a period: text, page, recipients and calendar dates; or send it.",
    invoke_without_command=True,
)

messages.command()(send)


@messages.callback()
def write_messages(
    context: typer.Context,
    period: Annotated[str | None, typer.Option("--period", metavar="N", help="The period.")] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")] = OUT,
    users: UsersExport = None,
    group: GroupExports = None,
    folder: Annotated[
        Path, typer.Option("--waves", metavar="DIR", help="The folder of campaign.yaml and the waves.")
    ] = WAVES,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="Judge the dates as of this day, not today.")
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack", metavar="NAME", help="Write too whom to tell that a day becomes later, by its state."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write the messages of the waves that enter a stage in period N. Sends nothing and asks no tenant.

    With --stack also the messages of waves whose people have been told days that become later ones.

    Files of earlier periods stay; what does not belong any more is removed where it was written here. Exit
    code 1 when a message cannot be made, or would tell people of a day that is over.
    """
    if context.invoked_subcommand is not None:
        return
    number = asked_period(period)
    if number is None:
        raise RefusedError("which period?", "./migrate messages --period 1", exit_code=2)
    today = _day(as_of)
    organisation = read_exports(users, None, groups=group)
    try:
        campaign = load_judged(folder)
        state = Stack.open(stack).state if stack else None
        found = period_messages(
            campaign, number, folder=folder, organisation=organisation, today=today, state=state
        )
    except ComplaintsError as refused:
        raise RefusedError(str(refused)) from None
    made = found.made
    written = _write(out, made.files, belongs=found.belongs)
    if as_json:
        rows = period_files_as_json(made, found.recipients, written=written, period=number, folder=out)
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        day = campaign.calendar.start_of(number)
        print_period_files(
            made, found.recipients, written=written, of=f"period {number} ({day})", shown=_shown(out)
        )


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise RefusedError(
            f"--as-of {text}: this is no day", "write year-month-day, such as --as-of 2027-01-11", exit_code=2
        ) from None


def _write(out: Path, files: Mapping[str, bytes], *, belongs: Callable[[str], bool]) -> Written:
    try:
        return write(out, files, belongs=belongs)
    except ForeignFileError as foreign:
        raise RefusedError(
            f"{foreign.file}: the file exists, and ./migrate messages did not write it",
            "move it away, or name another folder with --out",
        ) from None
    except OSError as failed:
        raise RefusedError(
            f"{failed.filename or out}: it cannot be written: {failed.strerror or failed}",
            "name another folder with --out",
        ) from None


def _shown(folder: Path) -> str:
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(folder)
