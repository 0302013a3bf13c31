"""`./migrate report`: where the campaign stands and what happens next, as a page people would look at."""

import sys
from datetime import date
from enum import StrEnum
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.exports import DevicesExport, GroupExports, UsersExport
from intune_waves.cli.options.rehearsal import AssumeFile, Assuming, rehearsal_of
from intune_waves.cli.tables.console import UNSHOWN_WIDTH, wide_console
from intune_waves.report.assemble import assemble
from intune_waves.report.renderers.json_text import json_text
from intune_waves.report.renderers.markdown import markdown
from intune_waves.report.renderers.page import page
from intune_waves.report.renderers.terminal import print_report
from intune_waves.report.rows import Report
from intune_waves.report.sources_reading import Asked, read_sources
from intune_waves.stack.home import WAVES, RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.whole_file import write_whole


class Format(StrEnum):
    """The forms that a report comes in."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    TERMINAL = "terminal"


def report(
    folder: Annotated[Path, typer.Argument(help="The folder of campaign.yaml and the waves.")] = WAVES,
    stack: StackName = "dev",
    form: Annotated[Format, typer.Option("--format", help="The form to write.")] = Format.HTML,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write to this file; - is the terminal."),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask neither engine nor tenant.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Show it on this machine, kept fresh.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where --serve listens; 0 finds one.")] = 8027,
    users: UsersExport = None,
    devices: DevicesExport = None,
    group: GroupExports = None,
    assume: AssumeFile = None,
    assuming: Assuming = None,
    drift: Annotated[
        Path | None, typer.Option("--drift", metavar="FILE", help="What ./migrate drift --json has written.")
    ] = None,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day to mark, as 2027-03-22.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1000, help="The most characters of Markdown.")
    ] = None,
) -> None:
    """Report on the campaign: grid, coverage, gates, holds, budgets, and what the next period does.

    HTML goes to report.html of the runtime folder where --out names no file; every other form to the
    terminal. What cannot be read is said in the report and on standard error; the exit code stays 0.
    """
    rehearse = partial(
        rehearsal_of,
        folder=folder,
        users=users,
        devices=devices,
        group=group,
        assume=assume,
        assuming=assuming,
    )
    home = RuntimeHome.from_environment()
    asked = Asked(folder, stack, home, rehearse, offline=offline, today=_day(today), drift=drift)
    if serve:
        # Imported here: whoever writes a file does not wait for a web server.
        from intune_waves.report.serving import serve_report

        raise typer.Exit(serve_report(asked, port))
    made = assemble(read_sources(asked))
    for reason in made.unread:
        print(f"warning: {reason}", file=sys.stderr)
    if form is Format.TERMINAL and out is None:
        print_report(made, wide_console())
        return
    text = _text(made, form, limit=limit)
    if out is None and form is Format.HTML:
        out = home.make().folder / "report.html"
    if out is None or str(out) == "-":
        print(text, end="" if text.endswith("\n") else "\n")
        return
    write_whole(out, text, next_step="name another --out")
    print(f"{out}: written ({len(text.encode()) / 1000:,.0f} kB)", file=sys.stderr)


def _text(made: Report, form: Format, *, limit: int | None) -> str:
    if form is Format.HTML:
        return page(made)
    if form is Format.MARKDOWN:
        return markdown(made, limit)
    if form is Format.JSON:
        return json_text(made)
    written = StringIO()
    print_report(made, Console(file=written, highlight=False, width=UNSHOWN_WIDTH))
    return written.getvalue()


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"--today {text}: this is no day", "write it as 2027-03-22", exit_code=2) from None
