"""`./migrate stop`: let everybody out, now, by nothing but a sign-in, a list and a write for each policy."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.errors import StopError
from intune_waves.campaign.stop import parse_stop
from intune_waves.cli.options.engine_options import StackName
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.errors import GraphError, Unreachable
from intune_waves.graph.client.pacing import Patience
from intune_waves.stack.file_backend import locks_of
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.simulated_tenant import connect
from intune_waves.stack.stack import tenant_environment
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stopping import (
    PATIENCE_SECONDS,
    KnownPolicies,
    Stopped,
    state_texts,
    stop_policies,
)
from intune_waves.step.headcount import people
from tools.installation.environment import engine_environment
from tools.installation.errors import SetupError
from tools.installation.progress import Progress

_BY_HAND = (
    "or by hand, without any of this: Entra admin center, Conditional Access, every policy whose name begins "
    "with 'Intune waves: ', Report-only"
)


def stop(
    reason: Annotated[str, typer.Argument(help="Why, in a few words: the stack's file keeps it.")],
    stack: StackName = "dev",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Turn every enabled policy of the campaign to report-only at once: nobody is blocked any more.

    Needs a sign-in alone. Intune may be down, the declarations may be wrong, the state may be lost. Nothing
    else is changed; the stack's file says that the campaign is stopped, so that the next `up` agrees.
    Interrupted, the same command goes on. Exit code 1 when a policy is enabled still, and it is named.
    """
    try:
        said = parse_stop(reason)
    except StopError as no_reason:
        raise RefusedError(str(no_reason), exit_code=2) from None
    assert said is not None
    home = RuntimeHome.from_environment()
    file, unwritten = _say_in_file(stack, said)
    backend = home.backend if file is not None and file.simulated else None
    # The file comes first because it takes no time: whoever is interrupted after it finds it saying so.
    if unwritten:
        print(unwritten, file=sys.stderr)
    environment = _environment(file, home)
    known = KnownPolicies.read(state_texts(stack, backend, environment=environment))
    if not known.names:
        print("the state names no policy, or cannot be read: going by the policies' names", file=sys.stderr)
    stopped = _stop(tenant_environment(file, environment) if file else environment, known)
    problems = list(_problems(stopped, stack, backend=backend))
    if as_json:
        print(
            json.dumps(
                _plain(stack, said, stopped=stopped, file=file, unwritten=unwritten, problems=problems),
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        print(_sentence(stopped))
    for line in problems:
        print(line, file=sys.stderr)
    if file is not None and not unwritten:
        print(f"{file.path.name} says that the campaign is stopped; next: ./migrate resume", file=sys.stderr)
    raise typer.Exit(1 if stopped.still_enabled or stopped.unread or unwritten else 0)


def _say_in_file(stack: str, reason: str) -> tuple[StackFile | None, str]:
    """The stack's file, saying that the campaign is stopped, and why it cannot say so."""
    file = None
    try:
        file = StackFile.read_unjudged(PROJECT, stack)
        file.with_stop(reason).write()
    except RefusedError as refused:
        line = f"intune-waves:stop: {json.dumps(reason, ensure_ascii=False)}"
        return file, f"{refused.message}; the policies are turned all the same, but write into it: {line}"
    return file, ""


def _environment(file: StackFile | None, home: RuntimeHome) -> dict[str, str]:
    environment = dict(os.environ)
    # Only a state that lies elsewhere is asked of Pulumi; the policies' names are enough.
    with contextlib.suppress(SetupError):
        environment |= engine_environment(PROJECT)
    if file is not None and file.simulated:
        environment |= connect(home).environment()
    return environment


def _stop(environment: Mapping[str, str], known: KnownPolicies) -> Stopped:
    progress = Progress(sys.stderr)
    progress.begin("turning policies to report-only")
    reached = [0, 0]

    def turning(done: int, of: int) -> None:
        reached[:] = done, of
        progress.tick(f"{done:,} of {of:,}")

    try:
        stopped = asyncio.run(_turn(environment, known, turning=turning))
        progress.end("looked once more whether any is enabled")
        return stopped
    except KeyboardInterrupt:
        progress.say(f"interrupted after {reached[0]:,} of {reached[1]:,} policies: the same command goes on")
        raise typer.Exit(130) from None
    except GraphError as unreached:
        raise RefusedError(
            str(unreached),
            f"the same command again; {_BY_HAND}",
            exit_code=3 if isinstance(unreached, Unreachable) else 1,
        ) from None


async def _turn(
    environment: Mapping[str, str], known: KnownPolicies, *, turning: Callable[[int, int], None]
) -> Stopped:
    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    async with await open_client(environment, tell, patience=lambda: Patience(PATIENCE_SECONDS)) as client:
        return await stop_policies(client, known, turning=turning)


def _sentence(stopped: Stopped) -> str:
    count = len(stopped.turned)
    turned = f"{count:,} {'policy was' if count == 1 else 'policies were'} turned to report-only"
    if stopped.people is None:
        free = "how many people are free is not known, because the state does not say"
    else:
        free = f"{people(stopped.people)} {'is' if stopped.people == 1 else 'are'} free"
    return f"{turned}; {free}, after {stopped.seconds:,.0f} s."


def _problems(stopped: Stopped, stack: str, *, backend: Path | None) -> list[str]:
    found = [f"still enabled: {line}" for line in stopped.still_enabled]
    if stopped.unread:
        found.append(
            f"the list of policies could not be read ({stopped.unread}), so only the policies that the state "
            "names were turned: another of ours may be enabled still"
        )
    if found:
        found.append(f"next: the same command again; {_BY_HAND}")
    for lock in locks_of(backend, stack) if backend else ():
        if lock.alive():
            found.append(
                f"a run is under way (process {lock.pid} since {lock.since}), which may enable a policy "
                "again: end it, then the same command again"
            )
    return found


def _plain(
    stack: str, reason: str, *, stopped: Stopped, file: StackFile | None, unwritten: str, problems: list[str]
) -> dict[str, object]:
    return {
        "stack": stack,
        "reason": reason,
        "turned": list(stopped.turned),
        "stillEnabled": list(stopped.still_enabled),
        "people": stopped.people,
        "seconds": round(stopped.seconds, 1),
        "file": file.path.name if file is not None and not unwritten else None,
        "problems": [*([unwritten] if unwritten else []), *problems],
    }
