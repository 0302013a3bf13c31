from dataclasses import replace

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards.compliance_before_enforce import judge
from intune_waves.step.plan import PlannedCompliance
from tests.guards.plans import GOOD, Said, plan

WINDOWS, IOS = GOOD.policies.compliance


def test_every_platform_of_the_wave_needs_one() -> None:
    (complaint,) = judge(plan(compliance=()))
    assert (complaint.path, complaint.got) == ("limited-pilot", ["Windows", "iOS"])
    (complaint,) = judge(plan(compliance=(WINDOWS,)))
    assert complaint.got == ["iOS"]


def test_one_that_is_assigned_to_nobody_or_to_another_group_does_not_count() -> None:
    for groups in (frozenset[str](), frozenset({"next-group"})):
        (complaint,) = judge(plan(compliance=(WINDOWS, replace(IOS, groups=groups))))
        assert complaint.got == ["iOS"]


def test_one_of_another_platform_does_not_count() -> None:
    (complaint,) = judge(plan(compliance=(WINDOWS, replace(IOS, platform=Platform.MAC))))
    assert complaint.got == ["iOS"]


def test_somebody_else_s_policy_is_as_good() -> None:
    for group in ("pilot-group", EVERYBODY):
        theirs = PlannedCompliance("theirs", Platform.IOS, frozenset({group}))
        assert list(judge(plan(compliance=(WINDOWS, theirs)))) == []


def test_a_wave_that_is_not_newly_enforced_is_no_concern() -> None:
    before = (replace(GOOD.people.moves[0], before=Stage.ENFORCE), GOOD.people.moves[1])
    assert list(judge(plan(moves=before, compliance=()))) == []


def test_a_wave_without_a_group_is_another_guard_s() -> None:
    unknown = (replace(GOOD.people.moves[0], group=None), GOOD.people.moves[1])
    assert list(judge(plan(moves=unknown, compliance=()))) == []


def said() -> Said:
    return (
        plan(compliance=()),
        [
            "limited-pilot: no compliance policy for Windows, iOS is assigned to the wave's group; run "
            "refresh and then up in the period in force; was it deleted by hand? [compliance-before-enforce]"
        ],
        ["Windows", "iOS"],
        "one for each of its platforms before it is enforced",
    )
