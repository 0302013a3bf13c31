"""A wave's enforced group: who is in it, and what the tenant remembers of its people beside it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from intune_waves.campaign.campaign import NEWCOMER_DAYS
from intune_waves.campaign.naming import dated_group_name
from intune_waves.campaign.stage import Stage
from intune_waves.gates.admission import Admission
from intune_waves.graph.client.errors import GraphError, NotFound
from intune_waves.graph.dated_group import DatedGroup, Wording, dated_groups, is_dated_as, keep_dated
from intune_waves.graph.group_membership import digest_of_members, list_group, member_ids, reconcile
from intune_waves.observing.connection import Connection
from intune_waves.observing.own_groups import own_groups
from intune_waves.observing.standing import (
    MOVING,
    RELEASED,
    TAKEN_OUT,
    UNFINISHED,
    WAITING,
    StandingAt,
    ids_of,
)
from intune_waves.provider.protocol.property import Values

_STANDING = {
    WAITING: "waiting until",
    TAKEN_OUT: "taken out until",
    RELEASED: "to be judged anew since",
    MOVING: "being moved since",
}
"""What a dated group of each kind is called in the portal, before its day."""
_Kept = dict[tuple[str, date], frozenset[str]]
"""People in dated groups, by kind and day."""
_NOBODY = digest_of_members(())


class EnforcedGroup:
    """The enforced groups of a stack, written and remembered by one run."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def members(self, group_id: str) -> set[str]:
        """The members of a group; nobody where it is gone."""
        try:
            return await member_ids(await self._connection.client(), group_id)
        except NotFound:
            return set()

    async def is_unfinished(self, wave: str) -> bool:
        """Whether a run that was broken off has left people of the wave on their way."""
        groups = await own_groups(self._connection).by_id()
        return any(
            is_dated_as(each.nickname, wave, kind=kind) for each in groups.values() for kind in UNFINISHED
        )

    async def release(self, inputs: Values, *, spared: frozenset[str]) -> None:
        """Let everybody out of the enforced group. The tenant keeps who they were, so that no later run takes
        them for people whom a hand took out; but for `spared`, whom one did.
        """
        client, enforced = await self._connection.client(), inputs["enforcedGroupId"]
        existing = await self.members(enforced)
        if existing:
            dated = await dated_groups(client, inputs["wave"])
            await self._keep_dated(
                inputs, await self._with_released(_kept(dated), existing - spared), dated=dated
            )
        await reconcile(client, enforced, desired=(), existing=existing)
        own_groups(self._connection).forget_people(enforced)

    async def let_everybody_out(self, state: Values, inputs: Values) -> str:
        """Empty the group of a wave that is not in enforce; answers the digest that the state keeps.

        The tenant keeps who they were until the wave is enforced again: a run that is killed before its state
        is written leaves nobody who counts as taken out by hand. Whom a hand did take out is kept beside
        them; what cannot be read of that holds up nobody, and the digest lets the next admission find it.
        """
        client, enforced = await self._connection.client(), inputs["enforcedGroupId"]
        existing, digest = await self.members(enforced), str(state.get("digest", _NOBODY))
        if is_enforce(state):
            dated = await dated_groups(client, inputs["wave"])
            kept, found = _kept(dated), await self._taken_out(state, inputs, existing=existing, dated=dated)
            if found is not None:
                digest = _NOBODY
            if existing or found:
                kept = await self._with_released({**kept, **(found or {})}, existing)
                await self._keep_dated(inputs, kept, dated=dated)
        await reconcile(client, enforced, desired=(), existing=existing)
        return digest

    async def note_moving(
        self, inputs: Values, moving: frozenset[Any], *, found: StandingAt
    ) -> list[DatedGroup]:
        """Keep in the tenant who is about to be moved: a run that is broken off leaves the group with others
        than the state says, and no hand was it. Answers all dated groups.
        """
        kept, today = _kept(found.dated), await self._connection.today()
        kept[MOVING, today] = kept.get((MOVING, today), frozenset()) | frozenset(ids_of(moving))
        await self._keep_dated(inputs, kept, dated=found.dated)
        return await dated_groups(await self._connection.client(), inputs["wave"])

    async def keep_waiting(
        self, inputs: Values, decided: Admission, *, dated_now: Iterable[DatedGroup]
    ) -> None:
        """Keep who waits and who is left out after an admission; whatever a run had begun is done. Raises
        GraphError.
        """
        desired = {
            (kind, day): frozenset(ids_of(who))
            for kind, dated in ((WAITING, decided.waiting), (TAKEN_OUT, decided.taken_out))
            for day, who in dated.items()
        }
        await self._keep_dated(inputs, desired, dated=dated_now)

    async def _taken_out(
        self, state: Values, inputs: Values, *, existing: set[str], dated: list[DatedGroup]
    ) -> _Kept | None:
        """Whom a hand took out of the group, and until when they stay out; None where the wave's people are
        not read to the end.
        """
        released, moving = (_people_in(dated, kind) for kind in (RELEASED, MOVING))
        before = existing | released
        if not is_otherwise(state, before):
            return {}
        try:
            group = await list_group(await self._connection.client(), inputs["groupId"])
        except NotFound:
            return {}
        except GraphError:
            return None
        listed = set(ids_of(group.people))
        came = moving & listed
        if not is_otherwise(state, (before - came) | (moving - came)):
            return {}
        if group.doubts("the wave's group"):
            return None
        missing = listed - existing - set(inputs.get("breakGlassIds", ())).union(*_kept(dated).values())
        days = timedelta(days=inputs.get("newcomerDays", NEWCOMER_DAYS))
        due = TAKEN_OUT, await self._connection.today() + days
        return {due: _kept(dated).get(due, frozenset()) | missing}

    async def _with_released(self, kept: _Kept, people: Collection[str]) -> _Kept:
        """The dated groups, and these people among those whom a run let out all together."""
        today = await self._connection.today()
        key = RELEASED, max((day for kind, day in kept if kind == RELEASED), default=today)
        return {**kept, key: kept.get(key, frozenset()) | frozenset(people)}

    async def _keep_dated(
        self,
        inputs: Values,
        desired: Mapping[tuple[str, date], frozenset[str]],
        *,
        dated: Iterable[DatedGroup],
    ) -> None:
        wording = {
            (kind, day): Wording(
                dated_group_name(inputs["title"], _STANDING[kind], day=day),
                f"People of the wave {inputs['title']}: {_STANDING[kind]} {day}. Kept by intune-waves.",
            )
            for kind, day in desired
        }
        await keep_dated(
            await self._connection.client(), inputs["wave"], desired=desired, existing=dated, wording=wording
        )


def is_enforce(state: Values) -> bool:
    """Whether the last write left the wave in enforce."""
    return bool(state.get("stage") == Stage.ENFORCE.value)


def is_otherwise(state: Values, people: Iterable[str]) -> bool:
    """Whether the enforced group has other people than the last write left in it. Out of enforce the state
    keeps a digest of people only where a step back could not find out whom a hand had taken out before.
    """
    left = state.get("digest")
    asks = left is not None and (is_enforce(state) or left != _NOBODY)
    return asks and left != digest_of_members(people)


def _people_in(dated: Iterable[DatedGroup], kind: str) -> frozenset[str]:
    """Everybody in the dated groups of a kind."""
    return frozenset[str]().union(*(each.members for each in dated if each.kind == kind))


def _kept(dated: Iterable[DatedGroup]) -> _Kept:
    """Who is in the dated groups, by kind and day. A kind of an earlier version is none: its groups go."""
    return {(each.kind, each.day): each.members for each in dated if each.kind in _STANDING}
