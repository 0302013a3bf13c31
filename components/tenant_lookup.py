"""Looking things up in the tenant while the program is read, with a refusal in place of a traceback."""

from collections.abc import Callable
from typing import TypeVar

import pulumi

Found = TypeVar("Found")


def look_up(what: str, ask: Callable[[], Found], next_step: str) -> Found:
    """The answer of `ask`. Raises pulumi.RunError: what was looked for, why not found, what to do."""
    try:
        return ask()
    except pulumi.RunError:
        raise
    # Pulumi's invoke raises plain Exception, whatever the provider said.
    except Exception as failed:
        reason = str(failed).strip().removeprefix("invoke of ").splitlines()
        raise pulumi.RunError(f"{what}: {' '.join(line.strip() for line in reason)}; {next_step}") from None
