from migration.naming import group_name, policy_name, restriction_name
from migration.platform import Platform
from tests.migration.build import wave


def test_every_name_says_where_it_comes_from() -> None:
    pilot = wave(title="Limited pilot")
    assert group_name(pilot) == "Intune waves: Limited pilot"
    assert restriction_name(pilot, Platform.MAC) == "Intune waves: Limited pilot (macOS)"
    assert policy_name(pilot) == "Intune waves: Limited pilot needs a compliant device"


def test_no_two_restrictions_of_a_wave_share_a_name() -> None:
    assert len({restriction_name(wave(), platform) for platform in Platform}) == len(Platform)
