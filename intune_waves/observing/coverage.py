"""Coverage: what the people of a group would lose by an enabled policy, and why."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from intune_waves.graph.client.object_id import digest_of_numbers, text_of
from intune_waves.graph.user import PeopleList
from intune_waves.observing.devices import KnownDevices
from intune_waves.step.loss import LossReason, asked_platforms, shown_platform


@dataclass(frozen=True, slots=True)
class Coverage:
    """The people of a group by what they would lose. `digest` names the people who were counted."""

    people: int
    missing: Mapping[LossReason, tuple[int, ...]]
    """Who would lose all access, by why."""
    losing: tuple[int, ...]
    """Who would lose a device and keep another."""
    lost: Mapping[str, int]
    """The devices that those of `losing` would lose, by platform."""
    disabled: int
    digest: str
    doubts: tuple[str, ...]
    """Why the counts are not to be trusted; empty when nothing speaks against them."""
    unread: tuple[str, ...] = ()
    """The sources that could not be read: then `losing` is not known, and nobody is known to lose nothing."""
    blocked_devices: Mapping[str, int] = field(default_factory=dict)
    """Every active device that would not be let in any more, by platform."""
    alone: Mapping[str, int] = field(default_factory=dict)
    """How many of these each inventory alone knows, by what it is called; every inventory that was read."""
    excluded: int = 0
    """How many of the group are never in the campaign; they are in no other count."""

    @property
    def listed_people(self) -> int:
        """Everybody whom the group holds, whether they count or not."""
        return self.people + self.disabled + self.excluded

    @property
    def blocked(self) -> int:
        """How many people would lose all access."""
        return sum(map(len, self.missing.values()))

    @property
    def reached(self) -> int:
        """How many people have a compliant device on a platform that is asked on."""
        return self.people - self.blocked

    @property
    def covered(self) -> int | None:
        """How many people would lose nothing; None where a source could not be read."""
        return None if self.unread else self.reached - len(self.losing)

    def listed(self) -> Iterator[tuple[str, str]]:
        """The object id of everybody who would lose something, with the reason."""
        for reason, ids in self.missing.items():
            yield from ((text_of(person), reason.value) for person in ids)
        yield from ((text_of(person), "loses a device and keeps another") for person in self.losing)


def coverage_of(
    group: PeopleList, devices: KnownDevices, *, platforms: Collection[str], excluded: Collection[int] = ()
) -> Coverage:
    """What the people of the group would lose by a policy that asks on the platforms.

    Platforms are named as enrollment restrictions name them. Of the `excluded`, whom a rule or an existing
    group may hold, every policy leaves out all, so they lose nothing and are not counted.
    """
    asked, never = asked_platforms(platforms), frozenset(excluded)
    counted = [each for each in group.people if each not in never] if never else group.people
    missing: dict[LossReason, list[int]] = {reason: [] for reason in LossReason}
    losing: list[int] = []
    lost, blocked, inventories = Counter[str](), Counter[str](), Counter[int]()
    for person in counted:
        loss = devices.loss(person, asked)
        blocked.update(loss.devices)
        inventories.update(loss.inventories)
        if loss.reason is not None:
            missing[loss.reason].append(person)
        elif loss.devices:
            losing.append(person)
            lost.update(loss.devices)
    return Coverage(
        people=len(counted),
        missing={reason: tuple(ids) for reason, ids in missing.items()},
        losing=tuple(losing),
        lost=_shown(lost),
        disabled=group.disabled,
        digest=digest_of_numbers(counted),
        doubts=(*group.doubts("the group"), *devices.doubts),
        unread=devices.unread,
        blocked_devices=_shown(blocked),
        alone={title: inventories[number] for number, title in devices.inventories.items()},
        excluded=len(group.people) - len(counted),
    )


def _shown(counted: Counter[str]) -> dict[str, int]:
    """The most frequent first, then by name."""
    ordered = sorted(counted.items(), key=lambda each: (-each[1], shown_platform(each[0])))
    return {shown_platform(platform): count for platform, count in ordered}
