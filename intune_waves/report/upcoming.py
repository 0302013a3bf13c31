"""What the next period does to people, the most important first."""

from collections.abc import Iterator, Mapping, Sequence

from intune_waves.campaign.closing import closing_meaning, is_closed
from intune_waves.campaign.stage import Stage
from intune_waves.rehearsal import PeriodRow
from intune_waves.report.clean_text import clean
from intune_waves.report.days import day_from
from intune_waves.report.decisions import gate_now, gate_said
from intune_waves.report.rows import NextPeriod, StepRow
from intune_waves.report.sources import Sources
from intune_waves.stack.stack_state import StateWave
from intune_waves.stack.wave_moves import wave_moves
from intune_waves.step.headcount import people
from intune_waves.step.meaning import Counted, PeopleCount
from intune_waves.step.newcomers import closing_leaves_out
from intune_waves.step.wave_move import WaveMove

COUNTED = "counted in the tenant"


def upcoming(sources: Sources) -> NextPeriod:
    """The period after the one in force: its steps, what they mean to people, and a headline."""
    period = sources.period + 1
    first_day = sources.campaign.calendar.start_of(period)
    steps = tuple(_steps(sources, period))
    said = [*_said(steps)]
    said[1:1] = [
        f"as counted now, the gate of {step.title} {step.gate.partition(':')[0]}"
        for step in steps
        if step.gate not in {"", "would pass"}
    ]
    whole = f"Period {period} from {day_from(first_day, sources.today)}"
    row = _rehearsed(sources, period)
    closes = _closes(sources, period)
    if closes:
        headline, said = f"{whole}: {closes[0]}.", ["", *closes[1:], *said]
    elif said:
        headline = f"{whole}: {said[0]}."
    elif period > sources.schedule.last_period:
        headline = "Every wave is enforced: no period moves anybody any more."
    else:
        headline = f"{whole} moves no wave."
    return NextPeriod(
        period,
        first_day,
        headline,
        tuple(f"{each[:1].upper()}{each[1:]}." for each in said[1:]),
        steps,
        tuple(clean(each) for each in row.refusals) if row else (),
    )


def _closes(sources: Sources, period: int) -> list[str]:
    """What closing the campaign, or opening it again, means to people, clause by clause."""
    before, after = (
        is_closed(sources.campaign, sources.schedule, period=each) for each in (period - 1, period)
    )
    stopped = bool(sources.state and sources.state.stop)
    means = closing_meaning(before, after, stopped=stopped)
    if means and after:
        means = f"{means} {closing_leaves_out(sources.newcomers)}"
    clauses = means.strip().removesuffix(".").split(". ")
    return [f"{each[:1].lower()}{each[1:]}" for each in clauses] if means else []


def _rehearsed(sources: Sources, period: int) -> PeriodRow | None:
    rows = sources.rehearsal.rows if sources.rehearsal else ()
    return next((row for row in rows if row.period == period), None)


def _steps(sources: Sources, period: int) -> Iterator[StepRow]:
    rehearsed = _rehearsed(sources, period)
    stop = sources.state.stop if sources.state else None
    in_force = _in_force(sources, period - 1) if sources.state is None else sources.state.waves
    for move in wave_moves(sources.campaign, sources.schedule, period=period, stop=stop, state=in_force):
        yield _step(sources, move, rehearsed=rehearsed)


def _in_force(sources: Sources, period: int) -> Mapping[str, StateWave]:
    """The waves that have begun by the schedule, where no state says which have."""
    stages = {wave_id: sources.schedule.stage(wave_id, period) for wave_id in sources.schedule.order}
    return {
        wave_id: StateWave(stage, sources.campaign.wave(wave_id).title)
        for wave_id, stage in stages.items()
        if stage is not Stage.PLANNED
    }


def _step(sources: Sources, move: WaveMove, *, rehearsed: PeriodRow | None) -> StepRow:
    before, after = move.before, move.after
    found, basis = _counted(sources, move, rehearsed=rehearsed)
    # Where the tenant was asked, its answer or its silence is told as the preview tells it.
    said = move.sentence(sources.counted.get(move.id, Counted(found)))
    live = found if basis == COUNTED and move.wave else None
    size = sources.headcount(move.id)[0] if move.wave else None
    forward = after > before
    return StepRow(
        wave=move.id,
        title=clean(move.title),
        before=before.value,
        after=after.value,
        people=found.people if found else size,
        covered=found.covered if found else None,
        asked=found.missing if found and forward and before < Stage.INSTRUCT <= after else None,
        blocked=found.blocked if found and forward and after is Stage.ENFORCE else None,
        losing_a_device=found.losing_a_device if found and forward and after is Stage.ENFORCE else None,
        sentence=clean(said.removeprefix(f"{move.title}: {before.value} -> {after.value}.").strip()),
        basis=basis,
        gate=gate_said(gate_now(sources, move, found=live)) if live else "",
    )


def _counted(
    sources: Sources, move: WaveMove, *, rehearsed: PeriodRow | None
) -> tuple[PeopleCount | None, str]:
    if live := sources.counted_people(move.id):
        return live, COUNTED
    found = next((each for each in rehearsed.moves if each.wave == move.id), None) if rehearsed else None
    if found and found.counted and found.now is move.after:
        return found.count, "as rehearsed"
    return None, "not counted" if move.wave else "the state"


def _said(steps: Sequence[StepRow]) -> Iterator[str]:
    """Clauses for the headline: whom it hits hardest comes first."""
    back = [step for step in steps if Stage(step.after) < Stage(step.before)]
    forward = [step for step in steps if step not in back]
    enforced = [step for step in forward if step.after == "enforce"]
    asked = [step for step in forward if step.asked is not None]
    if enforced:
        yield f"{_whom(enforced, 'is enforced', many='are enforced')}{_loss(enforced)}"
    if back:
        yield f"{len(back)} {'wave goes' if len(back) == 1 else 'waves go'} back"
    if asked and (newly := sum(step.asked or 0 for step in asked)):
        yield f"{people(newly)} {'is' if newly == 1 else 'are'} newly asked to enroll"
    elif uncounted := [step for step in forward if step.after == "instruct" and step.asked is None]:
        yield _whom(uncounted, "is asked to enroll", many="are asked to enroll")
    for stage, one, many in (
        ("deadline", "is given the date", "are given the date"),
        ("announce", "hears the plan", "hear the plan"),
    ):
        if these := [step for step in forward if step.after == stage]:
            yield _whom(these, one, many=many)


def _loss(enforced: Sequence[StepRow]) -> str:
    """`, 3 of them would lose all access and 6 a device`; nothing where that is not known."""
    blocked = [step.blocked for step in enforced]
    if None in blocked:
        return ""
    losing = [step.losing_a_device for step in enforced]
    access, devices = (sum(each or 0 for each in counts) for counts in (blocked, losing))
    if access:
        return f", {access:,} of them would lose all access" + (
            f" and {devices:,} a device" if devices else ""
        )
    if devices:
        return f", {devices:,} of them would lose a device"
    return ", none of them would lose anything" if None not in losing else ""


def _whom(steps: Sequence[StepRow], one: str, *, many: str) -> str:
    counts = [step.people for step in steps]
    if None in counts:
        return f"{len(steps)} {'wave' if len(steps) == 1 else 'waves'} {one if len(steps) == 1 else many}"
    total = sum(each or 0 for each in counts)
    return f"{people(total)} {one if total == 1 else many}"
