"""The resources of the azuread provider that a campaign declares.

They are told to the engine as `pulumi_azuread` tells them, whose import, of everything that Entra has, takes
longer than all else that a preview asks of the program. A test holds each against its class there.
"""

import functools
import importlib.util
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pulumi


class GroupWithoutMembers(pulumi.CustomResource):
    """A security group whose members are not in the state."""

    def __init__(
        self,
        resource_name: str,
        *,
        display_name: str,
        description: str,
        rule: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """With a `rule`, Entra keeps the members by it."""
        inputs = {
            "displayName": display_name,
            "description": description,
            "securityEnabled": True,
            "types": None if rule is None else ["DynamicMembership"],
            "dynamicMembership": None if rule is None else {"enabled": True, "rule": rule},
            "objectId": None,
        }
        kind = "azuread:index/groupWithoutMembers:GroupWithoutMembers"
        super().__init__(kind, resource_name, inputs, _of_the_sdks_version(opts))

    @property
    def object_id(self) -> pulumi.Output[str]:
        """By what Graph knows it; the resource's own id is a path."""
        return pulumi.get(self, "objectId")  # type: ignore[no-any-return]


class ConditionalAccessPolicy(pulumi.CustomResource):
    """A conditional access policy."""

    def __init__(
        self,
        resource_name: str,
        *,
        display_name: str,
        state: str,
        conditions: Mapping[str, Any],
        grant_operator: str,
        grant_controls: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`conditions` are by the names on the wire; what is None or left out is not asked for."""
        inputs = {
            "displayName": display_name,
            "state": state,
            "conditions": _asked_for(conditions),
            "grantControls": {"operator": grant_operator, "builtInControls": list(grant_controls)},
            "objectId": None,
        }
        kind = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
        super().__init__(kind, resource_name, inputs, _of_the_sdks_version(opts))


@functools.cache
def azuread_version() -> str:
    """The version of the provider that `pulumi_azuread` asks for: another one would be a second provider.

    Raises ModuleNotFoundError where that package is not installed.
    """
    found = importlib.util.find_spec("pulumi_azuread")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("No module named 'pulumi_azuread'", name="pulumi_azuread")
    plugin = Path(found.submodule_search_locations[0], "pulumi-plugin.json")
    return str(json.loads(plugin.read_text(encoding="utf-8"))["version"])


def _asked_for(values: Mapping[str, Any]) -> dict[str, Any]:
    asked = {name: value for name, value in values.items() if value is not None}
    return {name: _asked_for(value) if isinstance(value, Mapping) else value for name, value in asked.items()}


def _of_the_sdks_version(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(pulumi.ResourceOptions(version=azuread_version()), opts)
