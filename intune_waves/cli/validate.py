"""`./migrate validate`: read all declarations and complain of everything at once."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.errors import Complaint, ComplaintsError
from intune_waves.campaign.schedule import schedule
from intune_waves.cli.declared import load_judged
from intune_waves.guards.own_guards import own_guards
from intune_waves.people.inventory_export import whole_inventories
from intune_waves.stack.home import WAVES, people_folder


def validate(
    folder: Annotated[Path, typer.Argument(help="The folder of campaign.yaml and the waves.")] = WAVES,
    as_json: Annotated[bool, typer.Option("--json", help="Print the complaints as JSON.")] = False,
) -> None:
    """Check the campaign and its waves before the engine starts. Exit code 1 when there is a complaint."""
    try:
        campaign = load_judged(folder)
        at = people_folder(folder)
        whole_inventories((each, at / each.file) for each in campaign.inventories)
    except ComplaintsError as refused:
        if as_json:
            complaints = [_as_json(complaint) for complaint in refused.complaints]
            print(json.dumps({"valid": False, "complaints": complaints}, indent=2))
        else:
            print(refused, file=sys.stderr)
        raise typer.Exit(1) from None
    planned, own = schedule(campaign), own_guards(campaign.guards).guards
    if as_json:
        guards = {each.rule: each.file for each in own}
        valid = {"valid": True, "complaints": [], "starts": dict(planned.starts), "guards": guards}
        print(json.dumps(valid, indent=2))
        return
    print(f"{campaign.name}: {len(campaign.waves)} waves, all declarations hold.")
    for wave_id in planned.order:
        start = planned.starts[wave_id]
        day = campaign.calendar.start_of(start)
        enforced = planned.enforced_from(wave_id)
        print(f"  {wave_id:<20} starts in period {start} ({day}), enforced in period {enforced}")
    for guard in own:
        print(f"  guard {guard.rule:<14} {guard.sentence} ({guard.file})")


def _as_json(complaint: Complaint) -> dict[str, object]:
    where = complaint.where
    return {
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "path": complaint.path,
        "rule": complaint.rule,
        "message": complaint.what,
        "next_step": complaint.advice,
    }
