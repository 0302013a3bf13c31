"""The campaign closes only when nothing on its checklist is open."""

from collections.abc import Iterator

from intune_waves.campaign.closing import Check
from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.plan import Plan


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint per item of which neither the tenant nor a person says that it is so."""
    for judged in plan.checklist:
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


GUARD = Guard(
    rule="retire-checklist",
    sentence="The campaign closes only when nothing on its checklist is open.",
    level="refuse",
    judge=judge,
)
