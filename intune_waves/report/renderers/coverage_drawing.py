"""Where everything of one wave's coverage picture lies, in a box of 320 by 136."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from intune_waves.report.rows import CoverageLine, PeriodColumn, Point, Report, WaveLine

WIDTH, HEIGHT = 320, 136
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 306, 16, 100


@dataclass(frozen=True, slots=True)
class Dot:
    """A counted or assumed point, with what it says."""

    x: float
    y: float
    kind: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A stage's stretch of time under the picture."""

    x: float
    width: float
    stage: str


@dataclass(frozen=True, slots=True)
class CoverageDrawing:
    """One wave's picture; lines are lists of SVG points, empty where there is nothing to draw."""

    line: CoverageLine
    enrolled: str
    area: str
    assumed: str
    dots: tuple[Dot, ...]
    strips: tuple[Strip, ...]
    needs: float | None
    today: float | None
    summary: str


def draw_coverage(report: Report, line: CoverageLine, *, wave: WaveLine) -> CoverageDrawing:
    """Lay out one wave's people over time, from the period before its announcement to one after enforce."""
    columns = {column.number: column for column in report.grid.columns}
    numbers = [n for n in columns if wave.start - 1 <= n <= wave.enforced_from + 1] or list(columns)
    first, last = columns[min(numbers)].first_day, columns[max(numbers)].last_day
    days = [point.day for point in line.points]
    first, last = min([first, *days]), max([last, *days])
    span = max((last - first).days + 1, 1)

    def x(day: date) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (day - first).days / span, 1)

    def path(points: Sequence[Point]) -> str:
        return " ".join(f"{x(point.day)},{_y(point.percent)}" for point in points)

    def stairs(points: Sequence[Point]) -> str:
        """As many as there were until the day on which there are more."""
        steps = [f"{x(points[0].day)},{_BOTTOM}", f"{x(points[0].day)},{_y(points[0].percent)}"]
        for before, after in pairwise(points):
            steps += [f"{x(after.day)},{_y(before.percent)}", f"{x(after.day)},{_y(after.percent)}"]
        return " ".join(steps)

    enrolled = [point for point in line.points if point.kind == "enrolled"]
    assumed = [point for point in line.points if point.kind == "assumed"]
    climbed = stairs(enrolled) if enrolled else ""
    today = report.place.today
    return CoverageDrawing(
        line=line,
        enrolled=climbed,
        area=f"{climbed} {x(enrolled[-1].day)},{_BOTTOM}" if enrolled else "",
        assumed=path(assumed),
        dots=tuple(_dot(point, x(point.day)) for point in line.points if point.kind != "enrolled"),
        strips=tuple(
            Strip(x(columns[a].first_day), round(x(columns[b].last_day) - x(columns[a].first_day), 1), stage)
            for a, b, stage in _stretches(columns, wave, numbers=numbers)
        ),
        needs=None if line.needs is None else _y(line.needs),
        today=x(today) if first <= today <= last else None,
        summary=summary(line),
    )


def summary(line: CoverageLine) -> str:
    """The newest that is known of a wave's coverage, in a few words."""
    for kind in ("counted", "enrolled", "assumed"):
        points = [point for point in line.points if point.kind == kind]
        if points:
            newest = points[-1]
            share = percent(newest.percent)
            if kind == "assumed":
                return f"{share} assumed when it is enforced"
            verb = "covered" if kind == "counted" else "enrolled"
            whole = "" if line.people is None else f" of {line.people:,}"
            return f"{share} {verb}: {newest.people:,}{whole}"
    return "nothing is known yet"


def percent(share: float) -> str:
    """`89.9 %`: rounded down, so that it never reads as the 90 that it is not."""
    return f"{math.floor(round(share * 10, 6)) / 10:.1f} %"


def _stretches(
    columns: Mapping[int, PeriodColumn], wave: WaveLine, *, numbers: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """First period, last period and stage of each stage that lies in the picture."""
    stages = [(n, cell.stage) for n, cell in zip(columns, wave.cells, strict=True) if n in numbers]
    for stage, found in groupby(stages, key=lambda each: each[1]):
        periods = [n for n, _ in found]
        if stage != "planned":
            yield periods[0], periods[-1], stage


def _y(share: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * min(share, 100) / 100, 1)


def _dot(point: Point, x: float) -> Dot:
    anchor = "end" if x > (_LEFT + _RIGHT) * 0.7 else "start"
    return Dot(x, _y(point.percent), point.kind, f"{percent(point.percent)}, {point.note}", anchor)
