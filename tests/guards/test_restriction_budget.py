from intune_waves.campaign.platform import Platform
from intune_waves.guards.restriction_budget import judge
from tests.guards.plans import Said, plan, restriction


def test_the_last_restriction_that_fits_passes_and_the_next_is_refused() -> None:
    full = tuple(restriction(f"restriction {n}", Platform.IOS, n, "g") for n in range(25))
    assert list(judge(plan(restrictions=full))) == []
    (complaint,) = judge(plan(restrictions=(*full, restriction("one more", Platform.MAC, 1, "g"))))
    assert complaint.what == "there would be 26 platform restrictions in the tenant"


def said() -> Said:
    many_restrictions = tuple(restriction(str(n), Platform.MAC, n, "g") for n in range(26))
    return (
        plan(restrictions=many_restrictions),
        [
            "there would be 26 platform restrictions in the tenant; remove restrictions that "
            "nobody needs, or list fewer platforms in the waves [restriction-budget]"
        ],
        26,
        "at most 25",
    )
