"""`./migrate why`: one person's story, for a helpdesk."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.calendar import parse_period
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import PeriodError
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.schedule import schedule as schedule_of
from intune_waves.campaign.stage import Stage
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import Period, StackName, asked_period
from intune_waves.cli.options.exports import DevicesExport, GroupExports, UsersExport, read_exports
from intune_waves.cli.options.ledger import LedgerFile
from intune_waves.cli.tables.console import wide_console
from intune_waves.cli.tables.story_page import plain_story, print_story
from intune_waves.graph.client.errors import GraphError
from intune_waves.messages.sending.ledger import Ledger, ledger_of
from intune_waves.observing.person_reading import PersonRead, read_person
from intune_waves.people.devices_export import devices_of
from intune_waves.people.person_in_exports import facts_in_exports
from intune_waves.people.person_in_waves import declared_waves
from intune_waves.stack.home import PROJECT
from intune_waves.stack.people.person_facts import facts_of, left_out
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.step.person_facts import PersonFacts
from intune_waves.step.story import story


def why(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A user principal name, or an object id.")],
    stack: StackName = "dev",
    ledger: LedgerFile = None,
    users: UsersExport = None,
    devices: DevicesExport = None,
    group: GroupExports = None,
    period: Period = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the story as JSON.")] = False,
) -> None:
    """Tell one person's story: wave and dates, devices, restrictions, policies, what comes next, what to do.

    Reads the tenant and changes nothing. With --users it reads the admin centres' exports instead, as
    rehearse does, in --period or the period of the stack's file. Exit code 0 for a whole page, 1 where a
    source could not be read (the page names it) or nobody is of that name.
    """
    campaign = declared_campaign(messages=False)
    schedule = schedule_of(campaign)
    if users is None and (devices is not None or group or period is not None):
        raise RefusedError(
            "--devices, --group and --period go with exports", "add --users users.csv", exit_code=2
        )
    if users is not None:
        organisation = read_exports(users, devices, groups=group)
        assert organisation is not None
        upn = person.strip().lower()
        facts = facts_in_exports(
            upn,
            campaign,
            schedule=schedule,
            organisation=organisation,
            devices=devices_of(devices, str(devices), user=upn) if devices else None,
            period=_period(period, stack),
            left_out=left_out(campaign, upn),
            folder=PROJECT,
        )
    else:
        facts = _in_tenant(person.strip(), campaign, schedule=schedule, stack=stack, ledger=ledger)
    if facts is None:
        where = "the users export" if users else "the tenant"
        raise RefusedError(
            f"{where} has nobody of the name {person!r} [person-unknown]",
            "write the whole user principal name, such as adele.vance@adatum.com",
        )
    not_read = [f"{each.title} was not looked into" for each in campaign.inventories]
    if campaign.sign_in_log:
        not_read.append("the sign-in log was not looked into")
    facts = replace(facts, unread=(*facts.unread, *not_read))
    made = story(facts, schedule, calendar=campaign.calendar)
    if as_json:
        print(json.dumps(plain_story(made), indent=2, ensure_ascii=False))
    else:
        print_story(made, wide_console())
    raise typer.Exit(1 if made.unread and users is None else 0)


def _in_tenant(
    name: str, campaign: Campaign, *, schedule: Schedule, stack: str, ledger: Path | None
) -> PersonFacts | None:
    opened = Stack.open(stack)
    state = opened.state
    print("reading the person, devices and policies in the tenant ...", file=sys.stderr)
    try:
        read = asyncio.run(_read(opened, name, campaign=campaign))
    except GraphError as unread:
        raise RefusedError(str(unread)) from None
    if read is None:
        return None
    person = read.person
    declared = declared_waves(
        campaign,
        schedule,
        name=person.principal_name,
        groups=[*person.groups, *person.groups.values()],
        folder=PROJECT,
    )
    file = ledger_of(opened.home, stack, named=ledger)

    def told(wave: str, person_id: str) -> Mapping[Stage, date]:
        if not file.exists():
            return {}
        with Ledger(file) as opened_ledger:
            return opened_ledger.told(wave, person_id)

    return facts_of(
        read,
        campaign,
        schedule=schedule,
        state=state,
        declared=declared.sure,
        maybe=declared.maybe,
        told=told,
    )


async def _read(opened: Stack, name: str, *, campaign: Campaign) -> PersonRead | None:
    connection = opened.tenant(campaign.device_evidence)
    enforced = [wave for wave, each in opened.state.waves.items() if each.admission]
    try:
        return await read_person(
            await connection.client(), name, active_days=campaign.active_days, enforced=enforced
        )
    finally:
        await connection.close()


def _period(asked: str | None, stack: str) -> int:
    if (named := asked_period(asked)) is not None:
        return named
    try:
        return parse_period(StackFile.read(PROJECT, stack).period)
    except PeriodError as none:
        raise RefusedError(str(none), exit_code=2) from None
