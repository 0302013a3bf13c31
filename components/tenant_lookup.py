"""Looking things up in the tenant while the program goes on, with one message in place of a traceback."""

import os
from typing import NoReturn, TypeVar

import pulumi

Found = TypeVar("Found")
# The exit code by which Pulumi's Python executor tells its host that the message has been shown already
# (pulumi-language-python-exec, PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE).
MESSAGE_HAS_BEEN_SHOWN = 32
# What a question hears that is still open when the engine has ended the run (Pulumi 3.259).
_RUN_IS_OVER = ("client connection is closing", "Resource monitor has terminated", "context canceled")


async def look_up(what: str, answer: pulumi.Output[Found], next_step: str) -> Found:
    """What the tenant answers. Where it does not, the program ends: what was asked, why not, what to do."""
    try:
        found = await answer.future()
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
