"""`./migrate comment`: what merging a pull request does, as the comment that it is reviewed by."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.cli.options.engine_options import Period, StackName, asked_period
from intune_waves.cli.options.exports import DevicesExport, GroupExports, UsersExport
from intune_waves.stack.home import PROJECT


def comment(
    context: typer.Context,
    stack: StackName = "dev",
    period: Period = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write to this file, not to the terminal.")
    ] = None,
    users: UsersExport = None,
    devices: DevicesExport = None,
    group: GroupExports = None,
) -> None:
    """Write the pull request's comment: people and grid first, then what changes, with the review's digest.

    Nothing is applied, and nobody's name is in it. Exit code 1 for a step that is refused: its comment says
    why, and carries no review. Every other flag goes to `pulumi preview`.
    """
    from intune_waves.cli.rehearsing import rehearsal_of
    from intune_waves.cli.validate import refuse_bad_declarations
    from intune_waves.cli.written import write_text
    from intune_waves.pull_request.reviewing import review_step
    from intune_waves.report.assemble import assemble
    from intune_waves.report.renderers.comment import ReviewedText
    from intune_waves.report.renderers.comment import comment as text_of
    from intune_waves.report.sources_reading import Asked, read_sources
    from intune_waves.stack.engine_run import open_stack
    from intune_waves.stack.home import Home
    from intune_waves.stack.people_preview import sentences

    asked = asked_period(period)
    campaign = refuse_bad_declarations()
    home = Home.from_environment()
    opened = open_stack(stack, home)
    print("previewing the step against the tenant as it is ...", file=sys.stderr)
    step = review_step(opened, campaign, asked, context.args)
    rehearse = partial(rehearsal_of, users=users, devices=devices, group=group)
    # Counting reads every device of the tenant: once is enough where the step is the one that comes next.
    counted = step.counted if step.review.period == step.review.in_force + 1 else {}
    report = assemble(read_sources(Asked(PROJECT / "waves", stack, home, rehearse, counted=counted)))
    preview = step.preview
    said = tuple(sentences(step.moves, step.counted))
    text = text_of(report, ReviewedText(step.review, said, preview.refusals, preview.warnings))
    if out is None:
        print(text, end="")
    else:
        write_text(out, text)
        print(f"{out}: written, {len(text):,} characters", file=sys.stderr)
    if preview.refusals:
        print("\n".join(["the step would be refused:", *preview.refusals]), file=sys.stderr)
        raise typer.Exit(1)
