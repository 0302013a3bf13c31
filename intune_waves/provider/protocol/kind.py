"""What every kind of resource of this provider can do."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.property import Failure, Property, Values


@dataclass(frozen=True, slots=True)
class Checked:
    """The inputs to go on with, and what is wrong with them."""

    inputs: Values
    failures: list[Failure]


@dataclass(frozen=True, slots=True)
class Observed:
    """What is there: all properties, and the inputs that would make them so."""

    state: Values
    inputs: Values


class Kind(Protocol):
    """One kind of resource. `urn` is the resource's unique name in the stack; values are plain Python.

    The methods that speak to Graph raise GraphError, Refusal or HalfMade, whose text is what people see.
    """

    token: ClassVar[str]
    doc: ClassVar[str]
    properties: ClassVar[tuple[Property, ...]]

    def __init__(self, connection: Connection) -> None: ...

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """Judge inputs that have the right shape; in previews too. `old_inputs` is None before the first
        create.
        """

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """What an update would change, by property path; nothing when it would change nothing."""

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """The properties after a create (`state` is None) or update, as far as a preview can know them."""

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Make it; answers id and properties. Repeating it after a killed run makes no second one."""

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """What is there now, None when it is gone. `inputs` is empty for an import."""

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Change it; answers its properties."""

    async def delete(self, resource_id: str, state: Values) -> None:
        """Delete it; fine when it is gone already."""
