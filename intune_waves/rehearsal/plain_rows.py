"""A rehearsal as plain rows: what JSON and reports are made of."""

from dataclasses import asdict
from typing import Any

from intune_waves.rehearsal.period_row import PeriodRow, RehearsedMove
from intune_waves.rehearsal.walk import Rehearsal


def plain_rows(rehearsal: Rehearsal, *, basis: str, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """The rehearsal in plain values; counts only, nobody's name. None stands for what is not known."""
    refused = rehearsal.first_refused
    return {
        "campaign": rehearsal.campaign.name,
        "basis": basis,
        "assumptions": asdict(rehearsal.assumed),
        "waves": [{"wave": wave, **_figures(asdict(each))} for wave, each in rehearsal.figures.waves.items()],
        "periods": [_period(row) for row in rehearsal.rows],
        "first_refused": refused.period if refused else None,
        "remarks": [*rehearsal.remarks, *notes],
    }


def _figures(figures: dict[str, Any]) -> dict[str, Any]:
    return figures | {"also_in": dict(figures["also_in"])}


def _period(row: PeriodRow) -> dict[str, Any]:
    return {
        "period": row.period,
        "first_day": row.first_day.isoformat(),
        "steps": [_move(move) for move in row.moves],
        "people": row.people,
        "covered": row.covered,
        "asked": row.asked,
        "blocked": row.blocked,
        "complete": row.complete,
        "closes": bool(row.closing),
        "policies": row.budget.policies,
        "restrictions": row.budget.restrictions,
        "refusals": [{"rule": each.rule, "text": str(each)} for each in row.refusals],
    }


def _move(move: RehearsedMove) -> dict[str, Any]:
    found = move.coverage
    known = move.counted
    return {
        "wave": move.wave,
        "before": move.before.value,
        "now": move.now.value,
        "people": found.people if known else None,
        "covered": found.covered if known else None,
        "covered_percent": round(found.percent, 1),
        "asked": move.asked if known else None,
        "blocked": move.blocked if known else None,
        "never_enrolled": found.not_enrolled if known else None,
        "not_compliant": found.not_compliant if known else None,
    }
