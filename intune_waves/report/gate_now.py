"""What a gate would say of the next step, on the people as they are counted now."""

from dataclasses import replace

from intune_waves.campaign.stage import Stage
from intune_waves.gates.evidence import Evidence
from intune_waves.gates.gate import Judgement, Verdict, judge_gate
from intune_waves.report.sources import Sources
from intune_waves.step.meaning import PeopleCount


def gate_now(
    sources: Sources, wave_id: str, before: Stage, after: Stage, found: PeopleCount
) -> Judgement | None:
    """The judgement for a step into the period after the one in force; None where nothing is judged.

    The gate itself reads the tenant anew and has the last word; failed enrollments are left to it.
    """
    wave = sources.campaign.wave(wave_id)
    declared = wave.thresholds.get(after)
    if after < before or declared is None:
        return None
    thresholds = replace(declared, failed_enrollments=None)
    if not thresholds:
        return None
    gate = sources.state.waves.get(wave_id) if sources.state else None
    asks = before < Stage.INSTRUCT <= after
    evidence = Evidence(
        age_hours=0,
        people=found.people,
        covered=found.covered,
        never_enrolled=found.never_enrolled,
        newly_blocked=found.missing if after is Stage.ENFORCE else 0,
        newly_asked=found.missing if asks else 0,
        periods_in_stage=sources.period + 1 - gate.period if gate else None,
    )
    return judge_gate(after, thresholds, evidence, period=sources.period + 1, overrides=wave.overrides)


def said(judgement: Judgement | None) -> str:
    """`would pass`, or `would not pass: 89 of 100 covered (89 %, needs 90 %)`; nothing for None."""
    if judgement is None:
        return ""
    if judgement.verdict is Verdict.PASSED:
        return "would pass"
    return "would not pass: " + "; ".join(each.sentence for each in judgement.findings if each.holds_up)
