from intune_waves.campaign.naming import (
    compliance_name,
    group_name,
    policy_name,
    reminder_name,
    restriction_name,
)
from intune_waves.campaign.platform import Platform
from tests.campaign.build import wave


def test_every_name_says_where_it_comes_from() -> None:
    pilot = wave(title="Limited pilot")
    assert group_name(pilot) == "Intune waves: Limited pilot"
    assert restriction_name(pilot, Platform.MAC) == "Intune waves: Limited pilot (macOS)"
    assert compliance_name(pilot, Platform.IOS) == "Intune waves: Limited pilot compliance (iOS)"
    assert reminder_name(pilot) == "Intune waves: Limited pilot reminder"
    assert policy_name(pilot) == "Intune waves: Limited pilot needs a compliant device"


def test_no_two_restrictions_of_a_wave_share_a_name() -> None:
    assert len({restriction_name(wave(), platform) for platform in Platform}) == len(Platform)
