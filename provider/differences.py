"""What changes between a resource's state and its new inputs, property by property."""

from typing import Any, Literal

from provider.property import Property, Values

Change = Literal["add", "delete", "update"]


def differences(state: Values, inputs: Values, properties: tuple[Property, ...]) -> dict[str, Change]:
    """The paths of the inputs that differ, such as `share.size`, and how.

    Lists marked unordered are compared without order. Properties that are outputs only are not looked at.
    """
    changes: dict[str, Change] = {}
    for declared in properties:
        if declared.role == "output":
            continue
        old, new = state.get(declared.name), inputs.get(declared.name)
        if old != new:
            changes.update(_compare(old, new, declared))
    return changes


def _compare(old: Any, new: Any, declared: Property) -> dict[str, Change]:
    if old is None or new is None:
        return {declared.name: "add" if old is None else "delete"}
    # Imported here: a preview without changes never needs it.
    from deepdiff import DeepDiff

    found = DeepDiff(old, new, ignore_order=declared.unordered, view="tree")
    if declared.type != "object" or not isinstance(old, dict) or not isinstance(new, dict):
        return {declared.name: "update"} if found else {}
    changes: dict[str, Change] = {}
    for kind, levels in found.items():
        how: Change = (
            "add"
            if kind == "dictionary_item_added"
            else "delete"
            if kind == "dictionary_item_removed"
            else "update"
        )
        for level in levels:
            changes[".".join([declared.name, *(str(step) for step in level.path(output_format="list"))])] = (
                how
            )
    return changes
