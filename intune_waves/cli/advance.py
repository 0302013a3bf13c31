"""`./migrate advance`: propose the next period as a branch with one commit."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.exports import DevicesExport, GroupExports, UsersExport
from intune_waves.stack.home import PROJECT

if TYPE_CHECKING:
    from intune_waves.pull_request.checkout import Checkout
    from intune_waves.pull_request.period_commit import PeriodCommit


def advance(
    stack: StackName = "dev",
    back: Annotated[
        bool, typer.Option("--back", help="Propose the period before: aborting is a commit too.")
    ] = False,
    users: UsersExport = None,
    devices: DevicesExport = None,
    group: GroupExports = None,
    pull_request: Annotated[
        bool, typer.Option("--pr", help="Push the branch, and open its pull request with the GitHub CLI.")
    ] = False,
) -> None:
    """Make the next period's branch: the stack's period, the messages, and what the rehearsal says of it.

    Nothing is applied. The period in force is read from the stack's state; a work tree with changes, a branch
    that is behind main, or a period that was never applied is refused before anything is written.
    """
    from intune_waves.campaign.closing import last_period
    from intune_waves.campaign.schedule import schedule
    from intune_waves.cli.validate import refuse_bad_declarations
    from intune_waves.pull_request.checkout import Checkout
    from intune_waves.pull_request.period_commit import next_period, refuse_second, refuse_untrue
    from intune_waves.pull_request.period_files import period_files
    from intune_waves.stack.campaign_day import campaign_day
    from intune_waves.stack.engine_run import open_stack, read_state
    from intune_waves.stack.home import Home

    checkout = Checkout.at(PROJECT)
    checkout.refuse_changes()
    campaign = refuse_bad_declarations()
    home = Home.from_environment()
    opened = open_stack(stack, home)
    in_force = read_state(opened).period or 0
    refuse_untrue(checkout, opened.file, in_force)
    step = next_period(in_force, last_period(campaign, schedule(campaign)), back=back)
    refuse_second(checkout, step)
    today = campaign_day(opened, home)
    files, summary = period_files(
        campaign, opened.file, step, today, users=users, devices=devices, group=group
    )
    commit = checkout.commit(step.branch, files, f"{step.subject}\n\n{summary}\n")
    checkout.git("switch", "--quiet", step.branch)
    counted = "1 file" if len(files) == 1 else f"{len(files)} files"
    print(f"{step.branch}: {step.subject} ({commit[:10]}), {counted}.")
    print(summary)
    if pull_request:
        _open(checkout, step, summary)
    else:
        push = f"git push --set-upstream origin {step.branch}"
        print(f"next: {push}, then open a pull request and read its comment", file=sys.stderr)


def _open(checkout: "Checkout", step: "PeriodCommit", summary: str) -> None:
    import shutil
    import subprocess

    from intune_waves.pull_request.checkout import REMOTE
    from intune_waves.stack.refusal import RefusedError

    by_hand = f"git push --set-upstream {REMOTE} {step.branch}, then open the pull request by hand"
    program = shutil.which("gh")
    if program is None:
        raise RefusedError("the GitHub CLI (gh) is not installed; the commit is made", by_hand, 3)
    checkout.git("push", "--quiet", "--set-upstream", REMOTE, step.branch)
    words = ["pr", "create", "--head", step.branch, "--title", step.subject, "--body", summary]
    done = subprocess.run([program, *words], cwd=checkout.folder, env={**os.environ}, check=False)
    if done.returncode:
        raise RefusedError(
            "the GitHub CLI did not open the pull request; the branch is pushed", "gh auth status", 3
        )
