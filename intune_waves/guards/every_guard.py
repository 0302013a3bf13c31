"""All guards, and the judgement of a plan by all of them."""

from intune_waves.campaign.errors import Complaint
from intune_waves.guards import (
    break_glass_enabled,
    break_glass_excluded,
    compliance_before_enforce,
    default_restriction_open,
    enforcement_brake,
    enrollment_reachable,
    everybody_needs_exclusions,
    freeze_window,
    group_known,
    old_service_left,
    one_stage_step,
    override_expired,
    people_handed_over,
    person_in_two_waves,
    policy_budget,
    restriction_budget,
    restriction_order,
    retire_checklist,
    retire_everybody_enforced,
    retire_old_service,
    unprotected_devices,
)
from intune_waves.guards.guard import Guard
from intune_waves.step.plan import Plan

EVERY_GUARD: tuple[Guard, ...] = (
    break_glass_enabled.GUARD,
    break_glass_excluded.GUARD,
    compliance_before_enforce.GUARD,
    default_restriction_open.GUARD,
    enforcement_brake.GUARD,
    enrollment_reachable.GUARD,
    everybody_needs_exclusions.GUARD,
    freeze_window.GUARD,
    group_known.GUARD,
    old_service_left.GUARD,
    one_stage_step.GUARD,
    override_expired.GUARD,
    people_handed_over.GUARD,
    person_in_two_waves.GUARD,
    policy_budget.GUARD,
    restriction_budget.GUARD,
    restriction_order.GUARD,
    retire_checklist.GUARD,
    retire_everybody_enforced.GUARD,
    retire_old_service.GUARD,
    unprotected_devices.GUARD,
)


def judge(plan: Plan) -> tuple[list[Complaint], list[Complaint]]:
    """What refuses the plan and what only warns: every complaint of every guard, none hidden by another."""
    refused: list[Complaint] = []
    warned: list[Complaint] = []
    for guard in EVERY_GUARD:
        (refused if guard.level == "refuse" else warned).extend(guard.judge(plan))
    return refused, warned
