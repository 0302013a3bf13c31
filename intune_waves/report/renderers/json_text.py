"""A report as plain JSON values."""

import json
from dataclasses import asdict
from datetime import date

from intune_waves.report.rows import Report


def json_text(report: Report) -> str:
    """The whole report as JSON text; days as year-month-day, None where something is not known."""
    return json.dumps(asdict(report), indent=2, ensure_ascii=False, default=_day)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no plain value")
