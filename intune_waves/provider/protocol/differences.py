"""What changes between a resource's state and its new inputs, property by property."""

from typing import Any, Literal

from intune_waves.provider.protocol.property import Property, Values

Change = Literal["add", "delete", "update"]


def differences(state: Values, inputs: Values, *, properties: tuple[Property, ...]) -> dict[str, Change]:
    """The paths of the inputs that differ, such as `share.size` or `messages[1].subject`, and how.

    Lists marked unordered are compared without order; a list whose items have a key is looked into while the
    same items are in the same order. Outputs are not looked at, and neither are conditions.
    """
    changes: dict[str, Change] = {}
    for declared in properties:
        if declared.role in ("output", "condition"):
            continue
        old, new = state.get(declared.name), inputs.get(declared.name)
        if old != new:
            changes.update(_compare(old, new, declared=declared))
    return changes


def in_order_of(declared: list[Any], observed: list[Any]) -> list[Any]:
    """The observed list, in the declared order while both hold the same: Graph knows no order of its own, and
    this spares people a difference that is none.
    """
    same = len(declared) == len(observed) and all(item in observed for item in declared)
    return declared if same else observed


def name_in(path: str) -> str:
    """The property that a path begins with."""
    return path.split(".")[0].split("[")[0]


def _compare(old: Any, new: Any, *, declared: Property) -> dict[str, Change]:
    if old is None or new is None:
        return {declared.name: "add" if old is None else "delete"}
    if declared.key and _keys(old, declared) == _keys(new, declared):
        return {
            f"{declared.name}[{place}].{path}": change
            for place, (before, after) in enumerate(zip(old, new, strict=True))
            for path, change in differences(before, after, properties=declared.fields).items()
        }
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


def _keys(items: Any, declared: Property) -> list[Any]:
    return [item.get(declared.key) for item in items] if isinstance(items, list) else [items]
