"""Break-glass accounts: found by name, and kept out of every policy of the program."""

import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pulumi
import pulumi_azuread as azuread

from components.tenant_lookup import look_up
from migration.guard import excludes_break_glass

POLICY_TYPE = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
# The exit code by which Pulumi's Python executor tells its host that the message has been shown already
# (pulumi-language-python-exec, PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE).
_MESSAGE_HAS_BEEN_SHOWN = 32


def break_glass_ids(upns: Sequence[str]) -> list[str]:
    """The accounts' object ids, read from the tenant. Raises pulumi.RunError where one is not there."""
    found = look_up(
        "break-glass accounts",
        lambda: azuread.get_users(user_principal_names=list(upns), ignore_missing=True).users,
        "check that the tenant answers and that the identity may read users [break-glass-exists]",
    )
    ids = {user.user_principal_name.lower(): user.object_id for user in found}
    missing = [upn for upn in upns if upn.lower() not in ids]
    if missing:
        raise pulumi.RunError(
            f"waves/campaign.yaml: break_glass: the tenant has no user {', '.join(missing)}; "
            "a campaign never runs without its emergency accounts: "
            "correct the name or make the account [break-glass-exists]"
        )
    return [ids[upn.lower()] for upn in upns]


def judge_policy(name: str, inputs: Mapping[str, Any], ids: Collection[str]) -> str | None:
    """The refusal of a policy that does not exclude every break-glass account, or None.

    An exclusion that is not known yet counts as missing: what is unknown never passes.
    """
    users = (inputs.get("conditions") or {}).get("users") or {}
    excluded = users.get("excludedUsers") or []
    known = [each for each in excluded if isinstance(each, str)] if isinstance(excluded, list) else []
    complaint = excludes_break_glass(known, ids)
    return f"{name}: {complaint}" if complaint else None


def keep_break_glass_out(ids: Collection[str]) -> None:
    """Refuse, in preview as in up, every access policy of the program that lacks the exclusion."""

    def refuse(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        refusal = judge_policy(args.name, args.props, ids) if args.type_ == POLICY_TYPE else None
        if refusal:
            # An exception would reach people inside two tracebacks, the engine's and the executor's.
            pulumi.log.error(refusal)
            os._exit(_MESSAGE_HAS_BEEN_SHOWN)
        return None

    pulumi.runtime.register_resource_transform(refuse)
