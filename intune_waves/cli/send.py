"""`./migrate messages send`: send a period's messages from the campaign's mailbox."""

from typing import Annotated

import typer

from intune_waves.campaign.schedule import schedule
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName, asked_period
from intune_waves.cli.options.ledger import LedgerFile
from intune_waves.cli.tables.sending_table import SendingReport
from intune_waves.messages.due import asked_to_act, entering, later_of
from intune_waves.messages.sending.ledger import ledger_of
from intune_waves.messages.sending.missing_people import MissingSearch, Only, days_between
from intune_waves.messages.sending.sending_pace import quota_of
from intune_waves.messages.sending.sending_plan import (
    ChangedText,
    mailbox_of,
    refuse_unapplied,
    render_due,
    render_missing,
)
from intune_waves.messages.sending.sending_session import SendingSession
from intune_waves.stack.home import WAVES
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack


def send(
    period: Annotated[str, typer.Option("--period", metavar="N", help="The period; it is in force.")],
    stack: StackName = "dev",
    ledger: LedgerFile = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count who would get what, and send nothing.")
    ] = False,
    changed_text: Annotated[
        ChangedText | None,
        typer.Option("--changed-text", help="Who gets a text that was changed after some people had got it."),
    ] = None,
    only: Annotated[
        Only | None,
        typer.Option("--only", help="Write to the people alone who have not acted, as a reminder."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Send without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Send the period's messages, to each person once, at the pace that the mailbox allows.

    With --only missing, remind the people who would lose a device or all access, as often as declared.

    Only a period that is in force is told. The ledger knows who got what: a run that was stopped or killed
    goes on where it was. Exit code 1 when somebody has not got the message, 130 after Ctrl-C.
    """
    asked = asked_period(period)
    assert asked is not None
    if as_json and not (yes or dry_run):
        raise RefusedError("--json asks nobody", "add --yes or --dry-run", exit_code=2)
    campaign = declared_campaign()
    mailbox = mailbox_of(campaign)
    opened = Stack.open(stack)
    planned, waves = schedule(campaign), opened.state.waves
    every = days_between(campaign) if only else 0
    told = (asked_to_act if only else entering)(campaign, planned, period=asked)
    refuse_unapplied(told, asked, in_force=opened.state.period, waves=waves, stack=stack)
    today = opened.today()
    session = SendingSession(
        environment=opened.tenant().environment,
        mailbox=mailbox,
        planned=render_missing(campaign, planned, period=asked, waves=waves, folder=WAVES, today=today)
        if only
        else render_due(
            campaign,
            planned,
            period=asked,
            waves=waves,
            folder=WAVES,
            today=today,
            later=later_of(campaign, planned, state=opened.state, period=asked),
        ),
        ledger=ledger_of(opened.home, stack, named=ledger),
        quota=quota_of(campaign),
        today=today,
        changed=changed_text,
        teller=SendingReport(
            asked, {wave.id: wave.title for wave in campaign.waves}, mailbox=mailbox, as_json=as_json
        ),
        excluded=frozenset(map(str.lower, campaign.excluded_accounts)),
        missing=MissingSearch(waves, today, every, campaign.device_evidence) if only else None,
    )
    raise typer.Exit(session.run(dry_run=dry_run, ask=not yes))
