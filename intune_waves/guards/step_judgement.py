"""The judgement of a proposed step: what refuses it, and what is only said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.tenant_budget import POLICIES, RESTRICTIONS
from intune_waves.guards.break_glass_excluded import judge as excludes_break_glass
from intune_waves.guards.guard import judge
from intune_waves.guards.own_guards import own_guards
from intune_waves.guards.people_handed_over import judge as hands_nobody_over
from intune_waves.step.newcomers import not_admitted
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import NOBODY, Plan
from intune_waves.step.plan_builder import after, plan_of
from intune_waves.step.tenant_facts import PolicyFacts, TenantFacts
from intune_waves.step.wave_move import irreversible


@dataclass(frozen=True, slots=True)
class StepJudgement:
    """Sentences, each one line, sorted, none twice. The step may be taken when nothing is in `refused`."""

    refused: tuple[str, ...]
    warned: tuple[str, ...]


def judge_advance(step: PeriodStep, facts: TenantFacts) -> StepJudgement:
    """All guards, ours and the organisation's, on the tenant as it would be after the step, and on the step
    after it as warnings.

    What was read only in part refuses the step: what is unknown never passes.
    """
    own = own_guards(step.rules.guards)
    plan = plan_of(step, facts)
    found = judge(plan, own.guards)
    refused = [*found, *own.complaints, *map(_unreadable, facts.doubts)]
    said = {str(each) for each in refused}
    near = (
        *POLICIES.warning(len(plan.policies.access) + plan.policies.leaving),
        *RESTRICTIONS.warning(len(plan.restrictions.enrollment)),
    )
    coming = (str(each) for each in _next(step, facts) if str(each) not in said)
    return StepJudgement(
        _lines(said),
        (
            *_lines(f"next period would be refused: {each}" for each in coming),
            *near,
            *_left_out(plan),
            *_notes(step),
        ),
    )


def judge_unread(step: PeriodStep, trouble: str) -> StepJudgement:
    """The refusal of a step whose tenant cannot be read, for the reason in `trouble`."""
    return StepJudgement(_lines([str(_unreadable(trouble))]), tuple(_notes(step)))


def judge_going_back(step: PeriodStep) -> StepJudgement:
    """A step on which no wave advances, judged without the tenant.

    It takes blocks away from people, so it must be possible in a freeze, in a tenant that somebody else has
    put into disorder, and when nothing can be read. It is refused only where it would do the opposite: by a
    policy of its own that lacks a break-glass account, and for a wave whose people would fall to everybody
    else who are enforced (docs/adr/0004-going-back-is-always-possible.md).
    """
    unread = TenantFacts(policies=PolicyFacts(break_glass=dict.fromkeys(step.rules.break_glass, True)))
    # Nothing is found in an unread tenant, so the plan holds only what the step itself would write.
    own = plan_of(step, unread)
    found = (*excludes_break_glass(own), *hands_nobody_over(own))
    return StepJudgement(_lines(map(str, found)), tuple(_notes(step)))


def _next(step: PeriodStep, facts: TenantFacts) -> list[Complaint]:
    following = step.next()
    if following is None or not following.advances or facts.doubts:
        return []
    plan = plan_of(following, after(plan_of(step, facts), facts))
    return judge(plan, own_guards(step.rules.guards).guards)


def _left_out(plan: Plan) -> Iterator[str]:
    """How many people of the enforced waves the one policy does not reach when it is enabled."""
    members = plan.closing.enabled_members
    if plan.closing.enforces_everybody and members is not None:
        own = NOBODY.union(*map(plan.people.of, plan.people.enforced()))
        if count := len((own & members) - plan.closing.admitted):
            yield not_admitted(count)


def _unreadable(trouble: str) -> Complaint:
    return Complaint(
        rule="tenant-unreadable",
        what=f"the tenant was not read to the end: {trouble.rstrip('.')}",
        next_step="put that right and run the command again; a step back needs no reading",
    )


def _notes(step: PeriodStep) -> Iterator[str]:
    for wave in step.moving:
        before, now = step.stages(wave.id)
        for sentence in irreversible(wave, before, after=now):
            yield f"{wave.id}: {before.value} -> {now.value} cannot be undone: {sentence}"


def _lines(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({" ".join(each.split()) for each in sentences}))
