"""`./migrate advance`: propose the next period as a branch with one commit."""

import sys
from typing import Annotated

import typer

from intune_waves.campaign.closing import last_period
from intune_waves.campaign.schedule import schedule
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.exports import DevicesExport, GroupExports, UsersExport, read_exports
from intune_waves.cli.options.rehearsal import rehearsal_of
from intune_waves.pull_request.checkout import Checkout
from intune_waves.pull_request.opening import open_pull_request
from intune_waves.pull_request.period_commit import next_period, refuse_second, refuse_untrue
from intune_waves.pull_request.period_files import period_files
from intune_waves.stack.home import PROJECT
from intune_waves.stack.stack import Stack


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
    checkout = Checkout.at(PROJECT)
    checkout.refuse_changes()
    campaign = declared_campaign()
    opened = Stack.open(stack)
    in_force = opened.state.period or 0
    refuse_untrue(checkout, opened.file, in_force=in_force)
    step = next_period(in_force, last_period(campaign, schedule(campaign)), back=back)
    refuse_second(checkout, step)
    files, summary = period_files(
        campaign,
        opened.file,
        step=step,
        today=opened.today(),
        rehearsed=rehearsal_of(campaign, users=users, devices=devices, group=group),
        organisation=read_exports(users, devices, groups=group),
        state=opened.state,
    )
    commit = checkout.commit(step.branch, files, message=f"{step.subject}\n\n{summary}\n")
    checkout.git("switch", "--quiet", step.branch)
    counted = "1 file" if len(files) == 1 else f"{len(files)} files"
    print(f"{step.branch}: {step.subject} ({commit[:10]}), {counted}.")
    print(summary)
    if pull_request:
        open_pull_request(checkout, step, summary=summary)
    else:
        push = f"git push --set-upstream origin {step.branch}"
        print(f"next: {push}, then open a pull request and read its comment", file=sys.stderr)
