"""What turns, hides or colours a text is written out, and the text stays."""

import pytest

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.visible import visible
from intune_waves.graph.client.errors import Forbidden
from intune_waves.stack.refusal import RefusedError

EVIL = "Pilot \u202egnirob\u2066 \x1b[31m\x9b2J\x07\x00 \ud800"


@pytest.mark.parametrize(
    "text", ["Zo\u00eb \u2013 \u5f15 \u0645\u06cc\u200c\u062e", "a\nb\tc", "\u2705\ufe0f", ""]
)
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


def test_what_is_not_seen_is_written_out() -> None:
    assert visible(EVIL) == r"Pilot \u202egnirob\u2066 \x1b[31m\x9b2J\x07\x00 \ud800"


@pytest.mark.parametrize(
    "said",
    [
        str(Complaint(rule="x", what=f"the policy {EVIL} is wrong", next_step=f"look at {EVIL}", path=EVIL)),
        str(RefusedError(f"{EVIL} is there", f"delete {EVIL}")),
        RefusedError(EVIL).message,
        str(Forbidden(f"the group {EVIL}", "GET /x", status=403, code=EVIL, message=EVIL)).replace("\n", ""),
    ],
)
def test_no_message_carries_it_on(said: str) -> None:
    assert all(each.isprintable() or each == "\n" for each in said)
    assert "gnirob" in said
