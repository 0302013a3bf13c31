"""`intune:index:DevicesWithoutPolicy`: whether a device that no compliance policy is assigned to complies."""

from typing import Any, Required, TypedDict, cast

from intune_waves.graph.device_management import (
    devices_without_policy_comply,
    let_devices_without_policy_comply,
)
from intune_waves.provider.protocol.declaration import Computed
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.kind import Checked, Kind, Observed
from intune_waves.provider.protocol.wire import UNKNOWN

RESOURCE_ID = "devices-without-policy"
"""The one id: a tenant has this setting once."""


class DevicesWithoutPolicy(TypedDict, total=False):
    """Whether devices without a compliance policy count as compliant, in the whole tenant.

    While they do, a rule that asks for a compliant device lets them pass.

    A tenant has it once. Create takes it as it finds it, whoever set it, and keeps that as `former`;
    delete puts `former` back. It is read before the write and noted with what the engine notes of a
    create that it begins, so that `./migrate` finds it where a run was killed after the write. The
    tenant's other settings are read and sent along, because Graph takes them as one object.

    Calls: a preview one; create three, update and delete two each, one less when nothing is to be written;
    a read one.
    """

    compliant: Required[bool]
    """Whether such devices count as compliant."""
    former: Computed[bool]
    """What was so before this resource was made; put back at its end."""


class DevicesWithoutPolicyKind(Kind[DevicesWithoutPolicy], declared=DevicesWithoutPolicy):
    """Reads and writes the tenant's one setting."""

    async def check(
        self, old_inputs: DevicesWithoutPolicy | None, inputs: DevicesWithoutPolicy
    ) -> Checked[DevicesWithoutPolicy]:
        """Note what is so before the first write; from then on it stays as it was noted."""
        if old_inputs is not None:
            return Checked(cast(DevicesWithoutPolicy, {**inputs, **_former_of(old_inputs)}), [])
        # A way back waits for nothing, and what nobody knows yet is not written yet.
        if self._connection.goes_back or inputs["compliant"] == UNKNOWN:
            return Checked(inputs, [])
        found = await devices_without_policy_comply(await self._connection.client())
        return Checked({**inputs, "former": found}, [])

    def changes(self, state: DevicesWithoutPolicy, inputs: DevicesWithoutPolicy) -> dict[str, Change]:
        """What was so before is no wish: a state of an earlier version keeps it without such an input."""
        return {path: each for path, each in super().changes(state, inputs).items() if path != "former"}

    async def found_otherwise(
        self, resource_id: str, state: DevicesWithoutPolicy, *, inputs: DevicesWithoutPolicy
    ) -> dict[str, Change]:
        """Whether somebody has turned the setting; one read."""
        found = await devices_without_policy_comply(await self._connection.client())
        return {} if found == inputs["compliant"] else {"compliant": "update"}

    def foreseen(
        self, state: DevicesWithoutPolicy | None, inputs: DevicesWithoutPolicy
    ) -> DevicesWithoutPolicy:
        """What was so before stays known."""
        return cast(DevicesWithoutPolicy, {"former": UNKNOWN, **inputs, **_former_of(state)})

    async def create(self, urn: str, inputs: DevicesWithoutPolicy) -> tuple[str, DevicesWithoutPolicy]:
        """Take the setting and write it where it differs."""
        before = await self._write(inputs["compliant"])
        return RESOURCE_ID, {**inputs, "former": inputs.get("former", before)}

    async def read(
        self, urn: str, resource_id: str, *, inputs: DevicesWithoutPolicy, state: DevicesWithoutPolicy
    ) -> Observed[DevicesWithoutPolicy] | None:
        """What the tenant says now; None for another id. An import keeps it at its end."""
        if resource_id != RESOURCE_ID:
            return None
        observed: DevicesWithoutPolicy = {
            "compliant": await devices_without_policy_comply(await self._connection.client())
        }
        noted = cast(DevicesWithoutPolicy, {**observed, **_former_of(inputs)})
        return Observed({**observed, "former": state.get("former", observed["compliant"])}, noted)

    async def update(
        self, urn: str, resource_id: str, *, state: DevicesWithoutPolicy, inputs: DevicesWithoutPolicy
    ) -> DevicesWithoutPolicy:
        """Write it; what was before the resource stays known."""
        before = await self._write(inputs["compliant"])
        return {**inputs, "former": state.get("former", before)}

    async def delete(self, resource_id: str, state: DevicesWithoutPolicy) -> None:
        """Put back what was before the resource."""
        if "former" in state:
            await self._write(state["former"])

    async def _write(self, comply: bool) -> bool:
        return await let_devices_without_policy_comply(await self._connection.client(), comply)


def _former_of(values: DevicesWithoutPolicy | None) -> dict[str, Any]:
    return {"former": values["former"]} if values and "former" in values else {}
