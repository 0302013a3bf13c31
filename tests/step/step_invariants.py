"""What no accepted step may do to the tenant, whatever the tenant held before."""

from collections.abc import Collection, Mapping

from intune_waves.campaign.naming import policy_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.step.period_step import PeriodStep
from tests.step.model_tenant import GLASS, OURS, ModelTenant, group_id


def assert_nothing_was_broken(
    tenant: ModelTenant,
    step: PeriodStep,
    written: Collection[str],
    newly_blocked: frozenset[int],
    groups: Mapping[str, set[int]],
) -> None:
    """`written` are the names of the policies that the step has written, `newly_blocked` the people whom the
    campaign's own enabled policies have reached since, `groups` the groups as they were before.
    """
    waves = [wave for wave in step.waves if step.stages(wave.id)[1] is Stage.ENFORCE]
    enforced = {policy_name(wave) for wave in waves}
    for policy in tenant.policies:
        if policy.name in written:
            assert policy.excluded_users >= set(GLASS), "a policy of ours excludes every account"
            assert policy.state != "enabled" or policy.name in enforced, "nothing else is enforced"
    if not step.advances:
        assert not newly_blocked, "going back blocks nobody"
        return
    assert sum(tenant.break_glass.values()) >= 2
    calendar = step.rules.calendar
    assert not any(each.covers(calendar.start_of(step.period)) for each in calendar.freezes)
    assert len(tenant.restrictions) <= 25
    brake = step.rules.brake
    assert len(newly_blocked) <= max(len(tenant.people) * brake.percent / 100, brake.floor)
    for wave in step.moving:
        before, after = step.stages(wave.id)
        assert step.confirmed or after.position - before.position <= 1, "no stage is jumped"
        assert before is Stage.PLANNED or wave.id in groups, "nobody is moved uncounted"
        assert not (after is Stage.ENFORCE and wave.id not in groups)
        if after is Stage.ENFORCE:
            assert tenant.unprotected_refused, "no unprotected device would do"
            assigned = [each for each in tenant.compliance if group_id(wave.id) in each.groups]
            assert {each.platform for each in assigned} >= {*wave.platforms}, "every device can comply"
    for number in newly_blocked:
        assert not tenant.people[number].in_old_service
        usable = tenant.people[number].enrolled or frozenset(Platform)
        assert any(tenant.may_enroll(number, each) for each in usable), "enrollment is reachable"
    for wave in step.moving:
        if step.stages(wave.id)[1] > step.stages(wave.id)[0] and wave.id in groups:
            _assert_own_restriction_wins(tenant, wave)
            others = set[int]().union(*(people for other, people in groups.items() if other != wave.id))
            assert not groups[wave.id] & others, "nobody is in two waves"


def _assert_own_restriction_wins(tenant: ModelTenant, wave: Wave) -> None:
    for platform in wave.platforms:
        for each in tenant.by_priority(platform):
            if group_id(wave.id) in each.groups:
                assert each.name.startswith(OURS)
                break
            reached = {m for g, ms in tenant.groups.items() if group_id(g) in each.groups for m in ms}
            assert not reached & tenant.groups[wave.id], "the wave's own restriction wins"
        else:
            raise AssertionError("the wave has no restriction")
