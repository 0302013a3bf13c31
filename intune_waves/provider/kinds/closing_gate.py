"""`intune:index:ClosingGate`: stands before the one policy for everybody until the closing is judged."""

from typing import ClassVar

from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.differences import Change, differences
from intune_waves.provider.protocol.kind import Checked, Observed
from intune_waves.provider.protocol.property import Failure, Property, Values
from intune_waves.provider.unfinished_step import unfinished_closing


class ClosingGateKind:
    """Is in the state once the campaign has been let close.

    The campaign judges the step that closes it. Where a run was interrupted after that, the campaign is
    closed in the state and the one policy is not there yet: so this gate, which is new in the next run too,
    judges again.
    """

    token: ClassVar[str] = "intune:index:ClosingGate"
    doc: ClassVar[str] = "Stands before the one policy for everybody once the campaign closes."
    properties: ClassVar[tuple[Property, ...]] = (
        Property("campaign", "string", "The campaign's name.", required=True, replaces=True),
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """Judge what an interrupted run has left; nothing where the campaign has judged in this run."""
        refused = () if old_inputs else await unfinished_closing(self._connection)
        return Checked(inputs, [Failure("", reason) for reason in refused])

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ."""
        return differences(state, inputs, self.properties)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """Everything is known beforehand."""
        return inputs

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Keep that it was let through; the id is the campaign's name."""
        return inputs["campaign"], inputs

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """The state as it is. There is nothing to import from."""
        return Observed(state, inputs) if state else None

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """There is nothing to change."""
        return inputs

    async def delete(self, resource_id: str, state: Values) -> None:
        """Nothing is in the tenant."""
