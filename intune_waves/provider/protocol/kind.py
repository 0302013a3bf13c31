"""What every kind of resource of this provider can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, cast

from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.declaration import properties_of
from intune_waves.provider.protocol.differences import Change, differences
from intune_waves.provider.protocol.property import Failure, Property

PACKAGE = "intune:index:"
"""What the token of every kind begins with."""

P = TypeVar("P", bound=Mapping[str, Any])
"""A kind's declaration: its inputs and its state are values of that form."""


@dataclass(frozen=True, slots=True)
class Checked(Generic[P]):
    """The inputs to go on with, and what is wrong with them."""

    inputs: P
    failures: list[Failure]


@dataclass(frozen=True, slots=True)
class Observed(Generic[P]):
    """What is there: all properties, and the inputs that would make them so."""

    state: P
    inputs: P


class Kind(ABC, Generic[P]):
    """One kind of resource, declared by a TypedDict as `protocol.declaration` says:

        class StageGateKind(Kind[StageGate], declared=StageGate): ...

    The declaration's name is the kind's in its token. `urn` is the resource's unique name in the stack.
    Inputs and state are plain Python values; in a preview any of them may be UNKNOWN. The methods that speak
    to Graph raise GraphError, Refusal or HalfMade, whose text is what people see.
    """

    declared: ClassVar[type]
    token: ClassVar[str]
    properties: ClassVar[tuple[Property, ...]]

    def __init_subclass__(cls, *, declared: type | None = None) -> None:
        super().__init_subclass__()
        if declared is not None:
            cls.declared = declared
            cls.token = PACKAGE + declared.__name__
            cls.properties = properties_of(declared)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def check(self, old_inputs: P | None, inputs: P) -> Checked[P]:
        """Judge inputs that have the right shape; in previews too. `old_inputs` is None before the first
        create.
        """
        return Checked(inputs, [])

    def changes(self, state: P, inputs: P) -> dict[str, Change]:
        """What an update would change, by property path; nothing when it would change nothing."""
        return differences(state, inputs, properties=self.properties)

    async def refuse_lost(self, resource_id: str, state: P) -> None:
        """Refuse what the tenant does not have any more, so that no update could put it back.

        Asked in every diff, so in previews too. A step back asks nothing. Raises Refusal; GraphError.
        """

    async def found_otherwise(self, resource_id: str, state: P, *, inputs: P) -> dict[str, Change]:
        """What the tenant has otherwise than the last write left it, and an update would put back, by path.

        Asked in every diff whose inputs are those of the state, so in previews too, and never in a step back.
        Raises Refusal for what an update cannot put back; GraphError.
        """
        return {}

    async def judge_change(self, resource_id: str, state: P, *, inputs: P) -> None:
        """Refuse an update that asks more of enforced people than may be asked at once.

        Asked in every diff that finds a change, so in previews too, and never in a step back; an update
        judges anew before it writes. Raises Refusal; GraphError.
        """

    async def foresee(self, resource_id: str, state: P, *, inputs: P) -> None:
        """Note what an update would bring, so that what stands behind it is judged by that in a preview too.

        Asked in every diff that has found changes, and never in a step back. Raises Refusal; GraphError.
        """

    async def refuse_foreign(self, urn: str, inputs: P) -> None:
        """Refuse to make what somebody else has in the tenant under the same name.

        Asked before every create, so in previews too. Raises Refusal; GraphError.
        """

    def foreseen(self, state: P | None, inputs: P) -> P:
        """The properties after a create (`state` is None) or update, as far as a preview can know them."""
        return inputs

    @abstractmethod
    async def create(self, urn: str, inputs: P) -> tuple[str, P]:
        """Make it; answers id and properties. Repeating it after a killed run makes no second one."""

    @abstractmethod
    async def read(self, urn: str, resource_id: str, *, inputs: P, state: P) -> Observed[P] | None:
        """What is there now, None when it is gone. `inputs` is empty for an import."""

    @abstractmethod
    async def update(self, urn: str, resource_id: str, *, state: P, inputs: P) -> P:
        """Change it; answers its properties."""

    @abstractmethod
    async def delete(self, resource_id: str, state: P) -> None:
        """Delete it; fine when it is gone already."""


class StateKind(Kind[P]):
    """A kind that is in the stack's state only: what it does, it does in its check. There is nothing to
    import from, and nothing to delete.
    """

    async def create(self, urn: str, inputs: P) -> tuple[str, P]:
        """Keep it; the id is what tells it from others: the input whose change is another resource."""
        named = next(each.name for each in self.properties if each.replaces)
        return str(inputs[named]), inputs

    async def read(self, urn: str, resource_id: str, *, inputs: P, state: P) -> Observed[P] | None:
        """The state as it is."""
        return Observed(state, inputs) if state else None

    async def update(self, urn: str, resource_id: str, *, state: P, inputs: P) -> P:
        """Keep what is declared now."""
        return inputs

    async def delete(self, resource_id: str, state: P) -> None:
        """Nothing is in the tenant."""


def stack_of(urn: str) -> tuple[str, str]:
    """The names of a resource's stack and project, with which its unique name begins."""
    stack, project = urn.removeprefix("urn:pulumi:").split("::")[:2]
    return stack, project


def without_empty(values: P) -> P:
    """The values without empty texts: Graph answers one for what was never set."""
    return cast(P, {name: value for name, value in values.items() if value != ""})
