"""`intune:index:EnrollmentRestriction`: what a wave's people may enroll on one platform."""

from collections.abc import Iterable
from typing import Annotated, Required, TypedDict, cast

from intune_waves.campaign.enrollment_restriction import NARROWEST_FIRST, rule_of
from intune_waves.graph.enrollment_restriction import ExistingRestriction
from intune_waves.provider.protocol.declaration import OneOf, Replacing
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.kind import Observed, StateKind
from intune_waves.provider.protocol.wire import UNKNOWN

NO_RULE = "the tenant's default"
"""What a group gets that no restriction is assigned to."""


class EnrollmentRestriction(TypedDict, total=False):
    """What a wave's people may enroll on one platform. It touches new enrollments only.

    A wave declares one for each of its platforms. What waves declare alike is one object of the tenant, which
    SharedRestrictions keeps: this resource says what the wave gets, and a preview, a refresh and `drift` hold
    it against the restriction that the tenant has for the wave's group.
    """

    wave: Required[Replacing[str]]
    """The wave's id."""
    platform: Required[Replacing[Annotated[str, OneOf("windows", "mac", "ios", "android", "androidForWork")]]]
    """The platform."""
    groupId: Required[str]
    """The wave's group."""
    rule: Required[Annotated[str, OneOf(*NARROWEST_FIRST)]]
    """What its people may enroll; "not yet" is nothing."""


class EnrollmentRestrictionKind(StateKind[EnrollmentRestriction], declared=EnrollmentRestriction):
    """Says what a wave gets; SharedRestrictions writes it."""

    async def create(self, urn: str, inputs: EnrollmentRestriction) -> tuple[str, EnrollmentRestriction]:
        """Keep it; the id is the wave's and the platform's."""
        return f"{inputs['wave']}-{inputs['platform']}", inputs

    async def read(
        self, urn: str, resource_id: str, *, inputs: EnrollmentRestriction, state: EnrollmentRestriction
    ) -> Observed[EnrollmentRestriction] | None:
        """The wave with the rule that the tenant has for its group; nothing can be imported."""
        if not state:
            return None
        rule = rule_in_force(
            await self._connection.restrictions(), state["platform"], group_id=state["groupId"]
        )
        observed = cast(EnrollmentRestriction, {**state, "rule": rule})
        return Observed(observed, observed)

    async def found_otherwise(
        self, resource_id: str, state: EnrollmentRestriction, *, inputs: EnrollmentRestriction
    ) -> dict[str, Change]:
        """Whether the wave's group gets another rule in the tenant, by the one list of the run."""
        if UNKNOWN in inputs.values():
            return {}
        found = await self._connection.restrictions()
        rule = rule_in_force(found, inputs["platform"], group_id=inputs["groupId"])
        return {} if rule == inputs["rule"] else {"rule": "update"}


def rule_in_force(found: Iterable[ExistingRestriction], platform: str, *, group_id: str) -> str:
    """The rule of the best of the platform's restrictions that are assigned to the group itself; `found` are
    all restrictions, best first.
    """
    for each in found:
        if each.content.platform == platform and group_id in each.targets:
            return rule_of(
                platform_blocked=each.content.platform_blocked,
                personal_devices_blocked=each.content.personal_devices_blocked,
            )
    return NO_RULE
