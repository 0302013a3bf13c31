"""`intune:index:StageGate`: whether a wave may enter its next stage, judged when the step is proposed."""

import re
from typing import Annotated, Any, Required, TypedDict, cast

from intune_waves.campaign.stage import Stage
from intune_waves.observing.connection import Connection
from intune_waves.provider.admission.enabling import Enabling
from intune_waves.provider.gate_evidence import KeptEvidence
from intune_waves.provider.gate_inputs import (
    DeclaredOverride,
    DeclaredThresholds,
    GateMove,
    grace_end_of,
    holds_unknown,
    judges_anything,
    thresholds_of,
)
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.protocol.declaration import (
    Computed,
    Condition,
    OneOf,
    Output,
    Replacing,
    Unordered,
)
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.kind import Checked, Observed, StateKind
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.unfinished_step import unfinished_refusals
from intune_waves.step.meaning import meaning

# What a preview must know; the group's id may be unknown, and is then a reason to refuse.
_JUDGED_BY = ("wave", "stage", "period", "thresholds", "overrides", "expectedSize", "readingMaxAgeHours")
_ASKED = {"mayAskOn": "asksOn", "mayLeaveOut": "leavesOut"}
_WAVE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class StageGate(TypedDict, total=False):
    """The stage that a wave is in. A step forward whose thresholds do not hold is refused.

    The refusal is a failed check, so a preview shows it before anything changes. The tenant is read when,
    and only when, the stage moves forward and a threshold of the stage that is entered asks for it. What
    cannot be read, or only in part, never passes. A step back needs no gate.
    """

    wave: Required[Replacing[str]]
    """The wave's id."""
    title: str
    """The wave's title."""
    stage: Required[Annotated[str, OneOf(*(each.value for each in Stage))]]
    """The stage that the wave shall be in."""
    period: Required[int]
    """The period of the step; while the stage stays, that in which the wave came into it."""
    groupId: Required[str]
    """The object id of the wave's group."""
    enforcedGroupId: str
    """The object id of the group that the wave's enabled policy includes."""
    platforms: Required[Unordered[list[str]]]
    """Devices on these platforms count."""
    asksOn: Unordered[list[str]]
    """In enforce, the platforms on which the wave's people are asked, in conditional access's words."""
    leavesOut: Unordered[list[str]]
    """In enforce, the applications that the policy leaves out."""
    thresholds: DeclaredThresholds
    """What must hold to enter the stage; nothing left out."""
    overrides: list[DeclaredOverride]
    """Thresholds that a person passes for a time."""
    expectedSize: int
    """With fewer people in the group no count is trusted."""
    peopleFile: Condition[str]
    """The list of the wave's people, whose lines a refusal names when some of them are gone."""
    readingMaxAgeHours: float
    """How old a reading may be; a day when left out."""
    graceEnds: str
    """In deadline, the day that people are told, as year-month-day."""
    evidence: Computed[KeptEvidence]
    """What the gate rested on when it passed."""
    means: Computed[str]
    """What the last step meant to the wave's people."""
    mayAskOn: Output[list[str]]
    """The platforms that the judgement has let the policy ask on. The policy takes them from here, so that a
    run that leaves the gate out writes nothing that was not judged.
    """
    mayLeaveOut: Output[list[str]]
    """The applications that it leaves out; they come from here for the same reason."""


class StageGateKind(StateKind[StageGate], declared=StageGate):
    """Holds the stage of a wave, and judges each step of it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._judging = GateJudging(connection)
        self._enabling = Enabling(connection)

    async def check(self, old_inputs: StageGate | None, inputs: StageGate) -> Checked[StageGate]:
        """Judge a step forward. Evidence, and what the step means to people, come from this judgement or the
        state, never from a program.
        """
        unknown = [name for name in _JUDGED_BY if holds_unknown(inputs.get(name))]
        if unknown:
            reason = "it must be known before the step, so that the step can be judged [stage-gate]"
            return Checked(inputs, [Failure(name, reason) for name in unknown])
        if not _WAVE_ID.fullmatch(inputs["wave"]):
            reason = f"got {inputs['wave']!r}, expected lower case with hyphens [wave-id]"
            return Checked(inputs, [Failure("wave", reason)])
        group = inputs.get("groupId")
        if group and not holds_unknown(group):
            self._connection.target_groups[inputs["wave"]] = group
        move = GateMove.between(old_inputs, inputs)
        if move.stays and old_inputs:
            kept = {name: old_inputs.get(name) for name in ("period", "evidence", "means")}
            return Checked(cast(StageGate, {**inputs, **kept}), [])
        if move.is_forward and (refused := await unfinished_refusals(self._connection, move)):
            return Checked(inputs, [Failure("stage", reason) for reason in refused])
        if not move.is_forward or not judges_anything(thresholds_of(inputs)):
            title = inputs.get("title", move.wave)
            said = meaning(
                title, move.before or Stage.PLANNED, after=move.stage, grace_ends=grace_end_of(inputs)
            )
            return Checked({**inputs, "means": said}, [])
        judged = await self._judging.judge_and_tell(move, inputs)
        if judged.refusal:
            return Checked(inputs, [Failure("stage", judged.refusal)])
        return Checked({**inputs, "evidence": judged.evidence, "means": judged.meaning}, [])

    def foreseen(self, state: StageGate | None, inputs: StageGate) -> StageGate:
        """What was judged is what the policy may ask; a step back lets it ask no more than before."""
        asked = {said: inputs.get(name) for said, name in _ASKED.items()}
        if self._connection.goes_back and state and state.get("stage") == Stage.ENFORCE.value:
            asked = _no_more(state, asked)
        known = {name: value for name, value in asked.items() if value is not None}
        return cast(StageGate, {**inputs, **known})

    async def found_otherwise(
        self, resource_id: str, state: StageGate, *, inputs: StageGate
    ) -> dict[str, Change]:
        """That the policy of a wave in enforce is not enabled: its enforced group is emptied before it is."""
        if inputs["stage"] != Stage.ENFORCE.value or "enforcedGroupId" not in inputs:
            return {}
        # A step back has left what asks more to this run, and a refresh what no policy in force asks.
        for said, name in _ASKED.items():
            if name in inputs and said not in state:
                return {name: "update"}
            if said in state and set(state.get(said, ())) != set(inputs.get(name, ())):  # type: ignore[call-overload]
                return {name: "update"}
        return {"enforcedGroupId": "update"} if await self._enabling.is_closed(inputs) else {}

    async def read(
        self, urn: str, resource_id: str, *, inputs: StageGate, state: StageGate
    ) -> Observed[StageGate] | None:
        """The state as it is; without what the policy may ask, where it does not hold for the enforced group.

        A refresh notes in the policy's own state that it is not enabled, so the next run enables it: only
        one that has this gate judge and write first.
        """
        observed = await super().read(urn, resource_id, inputs=inputs, state=state)
        enforces = state.get("stage") == Stage.ENFORCE.value and "enforcedGroupId" in state
        if observed is None or not enforces or not await self._enabling.is_closed(state):
            return observed
        left = {name: value for name, value in observed.state.items() if name not in _ASKED}
        return Observed(cast(StageGate, left), observed.inputs)

    async def judge_change(self, resource_id: str, state: StageGate, *, inputs: StageGate) -> None:
        """Judge whom a further platform, or an application that is not left out any more, would lock out."""
        if state.get("stage") == Stage.ENFORCE.value:
            await self._enabling.judge_asking(inputs)

    async def create(self, urn: str, inputs: StageGate) -> tuple[str, StageGate]:
        """Keep the stage. A wave in enforce gets its enforced group ready."""
        await self._prepare({}, inputs)
        return (await super().create(urn, inputs))[0], self.foreseen(None, inputs)

    async def update(self, urn: str, resource_id: str, *, state: StageGate, inputs: StageGate) -> StageGate:
        """Keep another stage, or other thresholds. A wave in enforce gets its enforced group ready."""
        if not self._connection.goes_back:
            await self.judge_change(resource_id, state, inputs=inputs)
        judged = self.foreseen(state, inputs)
        asked = {"asksOn": judged["mayAskOn"]} if "mayAskOn" in judged else {}
        await self._prepare(state, cast(StageGate, {**inputs, **asked}))
        return judged

    async def _prepare(self, state: StageGate | dict[str, Any], inputs: StageGate) -> None:
        if inputs["stage"] == Stage.ENFORCE.value and "enforcedGroupId" in inputs:
            await self._enabling.prepare(state, inputs)


def _no_more(state: StageGate, asked: dict[str, Any]) -> dict[str, Any]:
    """What a policy may ask that shall ask no more than the state has let it."""
    platforms, left_out = asked["mayAskOn"], asked["mayLeaveOut"]
    if platforms is not None and "mayAskOn" in state:
        platforms = [each for each in platforms if each in state["mayAskOn"]] or state["mayAskOn"]
    if left_out is not None:
        left_out = [*left_out, *(each for each in state.get("mayLeaveOut", ()) if each not in left_out)]
    return {"mayAskOn": platforms, "mayLeaveOut": left_out}
