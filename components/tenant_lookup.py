"""Looking things up in the tenant while the program goes on, with one message in place of a traceback."""

import asyncio
import functools
import importlib.util
import json
import os
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import pulumi

# The exit code by which Pulumi's Python executor tells its host that the message has been shown already
# (pulumi-language-python-exec, PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE).
MESSAGE_HAS_BEEN_SHOWN = 32
# What a question hears that is still open when the engine has ended the run (Pulumi 3.259).
_RUN_IS_OVER = ("client connection is closing", "Resource monitor has terminated", "context canceled")


def start_azuread() -> None:
    """Have the engine start the azuread provider, which signs in, while the program still reads.

    What goes wrong is told by the first look-up that needs an answer.
    """
    # Answered from the sign-in alone, without a request.
    started = asyncio.ensure_future(ask("getClientConfig", {}))
    started.add_done_callback(lambda done: done.cancelled() or done.exception())


async def look_up(
    what: str, function: str, arguments: Mapping[str, Any], next_step: str
) -> Mapping[str, Any]:
    """What the tenant answers to a function of azuread, such as "getUsers", by the names on the wire.

    Where it does not answer, the program ends: what was asked, why not, what to do.
    """
    try:
        found = await ask(function, arguments)
    # Pulumi's invoke raises plain Exception, whatever the provider said.
    except Exception as failed:
        reason = " ".join(str(failed).removeprefix("invoke of ").split())
        if any(sign in reason for sign in _RUN_IS_OVER):
            # Something else has refused the run, and has said so: this would only hide it.
            os._exit(MESSAGE_HAS_BEEN_SHOWN)
        end(f"{what}: {reason}; {next_step}")
    if found is None:
        end(f"{what}: the tenant gave no answer; {next_step}")
    return found


def end(message: str) -> NoReturn:
    """Show a message and end the program.

    An exception out of a callback or of a look-up that runs beside the program would reach people inside a
    traceback or two (docs/adr/0003-a-refused-policy-ends-the-program-at-once.md).
    """
    pulumi.log.error(message)
    os._exit(MESSAGE_HAS_BEEN_SHOWN)


def ask(function: str, arguments: Mapping[str, Any]) -> Awaitable[Mapping[str, Any] | None]:
    """What the tenant answers to a function of azuread. Awaiting it raises Exception where it does not."""
    # pulumi_azuread asks in the same way, but importing it takes as long as an answer does.
    opts = pulumi.InvokeOptions(version=_version())
    token = f"azuread:index/{function}:{function}"
    answer: Awaitable[Mapping[str, Any] | None] = pulumi.runtime.invoke_async(token, dict(arguments), opts)
    return answer


@functools.cache
def _version() -> str:
    """The version of azuread that pulumi_azuread asks for: another one would be a second provider."""
    found = importlib.util.find_spec("pulumi_azuread")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("No module named 'pulumi_azuread'", name="pulumi_azuread")
    plugin = Path(found.submodule_search_locations[0], "pulumi-plugin.json")
    return str(json.loads(plugin.read_text(encoding="utf-8"))["version"])
