"""How templates are filled: sandboxed, strict about what is missing, with the days of each language."""

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from intune_waves.messages.days import written, written_long
from intune_waves.messages.inert import inert


@cache
def body_environment(language: str) -> ImmutableSandboxedEnvironment:
    """For the Markdown of a message: whatever is not declared as Markdown is shown as it is."""
    return _environment(language, autoescape=True, finalize=_shown)


@cache
def subject_environment(language: str) -> ImmutableSandboxedEnvironment:
    """For its subject, which is plain text."""
    return _environment(language, autoescape=False, finalize=None)


def _environment(language: str, **options: Any) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options
    )
    environment.filters["day"] = partial(_day, written, language)
    environment.filters["long_day"] = partial(_day, written_long, language)
    return environment


def _day(write: Callable[[date, str], str], language: str, day: Any) -> str:
    if isinstance(day, Undefined):
        # Whatever is done with it complains, and names what is missing.
        return str(day)
    if not isinstance(day, date):
        raise TypeError("day and long_day take a date, such as dates.enforce")
    return write(day, language)


def _shown(value: Any) -> Any:
    # Undefined complains by itself when it is written; what is marked up already goes through.
    return value if isinstance(value, Undefined) or hasattr(value, "__html__") else inert(str(value))
