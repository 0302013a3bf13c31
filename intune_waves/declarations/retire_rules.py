"""Rules of `retire` that look at the whole checklist, and at the schedule."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Places
from intune_waves.campaign.schedule import Schedule
from intune_waves.declarations.retire_declaration import RetireDeclaration


def judge_checklist_ids(retire: RetireDeclaration, places: Places) -> Iterator[Complaint]:
    """`checklist-id`: each item has an id of its own."""
    first: dict[str, int] = {}
    for index, item in enumerate(retire.checklist):
        path = f"retire.checklist.{index}.id"
        earlier = first.setdefault(item.id, index)
        if earlier != index:
            line = places.of(f"retire.checklist.{earlier}.id").line
            yield Complaint(
                rule="checklist-id",
                where=places.of(path),
                path=path,
                what=f"{item.id} stands here again, first in line {line}",
                got=item.id,
                expected="an id of its own",
                next_step="rename or remove one of them",
            )


def judge_retire_period(
    retire: RetireDeclaration, places: Places, *, schedule: Schedule
) -> Iterator[Complaint]:
    """`retire-period`: the campaign closes after the last wave has come to enforce."""
    last = schedule.last_period
    if retire.period <= last:
        late = ", ".join(each for each in schedule.order if schedule.enforced_from(each) == last)
        yield Complaint(
            rule="retire-period",
            where=places.of("retire.period"),
            path="retire.period",
            what=f"the campaign would close in period {retire.period}, and {late} comes to enforce in {last}",
            got=retire.period,
            expected=f"a period after {last}",
            next_step=f"write {last + 1} or more",
        )
