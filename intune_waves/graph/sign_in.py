"""Sign-ins: whom a policy that is not enforced yet would have blocked, and from which devices people come.

"List signIns" and "appliedConditionalAccessPolicy resource type", Microsoft Learn, 2025-03.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple, Self
from urllib.parse import quote

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.managed_device import platform_of

PAGE_SIZE = 1000
"""Sign-ins on a full page, the most that there are ("List signIns", Microsoft Learn, 2025-03)."""
MOST_PAGES = 10
"""Pages that are read of each result: the newest ten thousand sign-ins, in twenty seconds at most."""
KEPT_DAYS = 30
"""How long Entra ID P1 and P2 keep sign-ins ("Data retention", Microsoft Learn, 2025-03)."""

MOST_PAGES_OF_DEVICES = 20
"""Pages that are read for the devices of all people: the newest twenty thousand sign-ins, in 40 seconds."""

_POLICIES = (
    "/identity/conditionalAccess/policies?$select=id,displayName,state,createdDateTime,modifiedDateTime"
)
_REPORT_ONLY = "enabledForReportingButNotEnforced"


def sign_in_pace() -> Pace:
    """The limit of sign-in reports: 5 requests in 10 seconds, per app and tenant.

    "Microsoft Graph service-specific throttling limits", Microsoft Learn, 2025-03.
    """
    return Pace(5, 10)


@dataclass(frozen=True, slots=True)
class SignInResults:
    """What a report-only policy said of a group's people who signed in during the last `days`.

    Each person counts once: `blocked` are those whose last sign-in it would have blocked. `complete` is
    False when there were older sign-ins under the policy that were not read; then `days` are fewer.
    """

    days: int
    people: int
    blocked: int
    complete: bool


@dataclass(slots=True)
class _Listed:
    """Each person's last sign-in with one result; `oldest` is where the reading broke off, if it did."""

    last: dict[int, datetime] = field(default_factory=dict)
    newest: datetime | None = None
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Policy:
    id: str
    since: datetime

    @classmethod
    def from_wire(cls, body: JsonObject) -> Self:
        # A policy that was enforced for a time is report-only since it was last changed.
        since = body.moment("modifiedDateTime") or body.moment("createdDateTime")
        if since is None:
            raise body.unexpected("createdDateTime is missing")
        return cls(body.text("id"), since)


class SignedInFrom(NamedTuple):
    """A device that a person has signed in from. Ids are numbers."""

    person: int
    device_id: int
    """What Entra ID knows it by; 0 where the sign-in does not say."""
    platform: str
    """As conditional access names it; `other` for what it has no name for."""


@dataclass(frozen=True, slots=True)
class SignInDevices:
    """The devices that people have signed in from. `since` is the day back to which sign-ins were read; None
    where all that were asked for were read.
    """

    devices: frozenset[SignedInFrom]
    since: date | None = None


async def read_sign_in_devices(client: GraphClient, since: date, *, pace: Pace) -> SignInDevices:
    """The devices that anybody has signed in from on the day `since` or later, by the newest sign-ins, of
    which MOST_PAGES_OF_DEVICES pages are read. One that failed tells nothing: whoever guesses passwords may
    do so from anywhere.

    Raises GraphError; Forbidden without the right AuditLog.Read.All or the licence.
    """
    wanted = quote(f"createdDateTime ge {since.isoformat()}T00:00:00Z", safe=":")
    selected = "userId,createdDateTime,deviceDetail,status"
    path = f"/auditLogs/signIns?$filter={wanted}&$select={selected}&$top={PAGE_SIZE}"
    found: set[SignedInFrom] = set()
    left, oldest = MOST_PAGES_OF_DEVICES, None
    await pace.turn()
    async for page in Collection(client, path, about="the sign-ins").pages():
        for row in page.rows:
            oldest = row.moment("createdDateTime") or oldest
            if row.inner("status").whole("errorCode", -1) == 0:
                device = row.inner("deviceDetail")
                found.add(
                    SignedInFrom(
                        number_of(row.text("userId", "")),
                        number_of(device.text("deviceId", "")),
                        platform_of(device.text("operatingSystem", "")),
                    )
                )
        left -= 1
        if page.more and not left:
            return SignInDevices(frozenset(found), oldest.date() if oldest else client.today())
        if page.more:
            await pace.turn()
    return SignInDevices(frozenset(found))


async def read_sign_ins(
    client: GraphClient, policy_name: str, *, people: Container[int], pace: Pace
) -> SignInResults | None:
    """Count the group's people among the sign-ins since the policy of that name is report-only.

    None where there is no such policy, and where the tenant has no sign-in results for us, because a right
    or a licence is missing or whatever else Graph says: they inform, and nothing depends on them.
    """
    try:
        policy = await _report_only(client, policy_name)
        if policy is None:
            return None
        failed = await _listed(client, policy, result="reportOnlyFailure", people=people, pace=pace)
        passed = await _listed(client, policy, result="reportOnlySuccess", people=people, pace=pace)
    except GraphError:
        return None
    return _joined(policy.since, failed, passed=passed)


async def _report_only(client: GraphClient, name: str) -> _Policy | None:
    policies = Collection(client, _POLICIES, about="the conditional access policies")
    named = [body async for body in policies.rows() if body.text("displayName", "") == name]
    found = [_Policy.from_wire(body) for body in named if body.text("state") == _REPORT_ONLY]
    return found[0] if len(found) == len(named) == 1 else None


async def _listed(
    client: GraphClient, policy: _Policy, *, result: str, people: Container[int], pace: Pace
) -> _Listed:
    since = policy.since.strftime("%Y-%m-%dT%H:%M:%SZ")
    said = f"appliedConditionalAccessPolicies/any(c:c/id eq '{policy.id}' and c/result eq '{result}')"
    wanted = quote(f"createdDateTime ge {since} and {said}", safe="'():/")
    path = f"/auditLogs/signIns?$filter={wanted}&$select=userId,createdDateTime&$top={PAGE_SIZE}"
    found = _Listed()
    left, at = MOST_PAGES, policy.since
    await pace.turn()
    async for page in Collection(client, path, about="the sign-ins").pages():
        for row in page.rows:
            at = row.moment("createdDateTime") or at
            found.newest = found.newest or at
            person = number_of(row.text("userId", ""))
            # The newest come first.
            if person in people:
                found.last.setdefault(person, at)
        left -= 1
        if page.more and not left:
            found.oldest = at
            break
        if page.more:
            await pace.turn()
    return found


def _joined(since: datetime, failed: _Listed, *, passed: _Listed) -> SignInResults:
    # Only the time that both lists reach back to can be told of truly.
    broken_off = [each.oldest for each in (failed, passed) if each.oldest]
    start = max([since, *broken_off])
    last_failed = {person: at for person, at in failed.last.items() if at >= start}
    last_passed = {person: at for person, at in passed.last.items() if at >= start}
    blocked = sum(person not in last_passed or at > last_passed[person] for person, at in last_failed.items())
    newest = max((each.newest for each in (failed, passed) if each.newest), default=start)
    return SignInResults(
        days=min(KEPT_DAYS, ceil((newest - start) / timedelta(days=1))),
        people=len(last_failed.keys() | last_passed.keys()),
        blocked=blocked,
        complete=not broken_off,
    )
