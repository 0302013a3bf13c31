"""A report as one HTML file: no network, no script, its style allowed by digest alone."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from intune_waves.report.days import long_day
from intune_waves.report.key_figures import key_figures
from intune_waves.report.renderers.coverage_drawing import draw_coverage, percent
from intune_waves.report.renderers.grid_drawing import FOOT, HEAD, draw_grid
from intune_waves.report.rows import Report

_TEMPLATES = Path(__file__).parent / "templates"
_STAGES = (
    ("announce", "people hear the plan"),
    ("instruct", "they leave the old service and enroll"),
    ("deadline", "they are given the date"),
    ("enforce", "access asks for a compliant device"),
)


def page(report: Report, *, refresh_seconds: int | None = None) -> str:
    """The page; with `refresh_seconds` the browser asks for it anew that often."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = stylesheet()
    columns = report.grid.columns
    waves = {line.wave: line for line in report.grid.lines}
    return environment.get_template("page.html.j2").render(
        report=report,
        policy=content_security_policy(style),
        # The style is ours and holds nothing of the report, so it may stand unescaped.
        style=Markup(style),
        refresh=refresh_seconds,
        figures=tuple(key_figures(report)),
        drawing=draw_grid(report),
        coverage=tuple(draw_coverage(report, line, wave=waves[line.wave]) for line in report.coverage),
        stages=_STAGES,
        head=HEAD,
        foot=FOOT,
        period_names=[f"P{each.number}" for each in columns],
        period_days=(columns[0].last_day - columns[0].first_day).days + 1,
        long_day=long_day,
        share=percent,
    )


def stylesheet() -> str:
    """The page's one style."""
    return (_TEMPLATES / "style.css").read_text(encoding="utf-8")


def content_security_policy(style: str) -> str:
    """What the page allows itself: this one style, and pictures that are in it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
