"""Coverage: who of a group's people has an enrolled, compliant device."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from intune_waves.graph.client.object_id import digest_of_numbers, text_of
from intune_waves.graph.managed_device import ELSEWHERE, DeviceList, compliant_on, enrolled_on
from intune_waves.graph.user import PeopleList


class Reason(StrEnum):
    """Why a person is not covered."""

    NEVER_ENROLLED = "never enrolled"
    NOT_COMPLIANT = "not compliant"
    OTHER_SERVICE = "managed by another service"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The people of a group, covered or missing for a reason. `digest` names the people who were counted."""

    people: int
    covered: int
    missing: Mapping[Reason, tuple[int, ...]]
    disabled: int
    digest: str
    doubts: tuple[str, ...]
    """Why the counts are not to be trusted; empty when nothing speaks against them."""

    def missing_ids(self) -> list[tuple[str, Reason]]:
        """The object id of everybody who is not covered, with the reason."""
        return [(text_of(person), reason) for reason, ids in self.missing.items() for person in ids]


def coverage_of(group: PeopleList, devices: DeviceList, platforms: Collection[str]) -> Coverage:
    """Who of the group is covered by a device on one of the platforms."""
    compliant, enrolled = compliant_on(platforms), enrolled_on(platforms)
    missing: dict[Reason, list[int]] = {reason: [] for reason in Reason}
    for person in group.people:
        bits = devices.bits.get(person, 0)
        if not bits & compliant:
            missing[_reason(bits, enrolled)].append(person)
    return Coverage(
        people=len(group.people),
        covered=len(group.people) - sum(map(len, missing.values())),
        missing={reason: tuple(ids) for reason, ids in missing.items()},
        disabled=group.disabled,
        digest=digest_of_numbers(group.people),
        doubts=(*group.doubts("the group"), *devices.doubts),
    )


def _reason(bits: int, enrolled: int) -> Reason:
    if bits & enrolled:
        return Reason.NOT_COMPLIANT
    return Reason.OTHER_SERVICE if bits & ELSEWHERE else Reason.NEVER_ENROLLED
