from dataclasses import replace

from intune_waves.guards.policy_budget import judge
from tests.guards.plans import Said, plan, policy


def test_the_last_policy_that_fits_passes_and_the_next_is_refused() -> None:
    full = tuple(policy(f"policy {n}", "disabled", "g") for n in range(240))
    assert list(judge(plan(policies=full))) == []
    (complaint,) = judge(plan(policies=(*full, policy("one more", "enabled", "g"))))
    assert complaint.what == "there would be 241 conditional access policies in the tenant"


def said() -> Said:
    many_policies = tuple(replace(policy(str(n), "disabled", "g"), ours=False) for n in range(241))
    return (
        plan(policies=many_policies),
        [
            "there would be 241 conditional access policies in the tenant; remove policies that "
            "nobody needs, disabled ones too, or declare fewer waves [policy-budget]"
        ],
        241,
        "at most 240",
    )
