"""The campaign closes only when nothing on its checklist is open."""

from collections.abc import Iterator

from intune_waves.campaign.closing import Check
from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedClosing


@guard(rule="retire-checklist", sentence="The campaign closes only when nothing on its checklist is open.")
def judge(closing: PlannedClosing) -> Iterator[Complaint]:
    """A complaint per item of which neither the tenant nor a person says that it is so."""
    for judged in closing.checklist:
        if judged.passes:
            continue
        item = judged.item
        yield Complaint(
            rule="retire-checklist",
            path=f"retire: {item.id}",
            what=f"{item.title}: {judged.answer.value}: {judged.because}",
            got=judged.answer.value,
            expected="an item that is so",
            next_step=(
                "do it, and write done and by in waves/campaign.yaml"
                if item.check is Check.NONE
                else "do it; where the tenant cannot be asked, write done and by in waves/campaign.yaml"
            ),
        )
