"""Pulumi's mocks, remembering what a program registers."""

from dataclasses import dataclass, field
from typing import Any

import pulumi

_PATHS = {
    "azuread:index/group": "/groups",
    "azuread:index/conditionalAccessPolicy": "/identity/conditionalAccess/policies",
}
"""Where azuread's ids begin with the path of their collection."""


@dataclass
class Recording(pulumi.runtime.Mocks):
    """Answers every registration with made-up ids, and keeps its inputs in order."""

    silent: bool = False
    """Whether the tenant answers no question."""
    excuse: str = "the tenant does not answer"
    sign_ins: int = 0
    """How often the azuread provider was begun ahead of its first question."""
    asked: list[list[str]] = field(default_factory=list)
    """The names of each question for people."""
    enabling: list[dict[str, Any]] = field(default_factory=list)
    """Each question whether a policy may be enabled."""
    registered: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        self.registered.append((args.typ, args.name, args.inputs))
        outputs = dict(args.inputs)
        if args.typ.endswith("StageGate"):
            outputs |= {"mayAskOn": args.inputs.get("asksOn"), "mayLeaveOut": args.inputs.get("leavesOut")}
        # Without `objectId`: azuread tells it only where the read of what it has made went well.
        path = next((path for kind, path in _PATHS.items() if args.typ.startswith(kind)), None)
        return f"{path}/id-of-{args.name}" if path else f"{args.name}-id", outputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        if self.silent:
            raise RuntimeError(self.excuse)
        if args.token == "azuread:index/getGroups:getGroups":
            (name,) = args.args["displayNames"]
            ids = {"Ghosts": [], "Twins": ["one", "two"]}.get(name, [f"existing-{name}"])
            return {"objectIds": ids}, []
        if args.token == "azuread:index/getUsers:getUsers":
            self.asked.append(list(args.args["userPrincipalNames"]))
            known = [upn for upn in args.args["userPrincipalNames"] if not upn.startswith("ghost")]
            users = [{"userPrincipalName": upn.title(), "objectId": f"id-of-{upn}"} for upn in known]
            return {"users": users}, []
        if args.token == "azuread:index/getClientConfig:getClientConfig":
            self.sign_ins += 1
            return {"tenantId": "t"}, []
        if args.token == "intune:index:mayEnable":
            self.enabling.append(args.args)
            return {"mayEnable": True}, []
        raise AssertionError(f"unexpected call of {args.token}")

    def of_type(self, part: str) -> list[dict[str, Any]]:
        """The inputs of every registered resource whose type contains `part`, by name: resources that do not
        wait for one another are registered in any order.
        """
        found = [(name, inputs) for kind, name, inputs in self.registered if part in kind]
        return [inputs for _, inputs in sorted(found, key=lambda each: each[0])]

    def types(self) -> list[str]:
        """The last part of each registered type, in order."""
        return [kind.rsplit(":", 1)[-1] for kind, _, _ in self.registered]
