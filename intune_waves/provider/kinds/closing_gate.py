"""`intune:index:ClosingGate`: stands before the one policy for everybody until the closing is judged."""

from typing import Required, TypedDict

from intune_waves.provider.protocol.declaration import Replacing
from intune_waves.provider.protocol.kind import Checked, StateKind
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.unfinished_step import unfinished_closing


class ClosingGate(TypedDict):
    """Stands before the one policy for everybody once the campaign closes.

    Is in the state once the campaign has been let close.

    The campaign judges the step that closes it. Where a run was interrupted after that, the campaign is
    closed in the state and the one policy is not there yet: so this gate, which is new in the next run too,
    judges again.
    """

    campaign: Required[Replacing[str]]
    """The campaign's name."""


class ClosingGateKind(StateKind[ClosingGate], declared=ClosingGate):
    """Judges an interrupted closing again."""

    async def check(self, old_inputs: ClosingGate | None, inputs: ClosingGate) -> Checked[ClosingGate]:
        """Judge what an interrupted run has left; nothing where the campaign has judged in this run."""
        refused = () if old_inputs else await unfinished_closing(self._connection)
        return Checked(inputs, [Failure("", reason) for reason in refused])
