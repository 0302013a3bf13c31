"""The checklist's verdicts, and what closing a campaign means."""

from datetime import date
from typing import Any

import pytest

from intune_waves.campaign.retirement import (
    Check,
    ChecklistItem,
    Retirement,
    TenantAnswer,
    Verdict,
    judge_checklist,
    retirement_means,
)

YES, NO, SILENT = (TenantAnswer(holds, "it says so") for holds in (True, False, None))
WORD: dict[str, Any] = {"done": date(2027, 6, 1), "by": "Megan Bowen"}


def item(check: Check = Check.CONNECTOR, **more: Any) -> ChecklistItem:
    return ChecklistItem("connector-off", "The connector is off", check, **more)


@pytest.mark.parametrize(
    ("given", "answer", "verdict", "because"),
    [
        (item(), YES, Verdict.YES, "it says so"),
        (item(), NO, Verdict.NO, "it says so"),
        (item(), SILENT, Verdict.UNKNOWN, "it says so"),
        (item(**WORD), SILENT, Verdict.DONE, "Megan Bowen says so, on 2027-06-01"),
        (item(**WORD), NO, Verdict.NO, "it says so"),
        (item(**WORD), YES, Verdict.YES, "it says so"),
        (item(done=date(2027, 6, 1)), SILENT, Verdict.UNKNOWN, "it says so"),
        (item(), None, Verdict.UNKNOWN, "the tenant was not asked"),
        (item(Check.NONE), None, Verdict.NO, "nobody has said that it is done"),
        (item(Check.NONE, **WORD), None, Verdict.DONE, "Megan Bowen says so, on 2027-06-01"),
    ],
)
def test_the_tenant_s_word_stands_above_a_person_s(
    given: ChecklistItem, answer: TenantAnswer | None, verdict: Verdict, because: str
) -> None:
    (judged,) = judge_checklist([given], {Check.CONNECTOR: answer} if answer else {})
    assert (judged.item, judged.verdict, judged.because) == (given, verdict, because)
    assert judged.passes is (verdict in (Verdict.YES, Verdict.DONE))


def test_a_campaign_is_closed_from_its_period_on() -> None:
    assert [Retirement(12).closed_in(period) for period in (11, 12, 13)] == [False, True, True]


def test_closing_and_opening_say_one_sentence_and_staying_none() -> None:
    assert retirement_means(False, True) == (
        "The campaign closes: one policy asks everybody for a compliant device, in place of the waves'. "
        "Nobody's access changes."
    )
    assert "while it is stopped: one policy for everybody reports" in retirement_means(
        False, True, stopped=True
    )
    assert retirement_means(True, False).startswith(
        "The campaign is open again: each wave has its own policy"
    )
    assert retirement_means(True, True) == retirement_means(False, False) == ""
