"""What all resources of the native `intune` provider have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


class NativeResource(pulumi.CustomResource):
    """A resource whose inputs are named as Python does, and sent as the wire does."""

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None,
        *,
        token: str,
        given: Mapping[str, Any],
        outputs: Sequence[str],
    ) -> None:
        """`given` are the inputs by their names in Python, `outputs` the names on the wire of what a program
        only reads.
        """
        super().__init__(token, resource_name, {**on_the_wire(given), **dict.fromkeys(outputs)}, opts)

    def read(self, name: str) -> pulumi.Output[Any]:
        """A property, by its name on the wire."""
        found: pulumi.Output[Any] = self.__dict__[name]
        return found


def on_the_wire(given: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs by their names on the wire: `groupId` for `group_id`."""
    return {_wire_name(name): value for name, value in given.items()}


def _wire_name(name: str) -> str:
    first, *others = name.split("_")
    return "".join([first, *(each.capitalize() for each in others)])
