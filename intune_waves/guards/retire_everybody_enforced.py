"""The one policy for everybody enforces nobody whom no wave has enforced before."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.platform import Platform
from intune_waves.guards.guard import guard
from intune_waves.step import headcount
from intune_waves.step.plan import NOBODY, PlannedClosing, PlannedPeople


@guard(
    rule="retire-everybody-enforced",
    sentence="The campaign closes only when everybody is in an enforced wave, on all of its platforms.",
)
def judge(people: PlannedPeople, closing: PlannedClosing) -> Iterator[Complaint]:
    """A complaint that counts the people in no enforced wave, and one per wave that has fewer platforms.

    The one policy reaches whoever was admitted, on the platforms of all waves: who is in no enforced wave
    would be left out for good, and who had no stage, gate or message for a platform blocked by surprise.
    """
    if not closing.enforces_everybody:
        return
    if closing.enabled_members is None:
        yield _complaint(
            "who would be left out is not known", "run the command again once people can be read"
        )
        return
    enforced = list(people.enforced())
    new = closing.enabled_members - NOBODY.union(*map(people.of, enforced))
    if new:
        are = "is" if len(new) == 1 else "are"
        yield _complaint(
            f"{headcount.people(len(new))} {are} in no enforced wave and would be left out",
            "put them into a wave and take it to enforce first",
            got=len(new),
        )
    everywhere = {_name(each) for move in people.moves for each in move.wave.platforms}
    for move in enforced:
        own = {_name(each) for each in move.wave.platforms}
        if own != everywhere and (count := len(people.of(move))):
            yield _complaint(
                f"{headcount.people(count)} would be newly enforced on {', '.join(sorted(everywhere - own))}",
                f"add the platforms to {move.wave.places.file if move.wave.places else move.wave.id} first",
                got=count,
                path=f"retire: {move.wave.id}",
            )


def _name(platform: Platform) -> str:
    # Conditional access knows one Android only.
    return platform.in_conditional_access


def _complaint(what: str, next_step: str, *, got: int | None = None, path: str = "retire") -> Complaint:
    return Complaint(
        rule="retire-everybody-enforced",
        path=path,
        what=what,
        got=got,
        expected="everybody enforced by their wave before",
        next_step=next_step,
    )
