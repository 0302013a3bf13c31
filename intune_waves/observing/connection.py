"""The one connection of a run to Graph, opened when it is first needed."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from intune_waves.graph.client.errors import GraphError, NotFound

if TYPE_CHECKING:
    from intune_waves.campaign.device_evidence import DeviceEvidence
    from intune_waves.graph.client.client import GraphClient
    from intune_waves.graph.conditional_access import ExistingPolicy
    from intune_waves.graph.device_health import DeviceHealthList
    from intune_waves.graph.enrollment_restriction import ExistingRestriction
    from intune_waves.observing.own_groups import OwnGroups
    from intune_waves.observing.tenant_reading import TenantReading

_VARIABLES = {
    "credential": "INTUNE_CREDENTIAL",
    "tenantId": "ARM_TENANT_ID",
    "clientId": "ARM_CLIENT_ID",
    "clientSecret": "ARM_CLIENT_SECRET",
    "metadataHost": "ARM_METADATA_HOSTNAME",
}


def environment_with(settings: Mapping[str, object], environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with the provider's settings laid over it, by the variables that `Connection` reads.

    `settings` are those of the stack's `intune:` keys; one that is empty or no text is left out.
    """
    merged = dict(environment)
    for name, variable in _VARIABLES.items():
        value = settings.get(name)
        if isinstance(value, str) and value:
            merged[variable] = value
    if settings.get("clientId") and settings.get("credential") == "device-code":
        merged["INTUNE_PUBLIC_CLIENT_ID"] = str(settings["clientId"])
    return merged


_RESTRICTION_WRITES: WeakKeyDictionary[
    asyncio.AbstractEventLoop, dict[tuple[str | None, str | None], asyncio.Lock]
] = WeakKeyDictionary()
"""The lock of each tenant, for each event loop; a program has one."""


class Connection:
    """Opens the client at the first call and keeps it until it is closed."""

    def __init__(self, environment: Mapping[str, str], tell: Callable[[str], None] = print) -> None:
        """`environment` names tenant and credential by ARM_* variables; see `environment_with`.

        `tell` shows people a line at once, such as the code to sign in with.
        """
        self.tell = tell
        self.environment = dict(environment)
        self.reading: TenantReading | None = None
        """What has been read of the tenant so far; see `observing.tenant_reading.shared_reading`."""
        self.device_evidence: DeviceEvidence | None = None
        """From what people's devices are known; None for the lists of Intune and Entra ID alone."""
        self.stack = ("", "")
        """The names of the stack that is run and of its project."""
        self.groups: OwnGroups | None = None
        """The groups of ours as read so far; see `observing.own_groups`."""
        self.campaign_at_rest: Mapping[str, object] | None = None
        """The campaign's inputs in a run in which no stage moves; see `provider.unfinished_step`."""
        self.campaign: Mapping[str, object] | None = None
        """The campaign's inputs as this run has judged them; None before, and where it was left out."""
        self.excluded_names: tuple[str, ...] = ()
        """The accounts that are never in the campaign, by name, where a command and no program says so."""
        self.excluded_ids: tuple[str, ...] = ()
        """The same by object id, as the campaign's inputs say. Nobody where a flag leaves the campaign out of
        a run: then they are counted as everybody else is.
        """
        self.wave_files: Mapping[str, str] = {}
        """The files of waves that have none of their own beside campaign.yaml, as the campaign names them."""
        self.goes_back = False
        """Whether the campaign's step only goes back: then nothing is read that could fail."""
        self.period = 0
        """The period that the campaign's step proposes."""
        self.period_before = 0
        """The period in force before that step."""
        self.newly_admitted = 0
        """How many people this run has admitted to enforced groups so far."""
        self.target_groups: dict[str, str] = {}
        """The target groups that the gates of this run name, by wave."""
        self.coming: dict[str, frozenset[str]] = {}
        """The members that groups of ours will have, by the groups' ids, where this run has found that their
        membership changes and has not written it yet.
        """
        self.asked_more: frozenset[int] = frozenset()
        """The enforced people of whom this run asks more than their devices have."""
        self.health: asyncio.Task[DeviceHealthList] | None = None
        """What Intune knows of devices, read once in a run; see `provider.tightening`."""
        self.said: set[str] = set()
        """Sentences that the run has told people already."""
        self._policies: asyncio.Task[list[ExistingPolicy]] | None = None
        self._restrictions: asyncio.Task[list[ExistingRestriction]] | None = None
        self._opening = asyncio.Lock()
        self._client: GraphClient | None = None
        self._early: asyncio.Task[GraphClient] | None = None

    def file_of(self, wave: str) -> str:
        """The file, or the line of a table, that declares a wave."""
        return self.wave_files.get(wave, f"waves/{wave}.yaml")

    def open_early(self) -> None:
        """Begin to sign in before anybody asks for it, so that whoever asks waits less. A failure is told to
        whoever asks first.
        """
        self._early = asyncio.create_task(self._open())

    async def client(self) -> "GraphClient":
        """The client. Raises SignInError or Unreachable."""
        async with self._opening:
            if self._client is None:
                early, self._early = self._early, None
                self._client = await (early or self._open())
            return self._client

    async def _open(self) -> "GraphClient":
        # Here, because the provider starts with this file, and asks nothing of Graph yet.
        from intune_waves.graph.client.connection import open_client

        return await open_client(self.environment, self.tell)

    async def policies(self) -> "list[ExistingPolicy]":
        """All conditional access policies as they were when a run first asked for them. Raises GraphError."""
        if self._policies is None:
            self._policies = asyncio.create_task(self._list_policies())
        return await asyncio.shield(self._policies)

    async def policy(self, policy_id: str) -> "ExistingPolicy | None":
        """One of them; None when it is gone. A list may end early: what it has not is read by itself.

        Raises GraphError.
        """
        listed = {each.id: each for each in await self.policies()}
        if policy_id in listed:
            return listed[policy_id]
        # As above.
        from intune_waves.graph.conditional_access import read_policy

        try:
            return await read_policy(await self.client(), policy_id)
        except NotFound:
            return None

    def forget_policies(self) -> None:
        """Read the policies again when they are asked for next: one of them was written."""
        self._policies = None

    async def _list_policies(self) -> "list[ExistingPolicy]":
        # As above.
        from intune_waves.graph.conditional_access import list_policies

        return await list_policies(await self.client())

    @property
    def restriction_writes(self) -> asyncio.Lock:
        """Held while restrictions of the tenant are written, whichever connection of this process writes: a
        change of one priority renumbers the others, and an assignment is sent whole.
        """
        loop = asyncio.get_running_loop()
        tenant = (self.environment.get("ARM_METADATA_HOSTNAME"), self.environment.get("ARM_TENANT_ID"))
        return _RESTRICTION_WRITES.setdefault(loop, {}).setdefault(tenant, asyncio.Lock())

    async def restrictions(self) -> "list[ExistingRestriction]":
        """All platform restrictions, best first, as they were when a run first asked. Raises GraphError."""
        if self._restrictions is None:
            self._restrictions = asyncio.create_task(self._list_restrictions())
        return await asyncio.shield(self._restrictions)

    def forget_restrictions(self) -> None:
        """Read the restrictions again when they are asked for next: one of them was written."""
        self._restrictions = None

    async def _list_restrictions(self) -> "list[ExistingRestriction]":
        # As above.
        from intune_waves.graph.enrollment_restriction import list_restrictions

        return await list_restrictions(await self.client())

    async def today(self) -> date:
        """The day by the tenant's clock, which its answers tell; ours where it has not answered yet."""
        return (await self.client()).today()

    async def close(self) -> None:
        """Give the connection back, if there is one."""
        if self._early is not None:
            self._early.cancel()
            with suppress(asyncio.CancelledError, GraphError):
                self._client = await self._early
            self._early = None
        if self._client is not None:
            await self._client.__aexit__(None, None, None)
            self._client = None
