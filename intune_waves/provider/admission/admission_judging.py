"""Judging whoever comes newly under an enabled policy, in the operation that writes: guards, gate, brake."""

from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.stage import Stage
from intune_waves.graph.user import count_enabled_members
from intune_waves.observing.connection import Connection
from intune_waves.provider.gate_inputs import GateMove
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.unfinished_step import fresh_refusals
from intune_waves.step.headcount import people


class AdmissionJudging:
    """The judge of one run's admissions, which count together against the brake."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._gates = GateJudging(connection)

    async def judge(self, inputs: Values, *, enters: bool) -> None:
        """All guards on the tenant as it is now, and the gate of a wave that enters. Raises Refusal."""
        before = Stage.DEADLINE if enters else Stage.ENFORCE
        guarded = await fresh_refusals(self._connection, inputs["wave"], before=before)
        if guarded:
            raise Refusal("\n".join(guarded))
        if not enters:
            return
        move = GateMove(inputs["wave"], before, Stage.ENFORCE, self._connection.period, None)
        judged = await self._gates.judge(move, _without_soak(inputs))
        if judged.refusal:
            raise Refusal(judged.refusal)

    async def judge_brake(self, inputs: Values, admits: int) -> None:
        """The brake counts everybody whom this run admits beside the waves whose gates have passed. Raises
        Refusal.
        """
        newly = admits + self._connection.newly_admitted + len(self._connection.asked_more)
        if not admits:
            return
        brake = Brake(**inputs["brake"]) if "brake" in inputs else Brake()
        if newly <= brake.floor:
            return
        everybody = await count_enabled_members(await self._connection.client()) or 0
        most = brake.most_of(everybody)
        if newly > most:
            raise Refusal(
                f"{self._connection.file_of(inputs['wave'])}: {people(newly)} of {everybody:,} would come "
                f"newly under an enabled policy by one run, at most {most:,} may; let fewer people into the "
                "wave at once, or raise the brake in waves/campaign.yaml [enforcement-brake]"
            )


def lost(inputs: Values, what: str) -> Refusal:
    """That something of the wave was deleted, and how it is made anew."""
    return refused(
        inputs,
        f"{what} is not in the tenant any more",
        next_step="./migrate refresh, then the same command makes it anew",
    )


def refused(inputs: Values, what: str, *, next_step: str) -> Refusal:
    """Why nobody of the wave is admitted, and what to do."""
    return Refusal(f"waves/{inputs['wave']}.yaml: {what}; next: {next_step} [admission]")


def _without_soak(inputs: Values) -> Values:
    """The gate's inputs without the time spent in the stage before, which the step's own gate has judged."""
    thresholds = {name: limit for name, limit in inputs.get("thresholds", {}).items() if name != "soak"}
    return {**inputs, "thresholds": thresholds}
