"""`intune:index:DevicesWithoutPolicy`: whether a device that no compliance policy is assigned to complies."""

from typing import ClassVar

from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.differences import Change, differences
from intune_waves.provider.protocol.kind import Checked, Observed
from intune_waves.provider.protocol.property import Property, Values
from intune_waves.provider.protocol.wire import UNKNOWN

RESOURCE_ID = "devices-without-policy"
"""The one id: a tenant has this setting once."""


class DevicesWithoutPolicyKind:
    """The tenant's setting for devices without a compliance policy. While they count as compliant, a rule
    that asks for a compliant device lets them pass.

    A tenant has it once. Create takes it as it finds it, whoever set it, and keeps that as `former`;
    delete puts `former` back. A run that is killed after the write and before the state is kept forgets
    `former`: the next one finds the new value. The tenant's other settings are read and sent along,
    because Graph takes them as one object.

    Calls: a preview without changes none; create, update and delete two each, one when nothing is to be
    written; a read one.
    """

    token: ClassVar[str] = "intune:index:DevicesWithoutPolicy"
    doc: ClassVar[str] = (
        "Whether devices without a compliance policy count as compliant, in the whole tenant."
    )
    properties: ClassVar[tuple[Property, ...]] = (
        Property("compliant", "boolean", "Whether such devices count as compliant.", required=True),
        Property(
            "former",
            "boolean",
            "What was so before this resource was made; put back at its end.",
            role="output",
        ),
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """Its shape is all there is to judge."""
        return Checked(inputs, [])

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """Whether it differs from what was written or observed last."""
        return differences(state, inputs, self.properties)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """What was so before is read when it is made."""
        return {**inputs, "former": (state or {}).get("former", UNKNOWN)}

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Take the setting and write it where it differs."""
        return RESOURCE_ID, {**inputs, "former": await self._write(inputs["compliant"])}

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """What the tenant says now; None for another id. An import keeps it at its end."""
        from intune_waves.graph.tenant_setting import devices_without_policy_comply

        if resource_id != RESOURCE_ID:
            return None
        observed = {"compliant": await devices_without_policy_comply(await self._connection.client())}
        return Observed({**observed, "former": state.get("former", observed["compliant"])}, observed)

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Write it; what was before the resource stays known."""
        before = await self._write(inputs["compliant"])
        return {**inputs, "former": state.get("former", before)}

    async def delete(self, resource_id: str, state: Values) -> None:
        """Put back what was before the resource."""
        if "former" in state:
            await self._write(state["former"])

    async def _write(self, comply: bool) -> bool:
        from intune_waves.graph.tenant_setting import let_devices_without_policy_comply

        return await let_devices_without_policy_comply(await self._connection.client(), comply)
