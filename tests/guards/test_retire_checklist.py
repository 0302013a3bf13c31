from datetime import date

import pytest

from intune_waves.campaign.retirement import Check, ChecklistItem, JudgedItem, Verdict
from intune_waves.guards.retire_checklist import judge
from tests.guards.plans import plan

ITEM = ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR)


@pytest.mark.parametrize("verdict", [Verdict.NO, Verdict.UNKNOWN])
def test_an_item_that_is_open_or_unknown_is_told(verdict: Verdict) -> None:
    found = JudgedItem(ITEM, verdict, "the connector of Contoso is on")
    (complaint,) = judge(plan(retires=True, checklist=(found,)))
    assert complaint.path == "retire: connector-off"
    assert complaint.what == f"The connector is off: {verdict.value}: the connector of Contoso is on"


@pytest.mark.parametrize("verdict", [Verdict.YES, Verdict.DONE])
def test_an_item_that_is_so_passes(verdict: Verdict) -> None:
    assert list(judge(plan(retires=True, checklist=(JudgedItem(ITEM, verdict, "so"),)))) == []


def test_each_open_item_is_told() -> None:
    other = ChecklistItem("subscription-ended", "It is ended", done=date(2027, 6, 1), by="Megan Bowen")
    open_items = (JudgedItem(ITEM, Verdict.NO, "no"), JudgedItem(other, Verdict.UNKNOWN, "unknown"))
    assert [each.path for each in judge(plan(checklist=open_items))] == [
        "retire: connector-off",
        "retire: subscription-ended",
    ]
