from datetime import date

import pytest

from intune_waves.campaign.closing import Answer, Check, ChecklistItem, JudgedItem
from intune_waves.guards.retire_checklist import judge
from tests.guards.plans import Said, plan

ITEM = ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
def test_an_item_that_is_open_or_unknown_is_told(answer: Answer) -> None:
    found = JudgedItem(ITEM, answer, "the connector of Contoso is on")
    (complaint,) = judge(plan(closes=True, checklist=(found,)))
    assert complaint.path == "retire: connector-off"
    assert complaint.what == f"The connector is off: {answer.value}: the connector of Contoso is on"


@pytest.mark.parametrize("answer", [Answer.YES, Answer.DONE])
def test_an_item_that_is_so_passes(answer: Answer) -> None:
    assert list(judge(plan(closes=True, checklist=(JudgedItem(ITEM, answer, "so"),)))) == []


def test_each_open_item_is_told() -> None:
    other = ChecklistItem("subscription-ended", "It is ended", done=date(2027, 6, 1), by="Megan Bowen")
    open_items = (JudgedItem(ITEM, Answer.NO, "no"), JudgedItem(other, Answer.UNKNOWN, "unknown"))
    assert [each.path for each in judge(plan(checklist=open_items))] == [
        "retire: connector-off",
        "retire: subscription-ended",
    ]


def said() -> Said:
    connector = ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR)
    ended = ChecklistItem("subscription-ended", "The subscription is ended")
    return (
        plan(
            closes=True,
            checklist=(
                JudgedItem(connector, Answer.NO, "the connector of Contoso is on"),
                JudgedItem(ended, Answer.NO, "nobody has said that it is done"),
            ),
        ),
        [
            "retire: connector-off: The connector is off: no: the connector of Contoso is on; do it; where "
            "the tenant cannot be asked, write done and by in waves/campaign.yaml [retire-checklist]",
            "retire: subscription-ended: The subscription is ended: no: nobody has said that it is done; do "
            "it, and write done and by in waves/campaign.yaml [retire-checklist]",
        ],
        "no",
        "an item that is so",
    )
