"""Break-glass and excluded accounts: found by name, and kept out of every policy of the program."""

import asyncio
from collections.abc import Awaitable, Collection, Iterable, Mapping, Sequence
from typing import Any, NoReturn

import pulumi
from pulumi.runtime import rpc

from .resource_monitor import Registration, judge_registrations
from .tenant_lookup import Lookups, Unfound, ask, end, look_up

POLICY_TYPE = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"


class BreakGlass:
    """The emergency accounts of a campaign; their ids are looked up while the program goes on."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._count = 0
        self._search: asyncio.Future[Awaitable[list[str]]] = asyncio.get_running_loop().create_future()

    def find(self, upns: Sequence[str], excluded: Sequence[str] = ()) -> list[pulumi.Input[str]]:
        """Have the accounts looked up; answers their object ids, in the order of the names, excluded ones
        last.
        """
        self._count = len(upns)
        upns = (*upns, *excluded)
        search: Awaitable[list[str]] = asyncio.ensure_future(find_accounts(upns, excluded))
        self._search.set_result(search)
        found = self._lookups.found(search)
        return [found[index] for index in range(len(upns))]

    def known(self) -> pulumi.Output[list[str]]:
        """The accounts' object ids for the campaign, which is told what is not found: none of them then."""

        return pulumi.Output.from_input(self._ids(slice(0, self._count)))

    def excluded(self) -> pulumi.Output[list[str]]:
        """The excluded accounts' object ids, as `known` says of the others."""
        return pulumi.Output.from_input(self._ids(slice(self._count, None)))

    async def _ids(self, part: slice) -> list[str]:
        try:
            return (await (await self._search))[part]
        except Unfound:
            return []

    def keep_out(self) -> None:
        """Refuse, in preview as in up, every access policy of the program that lacks the exclusion.

        To be called before anything is declared; a policy waits until the accounts are found.
        """

        async def judge(told: Registration) -> None:
            if told.remote:
                _refuse_unseen(told.name)
            if told.kind == POLICY_TYPE:
                await self._refuse(told.name, rpc.deserialize_properties(told.inputs, keep_unknowns=True))

        judge_registrations(judge)

    async def _refuse(self, name: str, props: Mapping[str, Any]) -> None:
        """End the program for a policy that lacks the exclusion."""
        try:
            ids = await (await self._search)
        except Unfound as refused:
            await self._lookups.unfound(str(refused))
            return
        if refusal := judge_policy(name, props, ids=ids[: self._count], others=ids[self._count :]):
            end(refusal)


def _refuse_unseen(name: str) -> NoReturn:
    """End the program for a component whose resources another process declares."""
    end(
        f"{name}: a component of another program declares its policies where nobody can see whether they "
        "leave the emergency accounts out; declare it in Python, as a component of this program "
        "[break-glass-excluded]"
    )


async def find_accounts(upns: Sequence[str], excluded: Collection[str] = ()) -> list[str]:
    """The accounts' object ids, read from the tenant. Raises Unfound where one is not there."""
    # azuread reads several one after the other. What is wrong with one is told by asking for all together.
    alone = [ask("getUsers", {"userPrincipalNames": [upn], "ignoreMissing": False}) for upn in upns]
    answers = await asyncio.gather(*alone, return_exceptions=True)
    ids = [each for answer in answers if (each := _only_id(answer)) is not None]
    return ids if len(ids) == len(upns) else await _find_together(upns, excluded)


def _only_id(answer: Mapping[str, Any] | BaseException | None) -> str | None:
    users = [] if answer is None or isinstance(answer, BaseException) else answer["users"]
    return str(users[0]["objectId"]) if len(users) == 1 else None


async def _find_together(upns: Sequence[str], excluded: Collection[str]) -> list[str]:
    found = await look_up(
        "break-glass accounts",
        "getUsers",
        arguments={"userPrincipalNames": list(upns), "ignoreMissing": True},
        next_step="check that the tenant answers and that the identity may read users [break-glass-exists]",
    )
    ids = {user["userPrincipalName"].lower(): str(user["objectId"]) for user in found["users"]}
    if missing := missing_accounts([each for each in upns if each not in excluded], ids):
        raise Unfound(missing)
    if gone := [upn for upn in excluded if upn.lower() not in ids]:
        raise Unfound(
            f"waves/campaign.yaml: exclusions: the tenant has no user {', '.join(gone)}; "
            "correct the name, or take the exclusion out [excluded-exists]"
        )
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


def judge_policy(
    name: str, inputs: Mapping[str, Any], *, ids: Collection[str], others: Collection[str] = ()
) -> str | None:
    """The refusal of a policy that does not leave out every break-glass account and all `others`, or None.

    An exclusion that is not known yet counts as missing: what is unknown never passes.
    """
    # Both providers are to start before the guards are read.
    from intune_waves.guards import break_glass_excluded, exclusions_kept

    users = (inputs.get("conditions") or {}).get("users") or {}
    excluded = users.get("excludedUsers") or []
    known = [each for each in excluded if isinstance(each, str)] if isinstance(excluded, list) else []
    complaint = break_glass_excluded.excludes_break_glass(known, ids) or exclusions_kept.excludes_accounts(
        known, others
    )
    return f"{name}: {complaint}" if complaint else None
