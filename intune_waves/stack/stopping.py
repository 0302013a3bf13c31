"""A stop: every enabled policy of ours turned to report-only, by the state's ids and by our names.

It needs a sign-in, one list and one write for each policy, and nothing else: no engine, no declaration, no
look-up. What it cannot have of the rest it does without.
"""

import functools
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intune_waves.campaign.naming import everybody_policy_name, is_policy_name, policy_name_of
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError, SignInError, Unreachable
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.conditional_access import (
    ENABLED,
    PolicyState,
    read_states,
    turn_to_report_only,
    write_pace,
)
from intune_waves.stack import resource_types
from intune_waves.stack.file_backend import backend_folder, checkpoints_of
from intune_waves.stack.home import PROJECT

PATIENCE_SECONDS = 20.0
"""How long one call waits for Graph: one policy that is refused must not hold up the others."""

_ROUNDS = 2
_EXPORT_SECONDS = 20.0
_POLICY_ID = re.compile(r"/identity/conditionalAccess/policies/([0-9a-fA-F-]{36})")


@dataclass(frozen=True, slots=True)
class KnownPolicies:
    """What a state knows of the policies: display name by object id, the most people first."""

    names: Mapping[str, str] = field(default_factory=dict)
    enabled: frozenset[str] = frozenset()
    """Those that are enabled in the state."""
    people: Mapping[str, int] = field(default_factory=dict)
    """How many people are admitted under the policy of that display name."""

    @classmethod
    def read(cls, texts: Iterable[str]) -> "KnownPolicies":
        """The first whole state among the texts, and the ids in those before it that are cut off."""
        ids: dict[str, str] = {}
        for text in texts:
            try:
                whole = json.loads(text)
            except ValueError:
                ids |= dict.fromkeys(_POLICY_ID.findall(text), "")
                continue
            return cls._of_resources(list(_resources(whole)), ids)
        return cls(ids)

    @classmethod
    def _of_resources(cls, resources: Sequence[Mapping[str, Any]], ids: Mapping[str, str]) -> "KnownPolicies":
        names, enabled, people = dict(ids), set(), {}
        for each in resources:
            outputs = each.get("outputs") or each.get("inputs")
            outputs = outputs if isinstance(outputs, Mapping) else {}
            if each.get("type") == resource_types.ACCESS_POLICY:
                policy_id = str(each.get("id", "")).rpartition("/")[2]
                names[policy_id] = str(outputs.get("displayName", ""))
                if outputs.get("state") == ENABLED:
                    enabled.add(policy_id)
            elif each.get("type") == resource_types.ADMISSION:
                admitted = outputs.get("admitted")
                if isinstance(admitted, int | float):
                    people[policy_name_of(str(outputs.get("title", "")))] = int(admitted)
        names.pop("", None)
        order = sorted(names, key=lambda each: -_weight(names[each], people))
        return cls({each: names[each] for each in order}, frozenset(enabled), people)

    def is_ours(self, policy: PolicyState) -> bool:
        """Whether the policy is in the state, or bears a name that we give."""
        return policy.id in self.names or is_policy_name(policy.name)

    def first_those_with_most_people(self, policies: Iterable[PolicyState]) -> list[PolicyState]:
        """The policies in the order in which they are turned."""
        return sorted(
            policies, key=lambda each: -_weight(each.name or self.names.get(each.id, ""), self.people)
        )


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a stop has done. `people` are free of every policy of ours; None where the state does not say."""

    turned: tuple[str, ...]
    """The display names of the policies that were enabled and are not any more."""
    still_enabled: tuple[str, ...]
    """The policies that are enabled still, or may be, each with the reason."""
    unread: str | None
    """Why the list of policies could not be read, so that only those of the state were turned."""
    people: int | None
    seconds: float


def state_texts(stack: str, backend: Path | None, *, environment: Mapping[str, str]) -> Iterator[str]:
    """The stack's state as text, whole or not; nothing where it cannot be had. A file backend is read as the
    file that it is; only for another one Pulumi is asked, and not waited for long.
    """
    backend = backend or backend_folder(environment)
    if backend is not None:
        yield from checkpoints_of(backend, stack)
        return
    try:
        ended = subprocess.run(
            ["pulumi", "stack", "export", "--stack", stack, "--non-interactive"],
            cwd=PROJECT,
            env=dict(environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=_EXPORT_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return
    if not ended.returncode:
        yield ended.stdout


async def stop_policies(
    client: GraphClient,
    known: KnownPolicies,
    *,
    pace: Pace | None = None,
    turning: Callable[[int, int], None] = lambda done, of: None,
    clock: Callable[[], float] = time.monotonic,
) -> Stopped:
    """Turn every enabled policy of ours to report-only, and look afterwards whether it is so.

    `turning` hears how many of how many are turned. What was refused is tried once more after the others.
    Raises SignInError or Unreachable where the tenant cannot be asked at all.
    """
    began, pace = clock(), pace or write_pace()
    turned: dict[str, str] = {}
    refused: dict[str, GraphError] = {}
    gone: set[str] = set()
    for attempt in range(_ROUNDS + 1):
        found, unread = await read_states(client, pace)
        if not attempt and isinstance(unread, SignInError | Unreachable):
            raise unread
        listed = {each.id for each in found}
        enabled = [each for each in found if each.state == ENABLED and known.is_ours(each)]
        unseen = [
            PolicyState(each, name, ENABLED)
            for each, name in known.names.items()
            if each not in listed and each not in gone and (unread is not None or each in known.enabled)
        ]
        left = {
            each.id: each.name or each.id for each in known.first_those_with_most_people([*enabled, *unseen])
        }
        if not left or attempt == _ROUNDS:
            break
        before, of = len(turned), len(turned) + len(left)
        refused = await turn_to_report_only(
            client, left, pace=pace, turned=functools.partial(_tell, turning, before=before, of=of)
        )
        done = {each: name for each, name in left.items() if each not in refused}
        turned |= done
        gone |= done.keys() - listed
    still = tuple(f"{name}: {refused[each]}" if each in refused else name for each, name in left.items())
    return Stopped(
        turned=tuple(name for each, name in turned.items() if each not in left),
        still_enabled=still,
        unread=None if unread is None else str(unread),
        people=_people(known, set(turned.values()), still=set(left.values())),
        seconds=clock() - began,
    )


def _tell(turning: Callable[[int, int], None], count: int, *, before: int, of: int) -> None:
    turning(before + count, of)


def _people(known: KnownPolicies, turned: set[str], *, still: set[str]) -> int | None:
    """How many people no policy of ours blocks any more; None where they are not known for each policy."""
    if not known.people or not (turned | still) - {everybody_policy_name()} <= known.people.keys():
        return None
    if everybody_policy_name() in still:
        return 0
    return sum(count for name, count in known.people.items() if name not in still)


def _weight(name: str, people: Mapping[str, int]) -> int:
    return sum(people.values()) + 1 if name == everybody_policy_name() else people.get(name, 0)


def _resources(whole: object) -> Iterator[Mapping[str, Any]]:
    """The resources of a state, as Pulumi exports it and as its file backend keeps it."""
    document = whole if isinstance(whole, Mapping) else {}
    checkpoint = document.get("checkpoint")
    held = checkpoint.get("latest") if isinstance(checkpoint, Mapping) else document.get("deployment")
    resources = held.get("resources") if isinstance(held, Mapping) else None
    yield from (each for each in resources or () if isinstance(each, Mapping))
