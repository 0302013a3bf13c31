"""What a killed run leaves behind: a lock that nobody holds, and objects that the state has lost."""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from intune_waves.campaign.naming import PREFIX
from intune_waves.campaign.wave import Wave
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.errors import GraphError, NotFound
from intune_waves.graph.conditional_access import delete_policy, list_policies
from intune_waves.graph.group import delete_group, groups_beginning, rename_group
from intune_waves.stack import resource_types
from intune_waves.stack.engine import Engine
from intune_waves.stack.expected_object import (
    TEMPORARY_NAME,
    ExpectedObject,
    Settled,
    expected_objects,
    settle,
)
from intune_waves.stack.file_backend import RunLock, locks_of
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StackState
from intune_waves.stack.temporary_file import temporary_prefix

TwinsAre = Literal["refused", "told", "removed"]
"""What a second object of ours means to a run."""

_MOMENT_SECONDS = (
    2.0  # Where each kind lives in Graph; azuread 3.4 writes its ids with the same path in front.
)
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


def take_over(
    engine: Engine, state: StackState, *, waves: Iterable[Wave] = (), twins: TwinsAre = "refused"
) -> bool:
    """Settle what a run has made and not told the state: each object is looked up in the tenant, and taken
    over into the stack's state where it is ours. Answers whether the state was written.

    Raises RefusedError where there is a second one of ours, unless such `twins` are told alone, which holds
    up no way back, or removed.
    """
    expected = expected_objects(state.exported, waves)
    group_ids = [each.group for each in state.waves.values() if each.group]
    settled = Settled()
    if expected:
        settled = asyncio.run(
            _look_up(engine.environment, expected, group_ids=group_ids, removing=twins == "removed")
        )
    _judge_twins(settled, twins)
    lost = [each for each in expected if each.urn in settled.found]
    # A run that is killed here is mended in the same way: what was taken over is in the state, and what was
    # not is still noted there as begun. So the notes go last.
    if lost:
        _import(engine, lost, found=settled.found)
    if state.pending:
        _forget_pending(engine, _exported(engine) if lost else state.exported)
    for each in lost:
        _say(f"an earlier run was making {each.name!r}: it was made: taken over")
    known = {each.urn for each in expected if each.id} | settled.found.keys()
    for begun in state.pending:
        if begun.action == "creating" and begun.type in _COLLECTIONS and begun.urn not in known:
            _say(f"an earlier run was making {begun.display_name or begun.urn!r}: it was not made")
    return bool(lost or state.pending)


def _judge_twins(settled: Settled, twins: TwinsAre) -> None:
    told = "; ".join(
        f"{each.name!r} is there twice, and the state has not {each.id}" for each in settled.twins
    )
    if not told:
        return
    if twins == "refused":
        raise RefusedError(
            f"an answer of the tenant's was lost: {told}",
            "delete the one that the state has not, then run the same command again",
        )
    _say(f"{told}: {'it is removed' if twins == 'removed' else 'it is left as it is'}")


def _import(engine: Engine, lost: Sequence[ExpectedObject], *, found: Mapping[str, str]) -> None:
    with TemporaryDirectory(prefix=temporary_prefix()) as name:
        parts = Path(name) / "import.json"
        parts.write_text(json.dumps(_import_file(lost, found)))
        flags = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"]
        words = ["import", "--stack", engine.stack, "--file", str(parts), *flags]
        engine.answer(words, "taking over what an earlier run made")


def _exported(engine: Engine) -> Mapping[str, Any]:
    words = ["stack", "export", "--stack", engine.stack]
    found: Mapping[str, Any] = json.loads(engine.answer(words, "reading the state"))
    return found


def _forget_pending(engine: Engine, exported: Mapping[str, Any]) -> None:
    deployment = exported["deployment"]
    resources = list(deployment.get("resources") or [])
    known = {each.get("urn") for each in resources}
    for begun in deployment.get("pending_operations") or []:
        resource = begun.get("resource") or {}
        if _knows_former(resource) and begun.get("type") == "creating" and resource["urn"] not in known:
            # Whether it was written or not, the next run compares it with the tenant. What was so before is
            # known here alone.
            resources.append({**resource, "id": "devices-without-policy", "outputs": resource["inputs"]})
    settled = {**deployment, "resources": resources, "pending_operations": []}
    with TemporaryDirectory(prefix=temporary_prefix()) as name:
        whole = Path(name) / "state.json"
        whole.write_text(json.dumps({**exported, "deployment": settled}))
        words = ["stack", "import", "--stack", engine.stack, "--file", str(whole)]
        engine.answer(words, "noting what the killed run left")


async def _look_up(
    environment: Mapping[str, str],
    expected: Sequence[ExpectedObject],
    *,
    group_ids: Sequence[str],
    removing: bool,
) -> Settled:
    """Look the expected objects up; give groups of ours that were left unnamed their names, and remove twins
    where this is asked.
    """
    names = [each.name for each in expected if each.group and not each.name.startswith(PREFIX)]
    try:
        async with await open_client(environment) as client:
            starts = sorted({f"{PREFIX}: ", TEMPORARY_NAME, *names})
            groups = [group for start in starts for group in await groups_beginning(client, start)]
            policies = await list_policies(client)
            settled = settle(expected, groups, policies=policies, group_ids=group_ids)
            for group_id, own in settled.unnamed.items():
                await rename_group(client, group_id, name=own)
            for twin in settled.twins if removing else ():
                with contextlib.suppress(NotFound):
                    await (delete_group if twin.group else delete_policy)(client, twin.id)
    except GraphError as unreachable:
        raise RefusedError(f"looking what an earlier run left: {unreachable}") from None
    return settled


def _knows_former(resource: Mapping[str, Any]) -> bool:
    of_type = resource.get("type") == resource_types.DEVICES_WITHOUT_POLICY
    return of_type and "former" in (resource.get("inputs") or {})


def _import_file(lost: Sequence[ExpectedObject], found: Mapping[str, str]) -> dict[str, Any]:
    """Pulumi's own form for `pulumi import --file`, where parents need names that no resource has."""
    rows = [each for each in lost if each.urn in found]
    parents = {f"parent-{index}": each.parent for index, each in enumerate(rows) if each.parent}
    names = {urn: name for name, urn in parents.items()}
    return {"nameTable": parents, "resources": list(_import_rows(rows, found, names=names))}


def _import_rows(
    rows: Sequence[ExpectedObject], found: Mapping[str, str], *, names: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    for each in rows:
        row = {"type": each.type, "name": each.urn.rpartition("::")[2]}
        row["id"] = f"{_COLLECTIONS[each.type]}/{found[each.urn]}"
        if each.parent:
            row["parent"] = names[each.parent]
        yield row


def _say(line: str) -> None:
    print(line, file=sys.stderr)
