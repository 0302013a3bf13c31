"""Each wave's people over time: what was counted, who has enrolled, and what a rehearsal assumes."""

from collections.abc import Iterator
from datetime import date

from intune_waves.campaign.stage import Stage
from intune_waves.messages.effectiveness import WaveEnrollment
from intune_waves.report.clean_text import clean
from intune_waves.report.rows import CoverageLine, EffectRow, Point
from intune_waves.report.sources import Sources

MOST_POINTS = 30
"""Days of enrollment that are kept for one wave: as many as its picture can show."""


def coverage_lines(sources: Sources) -> Iterator[CoverageLine]:
    """A line for each wave, in the order of the schedule."""
    for wave_id in sources.schedule.order:
        wave = sources.campaign.wave(wave_id)
        asked = [
            (stage, each.coverage) for stage, each in wave.thresholds.items() if each.coverage is not None
        ]
        # The last stage that asks for a share is the one that everything leads to.
        stage, needs = max(asked, default=(Stage.ENFORCE, None), key=lambda pair: pair[0].position)
        points = sorted(_points(sources, wave_id), key=lambda point: point.day)
        yield CoverageLine(
            wave_id, clean(wave.title), sources.headcount(wave_id)[0], needs, stage.value, tuple(points)
        )


def _points(sources: Sources, wave_id: str) -> Iterator[Point]:
    calendar = sources.campaign.calendar
    for row in sources.rehearsal.rows if sources.rehearsal else ():
        for step in row.moves:
            if step.wave == wave_id and step.coverage.people:
                count, share = step.coverage.covered, step.coverage.percent
                note = f"assumed before {step.now.value}"
                yield Point(row.first_day, count if step.counted else 0, share, "assumed", note)
    gate = sources.state.waves.get(wave_id) if sources.state else None
    if gate:
        people, covered = (gate.evidence.get(name) for name in ("people", "covered"))
        if isinstance(people, int | float) and isinstance(covered, int | float) and people:
            note = f"counted by the gate into {gate.stage.value}"
            yield _counted(calendar.start_of(gate.period), int(covered), people=int(people), note=note)
    for enrollment in sources.enrollments:
        if enrollment.wave == wave_id and enrollment.people:
            yield from _enrolled(enrollment, sources.today)
    live = sources.counted_people(wave_id)
    if live and live.people and live.covered is not None:
        yield _counted(sources.today, live.covered, people=live.people, note="counted in the tenant")


def _enrolled(enrollment: WaveEnrollment, today: date) -> Iterator[Point]:
    days = [day for day, _ in enrollment.by_day if day <= today]
    # Thinned evenly from its end: the newest day and about as many before it as are to be seen.
    step = -(-len(days) // MOST_POINTS) or 1
    for day in [*sorted(days[::-1][::step]), *([today] if days and days[-1] != today else [])]:
        count = enrollment.until(day)
        yield Point(day, count, 100 * count / enrollment.people, "enrolled", "have an enrolled device")


def effects(sources: Sources) -> Iterator[EffectRow]:
    """What followed each message, in the order of the schedule."""
    for each in sources.effects:
        yield EffectRow(
            each.wave,
            clean(sources.campaign.wave(each.wave).title),
            each.stage.value,
            each.sent,
            each.by_calendar,
            each.people,
            each.before,
            tuple(each.after.items()),
        )


def _counted(day: date, covered: int, *, people: int, note: str) -> Point:
    return Point(day, covered, 100 * covered / people, "counted", note)
