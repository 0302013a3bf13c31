"""A plan that every guard lets pass, for tests that break one thing."""

from datetime import date
from typing import Any

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.step.plan import (
    Plan,
    PlannedCompliance,
    PlannedMove,
    PlannedPeople,
    PlannedPeriod,
    PlannedPolicies,
    PlannedPolicy,
    PlannedRestriction,
    PlannedRestrictions,
)
from tests.campaign.build import wave
from tests.step.parts import varied

PILOT = wave("limited-pilot", platforms=(Platform.WINDOWS, Platform.IOS))
NEXT = wave("expanded-pilot", platforms=(Platform.WINDOWS,))

Said = tuple[Plan, list[str], object, str]
"""A plan that a guard refuses, its sentences whole, and what the first of them got and expected."""


def restriction(
    name: str, platform: Platform, priority: int, group: str, *, blocked: bool = False
) -> PlannedRestriction:
    """A restriction assigned to one group."""
    return PlannedRestriction(name, platform, blocked, priority, frozenset({group}))


def policy(name: str, state: Any, group: str) -> PlannedPolicy:
    """A policy on one group that leaves out both break-glass accounts."""
    return PlannedPolicy(
        name, state, included_groups=frozenset({group}), excluded_users=frozenset({"glass1", "glass2"})
    )


GOOD = Plan(
    period=PlannedPeriod(4, date(2027, 2, 22), date(2027, 3, 7)),
    people=PlannedPeople(
        moves=(
            PlannedMove(PILOT, Stage.DEADLINE, Stage.ENFORCE, "pilot-group"),
            PlannedMove(NEXT, Stage.INSTRUCT, Stage.DEADLINE, "next-group"),
        ),
        members={"pilot-group": frozenset({"adele", "alex"}), "next-group": frozenset({"megan"})},
        everybody=12000,
        platforms={"adele": frozenset({Platform.WINDOWS}), "alex": frozenset({Platform.IOS})},
    ),
    policies=PlannedPolicies(
        access=(
            policy("pilot", "enabled", "pilot-group"),
            policy("next", "enabledForReportingButNotEnforced", "next-group"),
        ),
        compliance=(
            PlannedCompliance("pilot windows", Platform.WINDOWS, frozenset({"pilot-group"})),
            PlannedCompliance("pilot ios", Platform.IOS, frozenset({"pilot-group"})),
        ),
        unprotected_refused=True,
        break_glass={"glass1": True, "glass2": True},
    ),
    restrictions=PlannedRestrictions(
        (
            restriction("pilot windows", Platform.WINDOWS, 1, "pilot-group"),
            restriction("pilot ios", Platform.IOS, 1, "pilot-group"),
            restriction("next windows", Platform.WINDOWS, 2, "next-group"),
        )
    ),
)


def plan(**changes: Any) -> Plan:
    """The good plan with some things changed, each by the name of its field in one of the parts."""
    return varied(
        GOOD,
        changes,
        policies="policies.access",
        restrictions="restrictions.enrollment",
        platforms="people.platforms",
    )
