"""The provider's Pulumi schema, made from the declarations.

"Pulumi Package Schema", Pulumi documentation, 2025.
"""

from typing import Any

from intune_waves.provider.protocol.docstrings import description_of, property_docs
from intune_waves.provider.protocol.kinds import every_kind
from intune_waves.provider.protocol.property import Property
from intune_waves.provider.protocol.settings import SETTINGS, Settings

_MAY_ENABLE_ASKS = ("wave", "title", "groupId", "enforcedGroupId")
_TEXTS = {"type": "array", "items": {"type": "string"}}


def schema(version: str) -> dict[str, Any]:
    """The schema of all kinds and of the provider's own settings."""
    kinds = every_kind()
    settings = _described("", Settings, properties=SETTINGS)
    return {
        "name": "intune",
        "version": version,
        "displayName": "Intune waves",
        "description": "The period in force, people in groups, who may enroll what, which devices comply.",
        "config": {"variables": settings},
        "provider": {"type": "object", "inputProperties": settings},
        "resources": {
            token: {
                "description": description_of(kind.declared),
                "inputProperties": _described(
                    token, kind.declared, properties=tuple(one for one in kind.properties if one.is_set)
                ),
                "requiredInputs": _required(kind.properties),
                "properties": _described(token, kind.declared, properties=kind.properties),
                "required": _required(kind.properties),
            }
            for token, kind in kinds.items()
        },
        "functions": {
            "intune:index:mayEnable": {
                "description": "Refused where enabling a wave's policy would bring anybody under it.",
                "inputs": {
                    "properties": {name: {"type": "string"} for name in _MAY_ENABLE_ASKS}
                    | {name: _TEXTS for name in ("platforms", "breakGlassIds")},
                    "required": [*_MAY_ENABLE_ASKS, "platforms", "breakGlassIds"],
                },
                "outputs": {"properties": {"mayEnable": {"type": "boolean"}}, "required": ["mayEnable"]},
            }
        },
        "types": {
            held_token(token, one): {
                "type": "object",
                "properties": _described(token, one.declared, properties=one.fields),
                "required": _required(one.fields),
            }
            for token, kind in kinds.items()
            for one in kind.properties
            if one.declared
        },
    }


def held_token(token: str, held: Property) -> str:
    """The token of the objects that a property holds, such as `intune:index:GroupMembershipShare`."""
    return f"{token}{held.name[0].upper()}{held.name[1:]}"


def _required(properties: tuple[Property, ...]) -> list[str]:
    return [one.name for one in properties if one.required]


def _described(token: str, declared: type, *, properties: tuple[Property, ...]) -> dict[str, Any]:
    docs = property_docs(declared)
    return {one.name: _describe(token, one, doc=docs[one.name]) for one in properties}


def _describe(token: str, one: Property, *, doc: str) -> dict[str, Any]:
    held: Any = None
    if one.declared is not None:
        held = {"$ref": f"#/types/{held_token(token, one)}"}
    elif one.items is not None:
        held = {"$ref": "pulumi.json#/Any"} if one.items == "any" else {"type": one.items}
    described: dict[str, Any] = {"type": one.type, "description": doc}
    if one.choices:
        described["description"] += f" One of {', '.join(one.choices)}."
    if one.type == "array":
        described["items"] = held
    elif one.declared is not None:
        described = {**held, "description": doc}
    elif one.type == "object":
        described["additionalProperties"] = held
    if one.secret:
        described["secret"] = True
    if one.replaces:
        described["willReplaceOnChanges"] = True
    return described
