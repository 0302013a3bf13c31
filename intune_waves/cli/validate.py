"""`./migrate validate`: read all declarations and complain of everything at once."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intune_waves.stack.home import PROJECT
from intune_waves.stack.refusal import RefusedError

if TYPE_CHECKING:
    from intune_waves.campaign.campaign import Campaign
    from intune_waves.campaign.errors import Complaint

_FOLDER = PROJECT / "waves"


def validate(
    folder: Annotated[Path, typer.Argument(help="The folder of campaign.yaml and the waves.")] = _FOLDER,
    as_json: Annotated[bool, typer.Option("--json", help="Print the complaints as JSON.")] = False,
) -> None:
    """Check the campaign and its waves before the engine starts. Exit code 1 when there is a complaint."""
    from intune_waves.campaign.errors import ComplaintsError
    from intune_waves.campaign.schedule import schedule
    from intune_waves.cli.judged_declarations import load_judged

    try:
        campaign = load_judged(folder)
    except ComplaintsError as refused:
        if as_json:
            complaints = [_as_json(complaint) for complaint in refused.complaints]
            print(json.dumps({"valid": False, "complaints": complaints}, indent=2))
        else:
            print(refused, file=sys.stderr)
        raise typer.Exit(1) from None
    planned = schedule(campaign)
    if as_json:
        print(json.dumps({"valid": True, "complaints": [], "starts": dict(planned.starts)}, indent=2))
        return
    print(f"{campaign.name}: {len(campaign.waves)} waves, all declarations hold.")
    for wave_id in planned.order:
        start = planned.starts[wave_id]
        day = campaign.calendar.start_of(start)
        enforced = planned.enforced_from(wave_id)
        print(f"  {wave_id:<20} starts in period {start} ({day}), enforced in period {enforced}")


def _as_json(complaint: "Complaint") -> dict[str, object]:
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


def refuse_bad_declarations() -> "Campaign":
    """The campaign; raises RefusedError with all complaints, before anything is started for them."""
    from intune_waves.campaign.errors import ComplaintsError
    from intune_waves.cli.judged_declarations import load_judged

    try:
        return load_judged(_FOLDER)
    except ComplaintsError as refused:
        raise RefusedError(str(refused)) from None
