"""Looking things up in the tenant while the program goes on, with one message in place of a traceback."""

import asyncio
import functools
import importlib.util
import json
import os
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pulumi
from pulumi.output import UNKNOWN

_Found = TypeVar("_Found")

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


class Unfound(Exception):  # noqa: N818 - named after what happened
    """The tenant has not what the program asked it for; the text is the refusal that people see."""


class Lookups:
    """What the program asks the tenant for before it can declare its waves.

    What is not found is told to the campaign's own resource, which refuses every step but one back. That one
    is written first, and lets people out; only then does the program end. A preview of it goes on with what
    is not known.
    """

    def __init__(self) -> None:
        self._asked: list[Awaitable[str | None]] = []
        self._refused: list[str] = []
        self._campaign: pulumi.Resource | None = None
        self._declared, self._all_asked = asyncio.Event(), asyncio.Event()

    def found(self, search: Awaitable[_Found]) -> pulumi.Output[_Found]:
        """What `search` finds; it raises Unfound."""
        caught = asyncio.ensure_future(_caught(search))
        self._asked.append(asyncio.ensure_future(_refusal(caught)))
        return pulumi.Output.from_input(self._known(caught))

    def refuse(self, message: str) -> None:
        """Have every step but one back refused, for something that the program goes on without."""
        self._refused.append(message)

    def refusals(self) -> pulumi.Output[list[str]]:
        """Everything that was not found, once everything was asked for."""
        return pulumi.Output.from_input(self._refusals())

    def behind(self, campaign: pulumi.Resource) -> None:
        """End the program, for what is not found, once this resource is written. To be called once."""
        self._campaign = campaign
        self._declared.set()

    def are_all(self) -> None:
        """Say that nothing more will be asked for."""
        self._all_asked.set()

    async def unfound(self, refusal: str) -> Any:
        """An unknown value in a preview; in an up, the end of the program after the campaign's write."""
        if pulumi.runtime.is_dry_run():
            return UNKNOWN
        await self._declared.wait()
        assert self._campaign is not None
        try:
            await self._campaign.urn.future()
        # Whatever kept the campaign from being written has been told by the engine.
        except Exception:
            os._exit(MESSAGE_HAS_BEEN_SHOWN)
        end(refusal)

    async def _known(self, caught: Awaitable[tuple[_Found | None, str | None]]) -> Any:
        value, refusal = await caught
        return value if refusal is None else await self.unfound(refusal)

    async def _refusals(self) -> list[str]:
        await self._all_asked.wait()
        answers = [*self._refused, *await asyncio.gather(*self._asked)]
        return list(dict.fromkeys(each for each in answers if each is not None))


async def _caught(search: Awaitable[_Found]) -> tuple[_Found | None, str | None]:
    try:
        return await search, None
    except Unfound as refused:
        return None, str(refused)


async def _refusal(caught: Awaitable[tuple[Any, str | None]]) -> str | None:
    return (await caught)[1]


async def look_up(
    what: str, function: str, *, arguments: Mapping[str, Any], next_step: str
) -> Mapping[str, Any]:
    """What the tenant answers to a function of azuread, such as "getUsers", by the names on the wire.

    Raises Unfound where it does not answer: what was asked, why not, what to do.
    """
    try:
        found = await ask(function, arguments)
    # Pulumi's invoke raises plain Exception, whatever the provider said.
    except Exception as failed:
        reason = " ".join(str(failed).removeprefix("invoke of ").split())
        if is_over(reason):
            # Something else has refused the run, and has said so: this would only hide it.
            os._exit(MESSAGE_HAS_BEEN_SHOWN)
        raise Unfound(f"{what}: {reason}; {next_step}") from None
    if found is None:
        raise Unfound(f"{what}: the tenant gave no answer; {next_step}")
    return found


def is_over(reason: str) -> bool:
    """Whether a question was not answered because the engine has ended the run."""
    return any(sign in reason for sign in _RUN_IS_OVER)


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
