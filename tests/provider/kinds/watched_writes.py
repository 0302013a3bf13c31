"""An observer of a tenant's restrictions: it looks after every single write, and can end a run there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from intune_waves.graph.client.client import GraphClient
from tests.provider.live_tenant import RESTRICTIONS, LiveTenant

DEFAULT = "the tenant's default"
WIDTH = {"not yet": 0, "corporate devices only": 1, "personal devices too": 2, DEFAULT: 2}
"""How much each rule lets in; the simulated tenant's default lets everything in."""


class KilledError(BaseException):
    """The run ends here, as by kill -9: nothing of the provider's own code catches it."""


def rules_in_force(tenant: LiveTenant, platform: str = "windows") -> dict[str, str]:
    """The rule that each group gets which any restriction is assigned to: the one of the best priority."""
    listed = tenant.call("GET", f"{RESTRICTIONS}?$expand=assignments")["value"]
    ranked = sorted(
        (one for one in listed if one.get("platformType") == platform), key=lambda one: int(one["priority"])
    )
    found: dict[str, str] = {}
    for one in ranked:
        rule = one["platformRestriction"]
        if rule["platformBlocked"]:
            said = "not yet"
        else:
            personal = rule["personalDeviceEnrollmentBlocked"]
            said = "corporate devices only" if personal else "personal devices too"
        for assignment in one["assignments"]:
            found.setdefault(assignment["target"]["groupId"], said)
    return found


@dataclass
class Watch:
    """What was seen: each write, and after it the rule of each watched group."""

    tenant: LiveTenant
    groups: Mapping[str, str]
    """The watched groups' ids by wave."""
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def look(self, write: str) -> None:
        found = rules_in_force(self.tenant)
        now = {wave: found.get(group, DEFAULT) for wave, group in self.groups.items()}
        self.seen.append((write, now))

    def assert_never_wider(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Nobody of a wave that has a rule before and after was under none, or under a wider one."""
        for write, now in self.seen:
            for wave in before.keys() & after.keys():
                widest = max(WIDTH[before[wave]], WIDTH[after[wave]])
                assert now[wave] != DEFAULT, (wave, write)
                assert WIDTH[now[wave]] <= widest, (wave, now[wave], write)


@contextmanager
def watched(
    tenant: LiveTenant, groups: Mapping[str, str], *, killed_after: int | None = None
) -> Iterator[Watch]:
    """Look at the tenant after each write of the client; with `killed_after`, end the run after so many."""
    watch = Watch(tenant, groups)
    send: Callable[..., Any] = GraphClient._send

    async def sends(client: GraphClient, call: Any) -> Any:
        answer = await send(client, call)
        if call.method != "GET" and not call.path.endswith("$batch"):
            watch.look(f"{call.method} {call.path}")
            if killed_after is not None and len(watch.seen) == killed_after:
                raise KilledError
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GraphClient, "_send", sends)
        yield watch
