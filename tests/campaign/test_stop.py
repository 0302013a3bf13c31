import pytest

from intune_waves.campaign.errors import StopError
from intune_waves.campaign.stop import parse_stop


def test_without_a_value_nothing_is_stopped() -> None:
    assert parse_stop(None) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Certificates are broken", "Certificates are broken"),
        ("  two\n lines ", "two lines"),
        ("Störung", "Störung"),
    ],
)
def test_a_reason_stops(text: str, reason: str) -> None:
    assert parse_stop(text) == reason


@pytest.mark.parametrize("text", ["", " ", "true", "False", "no", "ON", "1", "0", "--", "null", "_"])
def test_what_says_no_reason_is_refused(text: str) -> None:
    with pytest.raises(StopError) as refused:
        parse_stop(text)
    assert str(refused.value).startswith(f"stop: {text.strip()!r} says no reason; write why")
    assert str(refused.value).endswith("[stop-reason]")
