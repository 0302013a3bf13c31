"""`./migrate comment`: what merging a pull request does, as the comment that it is reviewed by."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import Period, StackName, asked_period
from intune_waves.cli.options.exports import DevicesExport, GroupExports, UsersExport
from intune_waves.cli.options.refused_flags import refuse_loud, refuse_other_steps
from intune_waves.cli.options.rehearsal import rehearsal_of
from intune_waves.pull_request.reviewing import review_step
from intune_waves.report.assemble import assemble
from intune_waves.report.renderers.comment import ReviewedText, with_newcomers
from intune_waves.report.renderers.comment import comment as text_of
from intune_waves.report.sources_reading import Asked, read_sources
from intune_waves.stack.home import WAVES
from intune_waves.stack.stack import Stack
from intune_waves.stack.wave_moves import sentences
from intune_waves.stack.whole_file import write_whole


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
    why, and carries no review. Every other flag goes to `pulumi preview`, but for those that `up` refuses.
    """
    refuse_other_steps(context.args, os.environ)
    refuse_loud(context.args, os.environ)
    asked = asked_period(period)
    campaign = declared_campaign()
    opened = Stack.open(stack)
    print("previewing the step against the tenant as it is ...", file=sys.stderr)
    step = review_step(opened, campaign, period=asked, arguments=context.args)
    rehearse = partial(rehearsal_of, users=users, devices=devices, group=group)
    # Counting reads every device of the tenant: once is enough where the step is the one that comes next.
    counted = step.counted if step.review.period == step.review.in_force + 1 else None
    report = assemble(read_sources(Asked(WAVES, stack, opened.home, rehearse, counted=counted)))
    preview = step.preview
    said = tuple(sentences(step.moves, step.counted.moves))
    report, warnings = with_newcomers(report, preview.warnings)
    text = text_of(report, ReviewedText(step.review, said, preview.refusals, warnings))
    if out is None:
        print(text, end="")
    else:
        write_whole(out, text, next_step="name another --out")
        print(f"{out}: written, {len(text):,} characters", file=sys.stderr)
    if preview.refusals:
        print("\n".join(["the step would be refused:", *preview.refusals]), file=sys.stderr)
        raise typer.Exit(1)
