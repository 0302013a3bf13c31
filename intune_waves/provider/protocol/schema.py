"""The provider's Pulumi schema, made from the declared properties.

"Pulumi Package Schema", Pulumi documentation, 2025.
"""

from typing import Any

from intune_waves.provider.kinds.every_kind import KINDS
from intune_waves.provider.protocol.property import Property
from intune_waves.provider.protocol.settings import PROPERTIES


def schema(version: str) -> dict[str, Any]:
    """The schema of all kinds and of the provider's own settings."""
    return {
        "name": "intune",
        "version": version,
        "displayName": "Intune waves",
        "description": "The period in force, people in groups, who may enroll what, which devices comply.",
        "config": {"variables": _described(PROPERTIES)},
        "provider": {"type": "object", "inputProperties": _described(PROPERTIES)},
        "resources": {
            token: {
                "description": f"{kind.doc}\n\n{_first_paragraphs(kind.__doc__)}",
                "inputProperties": _described(_inputs(kind.properties)),
                "requiredInputs": [declared.name for declared in kind.properties if declared.required],
                "properties": _described(kind.properties),
                "required": [declared.name for declared in kind.properties if declared.required],
            }
            for token, kind in KINDS.items()
        },
        "types": {
            f"{token}{_capital(declared.name)}": {
                "type": "object",
                "properties": _described(declared.fields),
                "required": [field.name for field in declared.fields if field.required],
            }
            for token, kind in KINDS.items()
            for declared in kind.properties
            if declared.fields
        },
    }


def _inputs(properties: tuple[Property, ...]) -> tuple[Property, ...]:
    return tuple(declared for declared in properties if declared.role == "input")


def _described(properties: tuple[Property, ...]) -> dict[str, Any]:
    return {declared.name: _describe(declared) for declared in properties}


def _describe(declared: Property) -> dict[str, Any]:
    described: dict[str, Any] = {"type": declared.type, "description": declared.doc}
    if declared.choices:
        described["description"] += f" One of {', '.join(declared.choices)}."
    if declared.type == "array":
        described["items"] = {"type": "string"}
    if declared.fields:
        token = next(token for token, kind in KINDS.items() if declared in kind.properties)
        held = {"$ref": f"#/types/{token}{_capital(declared.name)}"}
        if declared.type == "array":
            described["items"] = held
        else:
            described = {**held, "description": declared.doc}
    elif declared.type == "object":
        held_type = {"$ref": "pulumi.json#/Any"} if declared.mixed else {"type": "string"}
        described["additionalProperties"] = held_type
    if declared.secret:
        described["secret"] = True
    if declared.replaces:
        described["willReplaceOnChanges"] = True
    return described


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


def _first_paragraphs(docstring: str | None) -> str:
    lines = (docstring or "").strip().splitlines()
    return "\n".join(line.strip() for line in lines)
