from intune_waves.campaign.platform import Platform
from intune_waves.guards.default_restriction_open import judge
from tests.guards.plans import Said, plan


def test_a_default_that_blocks_a_platform_of_the_waves_is_refused() -> None:
    (complaint,) = judge(plan(blocked_by_default=frozenset({Platform.WINDOWS, Platform.IOS, Platform.MAC})))
    assert complaint.what.startswith("the default restriction blocks Windows, iOS, and")


def test_an_open_default_passes() -> None:
    assert list(judge(plan())) == []


def test_a_platform_that_no_wave_enrolls_may_be_blocked() -> None:
    assert list(judge(plan(blocked_by_default=frozenset({Platform.ANDROID})))) == []


def said() -> Said:
    return (
        plan(blocked_by_default=frozenset({Platform.WINDOWS, Platform.IOS, Platform.MAC})),
        [
            "the default restriction blocks Windows, iOS, and enrollment without a person knows no "
            "other; open the default; the waves' own restrictions keep people from enrolling early "
            "[default-restriction-open]"
        ],
        "Windows, iOS",
        "a default that blocks no platform",
    )
