"""Break-glass accounts: found by name, and kept out of every policy of the program."""

import asyncio
from collections.abc import Awaitable, Collection, Iterable, Mapping, Sequence
from typing import Any

import pulumi
import pulumi_azuread as azuread

from components.tenant_lookup import end, look_up
from migration.guard import excludes_break_glass

POLICY_TYPE = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"


class BreakGlass:
    """The emergency accounts of a campaign; their ids are looked up while the program goes on."""

    def __init__(self, upns: Sequence[str]) -> None:
        self._found = asyncio.ensure_future(find_accounts(upns))
        waiting: Awaitable[list[str]] = self._found
        found: pulumi.Output[list[str]] = pulumi.Output.from_input(waiting)
        self.ids: list[pulumi.Input[str]] = [found[index] for index in range(len(upns))]
        """Their object ids, in the order of the names."""

    def keep_out(self) -> None:
        """Refuse, in preview as in up, every access policy of the program that lacks the exclusion."""

        async def refuse(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
            ids = await self._found if args.type_ == POLICY_TYPE else None
            if ids is not None and (refusal := judge_policy(args.name, args.props, ids)):
                end(refusal)
            return None

        pulumi.runtime.register_resource_transform(refuse)


async def find_accounts(upns: Sequence[str]) -> list[str]:
    """The accounts' object ids, read from the tenant; where one is not there the program ends."""
    found = await look_up(
        "break-glass accounts",
        azuread.get_users_output(user_principal_names=list(upns), ignore_missing=True),
        "check that the tenant answers and that the identity may read users [break-glass-exists]",
    )
    ids = {user.user_principal_name.lower(): user.object_id for user in found.users}
    if missing := missing_accounts(upns, ids):
        end(missing)
    return [ids[upn.lower()] for upn in upns]


def missing_accounts(upns: Iterable[str], known: Collection[str]) -> str | None:
    """The refusal that names the accounts which the tenant does not have, or None. `known` is lower case."""
    missing = [upn for upn in upns if upn.lower() not in known]
    if not missing:
        return None
    return (
        f"waves/campaign.yaml: break_glass: the tenant has no user {', '.join(missing)}; "
        "a campaign never runs without its emergency accounts: "
        "correct the name or make the account [break-glass-exists]"
    )


def judge_policy(name: str, inputs: Mapping[str, Any], ids: Collection[str]) -> str | None:
    """The refusal of a policy that does not exclude every break-glass account, or None.

    An exclusion that is not known yet counts as missing: what is unknown never passes.
    """
    users = (inputs.get("conditions") or {}).get("users") or {}
    excluded = users.get("excludedUsers") or []
    known = [each for each in excluded if isinstance(each, str)] if isinstance(excluded, list) else []
    complaint = excludes_break_glass(known, ids)
    return f"{name}: {complaint}" if complaint else None
