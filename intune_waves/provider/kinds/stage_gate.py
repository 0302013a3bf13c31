"""`intune:index:StageGate`: whether a wave may enter its next stage, judged when the step is proposed."""

import re
from typing import ClassVar

from intune_waves.campaign.stage import Stage
from intune_waves.observing.connection import Connection
from intune_waves.provider.gate_evidence import EVIDENCE
from intune_waves.provider.gate_inputs import (
    OVERRIDES,
    THRESHOLDS,
    Step,
    grace_end_of,
    holds_unknown,
    judges_anything,
    thresholds_of,
)
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.protocol.differences import Change, differences
from intune_waves.provider.protocol.kind import Checked, Observed
from intune_waves.provider.protocol.property import Failure, Property, Values
from intune_waves.provider.unfinished_step import unfinished_refusals
from intune_waves.step.meaning import meaning

# What a preview must know; the group's id may be unknown, and is then a reason to refuse.
_JUDGED_BY = ("wave", "stage", "period", "thresholds", "overrides", "expectedSize", "readingMaxAgeHours")
_WAVE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class StageGateKind:
    """Holds the stage that a wave is in, and refuses a step forward whose thresholds do not hold.

    The refusal is a failed check, so a preview shows it before anything changes. The tenant is read when,
    and only when, the stage moves forward and a threshold of the stage that is entered asks for it. What
    cannot be read, or only in part, never passes. A step back needs no gate.
    """

    token: ClassVar[str] = "intune:index:StageGate"
    doc: ClassVar[str] = (
        "The stage that a wave is in. A step forward whose thresholds do not hold is refused."
    )
    properties: ClassVar[tuple[Property, ...]] = (
        Property("wave", "string", "The wave's id.", required=True, replaces=True),
        Property("title", "string", "The wave's title."),
        Property(
            "stage",
            "string",
            "The stage that the wave shall be in.",
            required=True,
            choices=tuple(each.value for each in Stage),
        ),
        Property(
            "period",
            "integer",
            "The period of the step; while the stage stays, that in which the wave came into it.",
            required=True,
        ),
        Property("groupId", "string", "The object id of the wave's group.", required=True),
        Property("platforms", "array", "Devices on these platforms count.", required=True, unordered=True),
        Property(
            "thresholds", "object", "What must hold to enter the stage; nothing left out.", fields=THRESHOLDS
        ),
        Property("overrides", "array", "Thresholds that a person passes for a time.", fields=OVERRIDES),
        Property("expectedSize", "integer", "With fewer people in the group no count is trusted."),
        Property("readingMaxAgeHours", "number", "How old a reading may be; a day when left out."),
        Property("graceEnds", "string", "In deadline, the day that people are told, as year-month-day."),
        Property(
            "evidence", "object", "What the gate rested on when it passed.", role="computed", fields=EVIDENCE
        ),
        Property("means", "string", "What the last step meant to the wave's people.", role="computed"),
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._judging = GateJudging(connection)

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
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
        step = Step.between(old_inputs, inputs)
        if step.stays and old_inputs:
            kept = {name: old_inputs.get(name) for name in ("period", "evidence", "means")}
            return Checked({**inputs, **kept}, [])
        if step.is_forward and (refused := await unfinished_refusals(self._connection, step)):
            return Checked(inputs, [Failure("stage", reason) for reason in refused])
        if not step.is_forward or not judges_anything(thresholds_of(inputs)):
            title = inputs.get("title", step.wave)
            means = meaning(title, step.before or Stage.PLANNED, step.stage, grace_ends=grace_end_of(inputs))
            return Checked({**inputs, "means": means}, [])
        judged = await self._judging.judge_and_tell(step, inputs)
        if judged.refusal:
            return Checked(inputs, [Failure("stage", judged.refusal)])
        return Checked({**inputs, "evidence": judged.evidence, "means": judged.means}, [])

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ, evidence among them."""
        return differences(state, inputs, self.properties)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """Everything is known beforehand."""
        return inputs

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Keep the stage; the id is the wave's."""
        return inputs["wave"], inputs

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """The state as it is. There is nothing to import from."""
        return Observed(state, inputs) if state else None

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Keep another stage, or other thresholds."""
        return inputs

    async def delete(self, resource_id: str, state: Values) -> None:
        """Nothing is in the tenant."""
