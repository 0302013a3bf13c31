"""`intune:index:Admission`: which people of a wave are under its enabled policy."""

from typing import Annotated, Required, TypedDict, cast

from intune_waves.campaign.stage import Stage
from intune_waves.observing.connection import Connection
from intune_waves.provider.admission.admitting import Admitting
from intune_waves.provider.gate_inputs import DeclaredOverride, DeclaredThresholds, holds_unknown
from intune_waves.provider.protocol.declaration import Condition, OneOf, Output, Replacing, Unordered
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.kind import Checked, Kind, Observed
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.wire import UNKNOWN

_OUTPUTS = ("admitted", "digest", "listed", "waiting", "takenOut", "evidence")


class Brake(TypedDict, total=False):
    """How many people one run may newly admit."""

    percent: float
    """At most this percentage of all people …"""
    floor: int
    """… but so many people always."""


class OwnPolicy(TypedDict, total=False):
    """A wave's policy as it shall be in the tenant, in Graph's words."""

    id: Required[str]
    """The policy's object id."""
    state: Required[str]
    """enabled, or enabledForReportingButNotEnforced."""
    includedGroups: Unordered[list[str]]
    """Object ids of the groups whose people it is for."""
    excludedUsers: Unordered[list[str]]
    """Object ids of the accounts that it leaves out."""
    platforms: Unordered[list[str]]
    """The platforms on which it asks."""
    excludedApplications: Unordered[list[str]]
    """The applications that it leaves out."""


class AdmissionEvidence(TypedDict, total=False):
    """What became of people by the last write, in counts; nothing left out that is not 0."""

    judgedOn: str
    """The tenant's day on which they were judged, as year-month-day."""
    admitted: int
    """How many came newly under the policy."""
    losing: int
    """Those of them who lost access by it."""
    letOut: int
    """How many were let out of it."""
    waiting: dict[str, int]
    """How many newcomers wait, by the day until which they do."""
    takenOut: dict[str, int]
    """How many were taken out by hand, by the day until which they are left out."""
    digest: str
    """Tells the people of `losing` from others."""


class Admission(TypedDict, total=False):
    """The people who are under a wave's enabled policy, admitted by a judgement in the write itself.

    It stands behind the wave's policy. While the wave is not enforced nobody is in the group. When the wave
    enters enforce, its gate and all guards are judged once more on fresh facts, and everybody of the wave is
    admitted. After that whoever comes to the wave is a newcomer: one who loses nothing is admitted at once,
    any other waits for a day of their own. Whoever leaves the wave is let out. The policy itself is compared
    with the tenant in every preview, and put back where somebody changed it by hand.
    """

    wave: Required[Replacing[str]]
    """The wave's id."""
    title: Required[str]
    """The wave's title."""
    stage: Required[Annotated[str, OneOf(*(each.value for each in Stage))]]
    """The stage that the wave is in."""
    groupId: Required[str]
    """The object id of the wave's target group."""
    enforcedGroupId: Required[Replacing[str]]
    """The object id of the group that the enabled policy includes."""
    platforms: Required[Unordered[list[str]]]
    """Devices on these platforms count."""
    breakGlassIds: Unordered[list[str]]
    """Object ids of accounts that are never admitted."""
    policy: OwnPolicy
    """The wave's policy; left out where the wave has none of its own."""
    newcomerDays: Condition[int]
    """How many days a newcomer who would lose access waits."""
    brake: Condition[Brake]
    """How many people one run may newly admit."""
    thresholds: Condition[DeclaredThresholds]
    """What must hold when the wave enters enforce."""
    overrides: Condition[list[DeclaredOverride]]
    """Thresholds that a person passes for a time."""
    expectedSize: Condition[int]
    """With fewer people in the target group no count is trusted."""
    readingMaxAgeHours: Condition[float]
    """How old a reading may be; a day when left out."""
    admitted: Output[int]
    """How many people are in the enforced group."""
    digest: Output[str]
    """Digest of the members of the enforced group."""
    listed: Output[int]
    """How many people were in the target group."""
    waiting: Output[int]
    """How many newcomers wait for their day."""
    takenOut: Output[int]
    """How many people were taken out by hand, and are left out until a day."""
    evidence: Output[AdmissionEvidence]
    """What the last write rested on; left out while nobody is enforced."""


class AdmissionKind(Kind[Admission], declared=Admission):
    """Fills a wave's enforced group with the people who pass the judgement, in the operation that judges."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._admitting = Admitting(connection)

    async def check(self, old_inputs: Admission | None, inputs: Admission) -> Checked[Admission]:
        """The stage must be known; whether anybody is admitted is judged by Diff and by the write."""
        if holds_unknown([inputs["wave"], inputs["stage"]]):
            reason = "it must be known before the step, so that the step can be judged [admission-known]"
            return Checked(inputs, [Failure("stage", reason)])
        return Checked(inputs, [])

    async def refuse_lost(self, resource_id: str, state: Admission) -> None:
        """Refuse a group or a policy of the wave that somebody deleted."""
        await self._admitting.refuse_lost(state)

    async def found_otherwise(
        self, resource_id: str, state: Admission, *, inputs: Admission
    ) -> dict[str, Change]:
        """What the tenant has otherwise than it was left: the policy, or people who came, went or are due.

        Nothing is read of people while the counts are those of the last write and nobody waits.
        """
        return await self._admitting.found_otherwise(state, inputs)

    async def foresee(self, resource_id: str, state: Admission, *, inputs: Admission) -> None:
        """Who of another group of the wave would be admitted, and who would wait."""
        await self._admitting.foresee(state, inputs)

    def foreseen(self, state: Admission | None, inputs: Admission) -> Admission:
        """Who is admitted is known when it is written, not before."""
        return {**inputs, **dict.fromkeys(_OUTPUTS, UNKNOWN)}

    async def create(self, urn: str, inputs: Admission) -> tuple[str, Admission]:
        """Admit whoever passes; the id is the wave's."""
        return inputs["wave"], cast(Admission, await self._admitting.write({}, inputs))

    async def read(
        self, urn: str, resource_id: str, *, inputs: Admission, state: Admission
    ) -> Observed[Admission] | None:
        """The enforced group as it is; None when it is gone. There is nothing to import from."""
        observed = await self._admitting.observe(state)
        if observed is None:
            return None
        # What is gone is no input any more, so that the next run sees that it is to be made.
        there = {name: value for name, value in inputs.items() if name in observed}
        return Observed(cast(Admission, observed), cast(Admission, there))

    async def update(self, urn: str, resource_id: str, *, state: Admission, inputs: Admission) -> Admission:
        """Admit, let out, or empty the group; put the policy back where somebody changed it."""
        return cast(Admission, await self._admitting.write(state, inputs))

    async def delete(self, resource_id: str, state: Admission) -> None:
        """Take the groups away in which people wait; the enforced group itself goes whole."""
        await self._admitting.take_away(state)
