from intune_waves.guards.policy_budget import judge
from tests.guards.plans import plan, policy


def test_the_last_policy_that_fits_passes_and_the_next_is_refused() -> None:
    full = tuple(policy(f"policy {n}", "disabled", "g") for n in range(195))
    assert list(judge(plan(policies=full))) == []
    (complaint,) = judge(plan(policies=(*full, policy("one more", "enabled", "g"))))
    assert complaint.what == "there would be 196 conditional access policies in the tenant"
