"""The start periods: how far apart the waves are, and why."""

from collections.abc import Sequence

from intune_waves.campaign.wave import Level
from intune_waves.planning.candidate import Candidate
from intune_waves.planning.limits import FIRST_WAVE, GROWTH, GROWTH_AT_MOST_FOURFOLD, PlanLimits
from intune_waves.planning.proposal import PlanRule, Reason

FIRST_PERIOD = PlanRule("first-period", "The first wave starts in period 1.")
ONE_PERIOD_APART = PlanRule("one-period-apart", "Each wave starts one period after the one before it.")
COMPLEX_NEEDS_TIME = PlanRule(
    "complex-needs-time", "After a complex or demanding wave the next one starts a period later."
)
HELPDESK_CAPACITY = PlanRule(
    "helpdesk-capacity", "After a wave beyond the helpdesk's capacity the next one waits."
)


def propose_starts(groups: Sequence[Candidate], limits: PlanLimits) -> list[tuple[int, tuple[Reason, ...]]]:
    """The start period of each group, given in turn, and the rules that put it there."""
    starts: list[tuple[int, tuple[Reason, ...]]] = []
    for n, group in enumerate(groups):
        if not n:
            period, reasons = 1, [FIRST_PERIOD.because("it is the first")]
        else:
            before, earlier = groups[n - 1], starts[-1][0]
            period, reasons = earlier + 1, [ONE_PERIOD_APART.because(f"one period after {before.id}")]
            for rule in (complex_needs_time, helpdesk_capacity):
                if found := rule(before, limits):
                    later, reason = found
                    if earlier + later > period:
                        period = earlier + later
                    reasons.append(reason)
        if growth := growth_at_most_fourfold(group, groups[:n]):
            reasons.append(growth)
        starts.append((period, tuple(reasons)))
    return starts


def complex_needs_time(before: Candidate, _: PlanLimits) -> tuple[int, Reason] | None:
    """Two periods after a complex or demanding group, so that its lessons are known before the next."""
    if Level.HIGH not in (before.factors.complexity, before.factors.requirements):
        return None
    text = f"{before.id} is complex or demanding: a period more to learn from it"
    return 2, COMPLEX_NEEDS_TIME.because(text)


def helpdesk_capacity(before: Candidate, limits: PlanLimits) -> tuple[int, Reason] | None:
    """As many periods after a group as the helpdesk needs for the people of it."""
    if limits.helpdesk is None or before.people is None or before.people <= limits.helpdesk:
        return None
    periods = -(-before.people // limits.helpdesk)
    text = f"the helpdesk needs {periods} periods for the {before.people:,} people of {before.id}"
    return periods, HELPDESK_CAPACITY.because(text)


def growth_at_most_fourfold(group: Candidate, earlier: Sequence[Candidate]) -> Reason | None:
    """A reason to doubt a wave that is too large for what was learnt before it."""
    if group.people is None:
        return None
    before = sum(each.people or 0 for each in earlier)
    most = GROWTH * before if earlier else FIRST_WAVE
    if group.people <= most or any(each.people is None for each in earlier):
        return None
    text = f"{group.people:,} people are more than the {most:,} that {before:,} before it prepare for"
    return GROWTH_AT_MOST_FOURFOLD.because(f"to review: {text}; split it")
