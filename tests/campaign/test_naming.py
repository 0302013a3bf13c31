from intune_waves.campaign.enrollment_restriction import NARROWEST_FIRST
from intune_waves.campaign.naming import (
    compliance_name,
    group_name,
    own_restriction_name,
    policy_name,
    reminder_name,
    restriction_name,
)
from intune_waves.campaign.platform import Platform
from tests.campaign.build import wave


def test_every_name_says_where_it_comes_from() -> None:
    pilot = wave(title="Limited pilot")
    assert group_name(pilot) == "Intune waves: Limited pilot"
    assert restriction_name(Platform.MAC, "not yet") == "Intune waves: macOS, not yet"
    assert own_restriction_name(pilot, Platform.MAC) == "Intune waves: Limited pilot (macOS)"
    assert compliance_name(pilot, Platform.IOS) == "Intune waves: Limited pilot compliance (iOS)"
    assert reminder_name(pilot) == "Intune waves: Limited pilot reminder"
    assert policy_name(pilot) == "Intune waves: Limited pilot needs a compliant device"


def test_no_two_restrictions_share_a_name() -> None:
    names = {restriction_name(platform, rule) for platform in Platform for rule in NARROWEST_FIRST}
    assert len(names) == len(Platform) * len(NARROWEST_FIRST)
