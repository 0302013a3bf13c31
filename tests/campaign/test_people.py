import pytest

from intune_waves.campaign.people import ExistingGroup, Share, is_object_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0000000a-0000-0000-c000-000000000000", True),
        ("0000000A-0000-0000-C000-000000000000", True),
        ("IT Department", False),
        ("0000000a-0000-0000-c000-00000000000", False),
        ("x0000000a-0000-0000-c000-000000000000", False),
        ("", False),
    ],
)
def test_an_object_id_is_told_from_a_name(text: str, expected: bool) -> None:
    assert is_object_id(text) is expected
    assert ExistingGroup(text).is_id is expected
    assert Share(text, size=1).is_id is expected
