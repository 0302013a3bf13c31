"""What a killed run leaves behind: a lock that nobody holds, and objects that the state has lost."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.group import groups_named
from intune_waves.stack import resource_types
from intune_waves.stack.engine import Engine
from intune_waves.stack.file_backend import RunLock, locks_of
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import PendingOperation, StackState

_MOMENT_SECONDS = 2.0
# Where each kind lives in Graph; azuread 3.4 writes its ids with the same path in front.
_GROUPS, _POLICIES = "/groups", "/identity/conditionalAccess/policies"
_COLLECTIONS = {
    resource_types.GROUP: _GROUPS,
    resource_types.GROUP_WITH_MEMBERS: _GROUPS,
    resource_types.ACCESS_POLICY: _POLICIES,
}


def release_locks(backend: Path, stack: str) -> None:
    """Release the locks of a stack whose process is gone. Raises RefusedError while another run is alive."""
    for lock in locks_of(backend, stack):
        if not _ends_soon(lock):
            raise RefusedError(
                f"another run is under way: process {lock.pid} since {lock.since}",
                "wait until it has ended",
                exit_code=3,
            )
        lock.release()
        _say(f"the run of process {lock.pid} was killed: its lock is released")


def _ends_soon(lock: RunLock) -> bool:
    """Whether its process is gone; one that has just been killed gets a moment to go."""
    deadline = time.monotonic() + _MOMENT_SECONDS
    while lock.alive():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def take_over(engine: Engine, state: StackState) -> None:
    """Settle what a killed run has begun: each object is looked up in the tenant by its name, and taken over
    into the stack's state where it was made. Raises RefusedError where two objects bear the name.
    """
    lost = [each for each in state.pending if each.action == "creating" and each.type in _COLLECTIONS]
    found = asyncio.run(_look_up(engine.environment, lost)) if lost else {}
    settled = {**state.exported["deployment"], "pending_operations": []}
    with TemporaryDirectory(prefix="intune-waves-") as name:
        whole = Path(name) / "state.json"
        whole.write_text(json.dumps({**state.exported, "deployment": settled}))
        words = ["stack", "import", "--stack", engine.stack, "--file", str(whole)]
        engine.answer(words, "noting what the killed run left")
        if found:
            parts = Path(name) / "import.json"
            parts.write_text(json.dumps(_import_file(lost, found)))
            flags = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"]
            words = ["import", "--stack", engine.stack, "--file", str(parts), *flags]
            engine.answer(words, "taking over what the killed run made")
    for each in lost:
        became = "was made: taken over" if each.urn in found else "was not made"
        _say(f"a killed run was making {each.display_name or each.urn!r}: it {became}")


async def _look_up(environment: Mapping[str, str], lost: Sequence[PendingOperation]) -> dict[str, str]:
    try:
        async with await open_client(environment) as client:
            groups, policies = await _ids_by_name(client, lost)
    except GraphError as unreachable:
        raise RefusedError(f"looking what a killed run left: {unreachable}") from None
    found: dict[str, str] = {}
    for each in lost:
        name = each.display_name
        same = (groups if _COLLECTIONS[each.type] == _GROUPS else policies).get(name, [])
        if len(same) > 1:
            raise RefusedError(
                f"a killed run was making {name!r}, and the tenant has {len(same)} of that name: "
                f"{', '.join(same)}",
                "delete the one that is not in use, then run the same command again",
            )
        if same:
            found[each.urn] = same[0]
    return found


async def _ids_by_name(
    client: GraphClient, lost: Sequence[PendingOperation]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Ids of groups and of policies by display name; only what the run was making is asked for."""
    names = [each.display_name for each in lost if _COLLECTIONS[each.type] == _GROUPS]
    groups = await groups_named(client, names) if names else {}
    policies: dict[str, list[str]] = {}
    if len(names) < len(lost):
        async for policy in Collection(client, _POLICIES, about="the conditional access policies").rows():
            policies.setdefault(policy.text("displayName", ""), []).append(policy.text("id"))
    return groups, policies


def _import_file(lost: Sequence[PendingOperation], found: Mapping[str, str]) -> dict[str, Any]:
    """Pulumi's own form for `pulumi import --file`, where parents need names that no resource has."""
    rows = [each for each in lost if each.urn in found]
    parents = {f"parent-{index}": each.parent for index, each in enumerate(rows) if each.parent}
    names = {urn: name for name, urn in parents.items()}
    return {"nameTable": parents, "resources": list(_import_rows(rows, found, names))}


def _import_rows(
    rows: Sequence[PendingOperation], found: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    for each in rows:
        row = {"type": each.type, "name": each.urn.rpartition("::")[2]}
        row["id"] = f"{_COLLECTIONS[each.type]}/{found[each.urn]}"
        if each.parent:
            row["parent"] = names[each.parent]
        yield row


def _say(line: str) -> None:
    print(line, file=sys.stderr)
