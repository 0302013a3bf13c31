"""`./migrate people`: a wave's board as a private file, and its funnel of counts."""

import asyncio
import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.stage import Stage
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.ledger import LedgerFile
from intune_waves.graph.client.errors import GraphError
from intune_waves.messages.sending.ledger import Ledger, ledger_of
from intune_waves.observing.board_reading import Board, BoardWave, Told, read_board
from intune_waves.observing.people_list import write_private
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.step.board import funnel

TITLES = (
    "userPrincipalName",
    "id",
    "told",
    "left the old service",
    "enrolled",
    "compliant",
    "failed because",
    "standing",
)


def people(
    wave: Annotated[str, typer.Option("--wave", metavar="ID", help="The wave, by its id.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The private file to write, as CSV.")],
    stack: StackName = "dev",
    ledger: LedgerFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Write how far each person of a wave has come, into a file that its owner alone can read.

    Reads the tenant and changes nothing there; the terminal shows counts alone. Exit code 1 where a list is
    not to be trusted, or a source was not read.
    """
    campaign = declared_campaign(messages=False)
    opened = Stack.open(stack)
    board_wave = _wave(wave, campaign, opened=opened)
    file = ledger_of(opened.home, stack, named=ledger)
    print("reading people and devices in the tenant ...", file=sys.stderr)
    with ExitStack() as closing:
        told = _told(closing.enter_context(Ledger(file)) if file.exists() else None, wave)
        try:
            board = asyncio.run(_read(opened, board_wave, campaign=campaign, told=told))
        except GraphError as unread:
            raise RefusedError(str(unread)) from None
    try:
        write_private(out, [TITLES, *_lines(board)])
    except OSError as cannot:
        raise RefusedError(f"{out}: cannot be written: {cannot.strerror}", "name another --out") from None
    counted = funnel(row for _, row in board.rows.values())
    if as_json:
        print(json.dumps({"wave": wave, **counted.plain(), "doubts": list(board.doubts)}, indent=2))
    else:
        print(f"{campaign.wave(wave).title}: {counted}.")
        for doubt in board.doubts:
            print(f"Not to be trusted: {doubt}.")
    print(f"{out}: written, for your eyes alone", file=sys.stderr)
    raise typer.Exit(1 if board.doubts else 0)


def _wave(wave_id: str, campaign: Campaign, *, opened: Stack) -> BoardWave:
    known = [each.id for each in campaign.waves]
    if wave_id not in known:
        raise RefusedError(f"there is no wave {wave_id!r}", f"name one of {', '.join(known)}", exit_code=2)
    state = opened.state.waves.get(wave_id)
    if state is None:
        raise RefusedError(
            f"{wave_id} has not begun, so it has no people in the tenant yet",
            "./migrate up, in the period that announces it",
        )
    enforced = state.admission.enforced_group if state.admission else None
    return BoardWave(wave_id, state.known_group(), state.platforms, enforced)


def _told(ledger: Ledger | None, wave: str) -> Told:
    def told(person: str) -> Mapping[Stage, date]:
        return ledger.told(wave, person) if ledger is not None else {}

    return told


async def _read(opened: Stack, wave: BoardWave, *, campaign: Campaign, told: Told) -> Board:
    connection = opened.tenant(campaign.device_evidence)
    try:
        return await read_board(
            await connection.client(),
            wave,
            evidence=campaign.device_evidence,
            excluded=(*campaign.excluded_accounts, *campaign.break_glass),
            told=told,
        )
    finally:
        await connection.close()


def _lines(board: Board) -> list[tuple[str, ...]]:
    yes = {True: "yes", False: "no"}
    return [
        (
            name,
            person,
            row.told,
            yes[row.left_old_service],
            yes[row.enrolled],
            yes[row.compliant],
            row.failed_because,
            row.standing,
        )
        for person, (name, row) in board.rows.items()
    ]
