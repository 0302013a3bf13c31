"""What gates have decided and would decide now, what they will be asked, and what people have decided."""

from collections.abc import Iterator
from dataclasses import replace

from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds
from intune_waves.gates.gate import Evidence, Judgement, Verdict, judge_gate
from intune_waves.rehearsal import Rehearsal
from intune_waves.report.clean_text import clean
from intune_waves.report.days import shown_moment
from intune_waves.report.rows import EnforcedRow, GateAhead, GateRow, HoldRow, OverrideRow
from intune_waves.report.sources import Sources
from intune_waves.stack.stack_state import moment
from intune_waves.step.headcount import plain
from intune_waves.step.meaning import PeopleCount
from intune_waves.step.newcomers import Newcomers
from intune_waves.step.wave_move import WaveMove

_FIGURES = (
    ("people", "people"),
    ("covered", "covered"),
    ("reached", "with a compliant device"),
    ("losingADevice", "losing a device"),
    ("neverEnrolled", "never enrolled"),
    ("notCompliant", "not compliant"),
    ("otherService", "managed by another service"),
    ("notSeen", "with no active device"),
    ("newlyAsked", "newly asked"),
    ("newlyBlocked", "newly blocked"),
    ("enrollmentsTried", "enrollments tried"),
    ("enrollmentsFailed", "enrollments failed"),
    ("signedIn", "signed in"),
    ("signedInBlocked", "of them would have been blocked"),
    ("disabled", "disabled accounts, not counted"),
)


def gates(sources: Sources) -> Iterator[GateRow]:
    """The gates that judged something on a wave's way into the stage that it is in."""
    order = {wave_id: n for n, wave_id in enumerate(sources.schedule.order)}
    found = sources.state.waves if sources.state else {}
    for wave_id in sorted(found, key=lambda each: (order.get(each, len(order)), each)):
        gate = found[wave_id]
        evidence = gate.evidence
        if not evidence:
            continue
        read = moment(evidence.get("readAt"))
        yield GateRow(
            wave=wave_id,
            title=clean(gate.title),
            stage=gate.stage.value,
            period=gate.period,
            verdict=clean(evidence.get("verdict", "not known")),
            findings=clean(evidence.get("findings", "")),
            overridden=_overridden(sources, wave_id, stage=gate.stage) if evidence.get("overrides") else "",
            read_at=shown_moment(read) if read else None,
            figures=tuple(
                (said, int(evidence[name]))
                for name, said in _FIGURES
                if isinstance(evidence.get(name), int | float)
            ),
        )


def _overridden(sources: Sources, wave_id: str, *, stage: Stage) -> str:
    wave = next((each for each in sources.campaign.waves if each.id == wave_id), None)
    names = [each.gate for each in wave.overrides if each.stage is stage] if wave else []
    return ", ".join(names) or "a threshold of it"


def enforced(sources: Sources) -> Iterator[EnforcedRow]:
    """Who of each enforced wave is under its policy, and who came since."""
    for wave_id, wave in (sources.state.waves if sources.state else {}).items():
        admission = wave.admission
        if admission is None:
            continue
        title, came = clean(wave.title), sources.newcomers.get(wave_id)
        unknown = () if came is None else (f"{title}: {came}",)
        yield EnforcedRow(
            wave_id,
            title,
            admission.admitted,
            admission.listed,
            admission.left_out,
            tuple(map(clean, came.sentences(title) if isinstance(came, Newcomers) else unknown)),
            tuple(map(clean, admission.last.sentences(title))),
            clean(admission.judged_on),
        )


def gates_ahead(sources: Sources) -> Iterator[GateAhead]:
    """The gates that are still to judge, the next first."""
    ahead = [
        GateAhead(
            wave_id,
            clean(sources.campaign.wave(wave_id).title),
            stage.value,
            period,
            sources.campaign.calendar.start_of(period),
            asks(thresholds),
            _rehearsed(sources.rehearsal, wave_id, period=period),
        )
        for wave_id in sources.schedule.order
        for stage, thresholds in sources.campaign.wave(wave_id).thresholds.items()
        if thresholds and (period := _entered(sources, wave_id, stage=stage)) > sources.period
    ]
    yield from sorted(ahead, key=lambda each: each.period)


def gate_now(sources: Sources, move: WaveMove, *, found: PeopleCount) -> Judgement | None:
    """What a gate would say of the step into the period after the one in force; None where nothing is judged.

    The gate itself reads the tenant anew and has the last word; failed enrollments are left to it.
    """
    wave, before, after = move.wave, move.before, move.after
    declared = wave.thresholds.get(after) if wave else None
    if wave is None or declared is None or after < before:
        return None
    thresholds = replace(declared, failed_enrollments=None)
    if not thresholds:
        return None
    gate = sources.state.waves.get(move.id) if sources.state else None
    asks = before < Stage.INSTRUCT <= after
    now = Evidence(
        age_hours=0,
        people=found.people,
        covered=found.covered,
        reached=found.reached,
        never_enrolled=found.never_enrolled,
        newly_blocked=found.blocked if after is Stage.ENFORCE else 0,
        losing_a_device=found.losing_a_device if after is Stage.ENFORCE else 0,
        newly_asked=found.missing if asks else 0,
        periods_in_stage=sources.period + 1 - gate.period if gate else None,
    )
    return judge_gate(after, thresholds, evidence=now, period=sources.period + 1, overrides=wave.overrides)


def gate_said(judgement: Judgement | None) -> str:
    """`would pass`, or `would not pass: 89 of 100 covered (89 %, needs 90 %)`; nothing for None."""
    if judgement is None:
        return ""
    if judgement.verdict is Verdict.PASSED:
        return "would pass"
    return "would not pass: " + "; ".join(each.sentence for each in judgement.findings if each.holds_up)


def asks(thresholds: Thresholds) -> str:
    """What a gate asks for, in words."""
    each = thresholds
    said = (
        (each.coverage, "{} % covered"),
        (each.reach, "{} % with a compliant device"),
        (each.soak, "{} periods in the stage before"),
        (each.failed_enrollments, "at most {} % of enrollments failed"),
        (each.newly_blocked, "at most {} people newly blocked"),
        (each.losing_a_device, "at most {} people losing a device"),
        (each.newly_asked, "at most {} people newly asked"),
    )
    return ", ".join(text.format(plain(value)) for value, text in said if value is not None)


def _entered(sources: Sources, wave_id: str, *, stage: Stage) -> int:
    """The period in which the wave enters the stage; a held wave enters it later."""
    period = sources.schedule.starts[wave_id]
    last = sources.schedule.enforced_from(wave_id)
    while period < last and sources.schedule.stage(wave_id, period) < stage:
        period += 1
    return period


def _rehearsed(rehearsal: Rehearsal | None, wave_id: str, *, period: int) -> str:
    row = next((row for row in rehearsal.rows if row.period == period), None) if rehearsal else None
    if row is None:
        return "not rehearsed"
    refused = any(each.rule == "stage-gate" and each.what.startswith(f"{wave_id} ") for each in row.refusals)
    return "would not pass" if refused else "would pass"


def holds(sources: Sources) -> Iterator[HoldRow]:
    """Every declared hold; those that are over stay, because the schedule rests on them."""
    for wave_id in sources.schedule.order:
        wave = sources.campaign.wave(wave_id)
        for hold in wave.holds:
            yield HoldRow(
                wave_id,
                clean(wave.title),
                clean(hold.reason),
                clean(hold.by),
                hold.since,
                hold.until,
                hold.covers(sources.period),
            )


def overrides(sources: Sources) -> Iterator[OverrideRow]:
    """Every declared override."""
    for wave_id in sources.schedule.order:
        wave = sources.campaign.wave(wave_id)
        for each in wave.overrides:
            yield OverrideRow(
                wave_id,
                clean(wave.title),
                each.gate,
                clean(each.reason),
                clean(each.by),
                each.until,
                sources.period <= each.until,
            )
