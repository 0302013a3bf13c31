"""The engine's side of one resource, without an engine: Check, Diff, Create or Update, and what it keeps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pulumi.runtime.proto.provider_pb2 import (
    CheckRequest,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    DiffResponse,
    ReadRequest,
    UpdateRequest,
)

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.wire import from_wire, to_wire

Values = dict[str, Any]


def another_run(provider: IntuneProvider) -> None:
    """Have the provider know no more of the tenant than one that a run has just started."""
    provider.connection.groups = None
    provider.connection.forget_policies()
    provider.connection.goes_back, provider.connection.newly_admitted = False, 0
    provider._kinds.clear()


class CheckRefusedError(Exception):
    """The check failed; its text is the path and reason of each failure."""


@dataclass
class Declared:
    """One resource of a stack: its inputs, properties and id, as the state keeps them."""

    provider: IntuneProvider
    token: str
    name: str = "one"
    resource_id: str = ""
    inputs: Values = field(default_factory=dict)
    state: Values = field(default_factory=dict)

    @property
    def urn(self) -> str:
        return f"urn:pulumi:dev::intune-waves::{self.token}::{self.name}"

    async def check(self, inputs: Values) -> Values:
        request = CheckRequest(urn=self.urn, olds=to_wire(self.inputs), news=to_wire(inputs))
        response = await self.provider.check(request)
        if response.failures:
            raise CheckRefusedError(
                "; ".join(f"{failure.property}: {failure.reason}" for failure in response.failures)
            )
        return from_wire(response.inputs)[0]

    async def diff(self, inputs: Values) -> DiffResponse:
        checked = await self.check(inputs)
        request = DiffRequest(
            urn=self.urn, id=self.resource_id, olds=to_wire(self.state), news=to_wire(checked)
        )
        return await self.provider.diff(request)

    async def changed(self, inputs: Values) -> set[str]:
        """The paths of a preview's differences."""
        return set((await self.diff(inputs)).detailedDiff)

    async def up(self, inputs: Values) -> Values:
        """What `pulumi up` does to the resource; answers its new properties."""
        checked = await self.check(inputs)
        if not self.resource_id:
            made = await self.provider.create(CreateRequest(urn=self.urn, properties=to_wire(checked)))
            assert made.id
            self.resource_id, self.state = made.id, from_wire(made.properties)[0]
        elif (await self.diff(inputs)).changes == DiffResponse.DIFF_SOME:
            request = UpdateRequest(
                urn=self.urn, id=self.resource_id, olds=to_wire(self.state), news=to_wire(checked)
            )
            self.state = from_wire((await self.provider.update(request)).properties)[0]
        self.inputs = checked
        return self.state

    async def foresee(self, inputs: Values) -> Values:
        """A preview's properties for a create."""
        request = CreateRequest(urn=self.urn, properties=to_wire(await self.check(inputs)), preview=True)
        return from_wire((await self.provider.create(request)).properties)[0]

    async def refresh(self) -> bool:
        """What `pulumi refresh` does; False when the resource is gone."""
        request = ReadRequest(
            urn=self.urn, id=self.resource_id, properties=to_wire(self.state), inputs=to_wire(self.inputs)
        )
        found = await self.provider.read(request)
        if not found.id:
            self.resource_id, self.inputs, self.state = "", {}, {}
            return False
        self.state, self.inputs = from_wire(found.properties)[0], from_wire(found.inputs)[0]
        return True

    async def destroy(self) -> None:
        await self.provider.delete(
            DeleteRequest(urn=self.urn, id=self.resource_id, properties=to_wire(self.state))
        )


def without_tenant(kind: str) -> Declared:
    """A resource in a run that asks no tenant, as a step back does."""
    provider = IntuneProvider("0.0.0", {})
    provider.connection.goes_back = True
    return Declared(provider, f"intune:index:{kind}")


Declare = Callable[..., Declared]
