"""What the enabled policies do to each active device of each person, as a sign-in from it would find out.

Microsoft Learn, "Conditional Access: Grant" (2025-03): a device is let in that the directory knows, that is
not disabled, and that is marked as compliant; who has marked it does not count. Every policy that applies to
the sign-in must be satisfied.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tools.simulated_tenant.behaviours.access_result import result_of
from tools.simulated_tenant.behaviours.winning import people_of
from tools.simulated_tenant.enforcement.demand import SHOWN_PLATFORM, demands_device
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.store.devices import device_source
from tools.simulated_tenant.store.registered_devices import SOURCE
from tools.simulated_tenant.wire.call import Json

_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass
class _Device:
    """A device as both lists know it."""

    platform: str
    users: tuple[str, ...]
    compliant: bool = False
    enabled: bool = True
    in_grace: bool = False
    seen: str = ""


@dataclass
class _Outcome:
    """What a person's devices meet: platforms of those that are let in, and of those that are not."""

    let_in: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)


def device_outcomes(db: sqlite3.Connection, *, days: int, grace_ended: bool, people: bool) -> Json:
    """Counts of people and devices; with `people` every person's devices too, by platform.

    A device counts that was seen in the last `days`. With `grace_ended` a device in its grace period is
    blocked, as it will be once the grace is over. Of people are counted those whom an enabled policy reaches
    that demands a compliant device: `nothing` lose nothing, `losingADevice` have a device that is blocked and
    one that is let in, `lockedOut` have none that is let in on a platform that is asked on.
    """
    rows = db.execute("SELECT document FROM conditional_access_policy ORDER BY position")
    policies: list[Json] = [
        each for each in (json.loads(row[0]) for row in rows) if each["state"] == "enabled"
    ]
    reached = people_of(db, policies)
    outcomes = {
        person: _Outcome()
        for policy, ids in zip(policies, reached, strict=True)
        if demands_device(policy)
        for person in ids
    }
    since = (read_clock(db) - timedelta(days=days)).strftime(_FORM)
    for device in _devices(db).values():
        if not device.enabled or device.seen[:10] < since[:10]:
            continue
        compliant = device.compliant and not (grace_ended and device.in_grace)
        for person in set(device.users) & outcomes.keys():
            results = [
                result_of(policy, reached=person in ids, platform=device.platform, compliant=compliant)[
                    "result"
                ]
                for policy, ids in zip(policies, reached, strict=True)
            ]
            shown = SHOWN_PLATFORM[device.platform]
            if "failure" in results:
                outcomes[person].blocked.append(shown)
            elif "success" in results:
                outcomes[person].let_in.append(shown)
    return _told(outcomes, people=people)


def _told(outcomes: Mapping[str, _Outcome], *, people: bool) -> Json:
    kinds = Counter(
        "lockedOut" if not each.let_in else "losingADevice" if each.blocked else "nothing"
        for each in outcomes.values()
    )
    blocked = Counter(platform for each in outcomes.values() for platform in each.blocked)
    found: Json = {
        "people": {name: kinds[name] for name in ("nothing", "losingADevice", "lockedOut")},
        "devices": dict(sorted(blocked.items())),
    }
    if people:
        found["outcomes"] = {
            person: {"letIn": sorted(each.let_in), "blocked": sorted(each.blocked)}
            for person, each in sorted(outcomes.items())
        }
    return found


def _devices(db: sqlite3.Connection) -> dict[str, _Device]:
    """Every device by its id in the directory. Whoever Intune calls its user is the one who uses it; of a
    device that Intune does not manage its registered owners are.
    """
    found = {}
    for device_id, platform, owner, others, compliant, enabled, seen in _registered(db):
        owners = tuple(dict.fromkeys(each for each in (owner, *(others or "").split(",")) if each))
        found[device_id] = _Device(platform, owners, bool(compliant), bool(enabled), seen=seen or "")
    columns = "id, platform, person_id, compliance_state, last_sync, agent"
    for device_id, platform, person, state, seen, agent in db.execute(
        f"SELECT {columns} FROM {device_source(db)}"
    ):
        users = (person,) if person else ()
        known = found.get(device_id)
        if known is None:
            # The directory does not know it, so no sign-in can name it.
            found[device_id] = _Device(platform, users, seen=seen)
            continue
        known.in_grace = state == "inGracePeriod"
        known.seen = max(known.seen, seen)
        if person or agent == "mdm":
            known.users = users
    return found


def _registered(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str, int, int, str]]:
    yield from db.execute(
        "SELECT device_id, platform, owner, other_owners, is_compliant, account_enabled, last_sign_in "
        f"FROM {SOURCE}"
    )
