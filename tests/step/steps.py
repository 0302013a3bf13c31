"""A step of two waves in a tidy tenant, for tests that vary one thing."""

from datetime import date
from typing import Any

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.step.period_step import InForce, PeriodStep, StepRules
from intune_waves.step.plan import (
    PlannedCompliance,
    PlannedPolicy,
    PlannedRestriction,
    PlannedRestrictions,
)
from intune_waves.step.tenant_facts import PeopleFacts, PolicyFacts, TenantFacts
from tests.campaign.build import wave
from tests.step.parts import varied

ONE = wave("one", platforms=(Platform.WINDOWS, Platform.IOS))
TWO = wave("two", platforms=(Platform.WINDOWS,))
GLASS = ("glass1", "glass2")
OURS = "Intune waves: "

STEP = PeriodStep(
    before=InForce(3, (ONE, TWO), {"one": Stage.DEADLINE, "two": Stage.INSTRUCT}),
    after=InForce(4, (ONE, TWO), {"one": Stage.ENFORCE, "two": Stage.DEADLINE}),
    rules=StepRules(Calendar(date(2027, 1, 11), 14), break_glass=GLASS),
    following={"one": Stage.ENFORCE, "two": Stage.ENFORCE},
)
_NAMES = {
    "period": "after.period",
    "waves": "after.waves",
    "before": "before.stages",
    "after": "after.stages",
    "former": "before.waves",
    "closed": "after.closed",
    "was_closed": "before.closed",
    "stopped": "after.stopped",
    "was_stopped": "before.stopped",
}


def step(**changes: Any) -> PeriodStep:
    """The step with some things changed."""
    return changed(STEP, **changes)


def changed(proposed: PeriodStep, **changes: Any) -> PeriodStep:
    """A step with some things changed, by the names of its parts' fields: `waves` and `after` are those after
    it, `former` and `before` those before it.
    """
    return varied(proposed, changes, **_NAMES)


def own_policy(title: str, state: Any, group: str) -> PlannedPolicy:
    """A wave's policy as the tenant shows it."""
    name = f"{OURS}{title} needs a compliant device"
    return PlannedPolicy(name, state, included_groups=frozenset({group}), excluded_users=frozenset(GLASS))


def shared_restriction(platform: Platform, *groups: str) -> PlannedRestriction:
    """What waves share from instruct on, as the tenant shows it."""
    name = f"{OURS}{platform.title}, corporate devices only"
    return PlannedRestriction(name, platform, False, 1, frozenset(groups))


def own_restriction(title: str, platform: Platform, priority: int, group: str) -> PlannedRestriction:
    """A wave's own restriction, as waves had them from instruct on before they shared theirs."""
    return PlannedRestriction(
        f"{OURS}{title} ({platform.title})", platform, False, priority, frozenset({group})
    )


def own_compliance(title: str, platform: Platform, group: str) -> PlannedCompliance:
    """A wave's compliance policy as the tenant shows it, from instruct on."""
    return PlannedCompliance(f"{OURS}{title} compliance ({platform.title})", platform, frozenset({group}))


FACTS = TenantFacts(
    people=PeopleFacts(
        groups={"one": "group-1", "two": "group-2"},
        members={"group-1": frozenset({1, 2}), "group-2": frozenset({3})},
        everybody=1000,
    ),
    policies=PolicyFacts(
        access=(
            own_policy("One", "enabledForReportingButNotEnforced", "group-1"),
            own_policy("Two", "enabledForReportingButNotEnforced", "group-2"),
        ),
        compliance=(
            own_compliance("One", Platform.WINDOWS, "group-1"),
            own_compliance("One", Platform.IOS, "group-1"),
            own_compliance("Two", Platform.WINDOWS, "group-2"),
        ),
        unprotected_refused=True,
        break_glass=dict.fromkeys(GLASS, True),
    ),
    restrictions=PlannedRestrictions(
        (
            shared_restriction(Platform.WINDOWS, "group-1", "group-2"),
            shared_restriction(Platform.IOS, "group-1"),
        )
    ),
)
POLICIES = FACTS.policies.access
RESTRICTIONS = FACTS.restrictions.enrollment


def facts(**changes: Any) -> TenantFacts:
    """The facts with some things changed, each by the name of its field in one of the parts."""
    return varied(FACTS, changes, policies="policies.access", restrictions="restrictions.enrollment")
