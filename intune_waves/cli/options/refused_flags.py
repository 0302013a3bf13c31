"""Flags of Pulumi that would apply something else than the step that was shown, reviewed and judged, or that
print secrets.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

from intune_waves.stack.refusal import RefusedError

_CONFIGURATION = (
    "it changes the configuration behind the step that was shown",
    "write the setting into the stack's file, so that it is previewed and reviewed, and run the same "
    "command without the flag",
)
_PART = (
    "it takes a part out of the step, so that gates and writes do not belong together any more",
    "run the step whole; to keep a wave back write a hold into its file, to let people out go a period "
    "back or write the stack's stop",
)
_PROGRAM = (
    "it runs another program or environment than the one that was shown",
    "run the command in the project's own folder, without the flag",
)
_REFUSED = {
    "config": _CONFIGURATION,
    "config-file": _CONFIGURATION,
    "config-path": _CONFIGURATION,
    "override-env": _PROGRAM,
    "client": _PROGRAM,
    "cwd": _PROGRAM,
    "target": _PART,
    "target-dependents": _PART,
    "target-replace": _PART,
    "exclude": _PART,
    "exclude-dependents": _PART,
    "replace": _PART,
}
_SHORT = {"c": "config", "C": "cwd", "t": "target"}
_SHORT_WITH_VALUE = "cCtmpsv="
"""What ends the flags of a word: a letter that takes the rest as its value (`pulumi up --help`, 3.259)."""
_QUIET_LEVEL = 3
"""Above it Pulumi's log may hold credentials ("Troubleshooting Pulumi", verbose logging, 2025-06)."""
_LOUD_VARIABLES = {
    "PULUMI_DEBUG_GRPC": None,
    "TF_LOG": ("TRACE", "DEBUG"),
    "TF_LOG_PROVIDER": ("TRACE", "DEBUG"),
}
"""Variables by which the engine or azuread writes whole requests, tokens among them; None for any value."""
_PIPELINES = ("CI", "GITHUB_ACTIONS", "TF_BUILD")
"""What a pipeline sets; its log is read by more people than may read the tenant."""
_VARIABLE = "PULUMI_OPTION_"
"""Pulumi takes each of its flags from the environment too."""


def refuse_other_steps(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Raise RefusedError (exit code 2) where a flag would have Pulumi apply something else than was shown.

    `arguments` are those on their way to Pulumi; each may also stand in `environment`, as
    PULUMI_OPTION_TARGET. The value of another flag that looks like one of these is refused as well.
    """
    asked = [*_in_words(arguments), *_in_variables(environment)]
    for said, flag in asked:
        why, next_step = _REFUSED[flag]
        raise RefusedError(f"{said}: {why} [whole-step]", next_step, exit_code=2)


def refuse_loud(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Warn on stderr of what would print secrets, such as `--logtostderr -v=11`.

    Raises RefusedError (exit code 2) in a pipeline, whose log stays and is read by many.
    """
    said = next(chain(_loud_words(arguments), _loud_variables(environment)), None)
    if said is None:
        return
    what = f"{said}: requests are logged whole, with the tokens in them"
    if any(environment.get(each) for each in _PIPELINES):
        raise RefusedError(
            f"{what} [secret-in-log]", "leave it out here, and run it in a terminal of your own", exit_code=2
        )
    print(f"{what}; give the output to nobody", file=sys.stderr)


def _loud_words(arguments: Sequence[str]) -> Iterator[str]:
    words = [*arguments, ""]
    for word, following in pairwise(words):
        flag, equals, value = word.partition("=")
        if flag in ("--tracing", "--show-secrets"):
            yield flag
        elif flag in ("-v", "--verbose"):
            level = value if equals else following
            if not level.isdecimal() or int(level) > _QUIET_LEVEL:
                yield f"{flag} {level}".strip()
        elif re.fullmatch(r"-v\d+", word) and int(word[2:]) > _QUIET_LEVEL:
            yield word


def _loud_variables(environment: Mapping[str, str]) -> Iterator[str]:
    for name, loud in _LOUD_VARIABLES.items():
        value = environment.get(name, "")
        if value and (loud is None or value.upper() in loud):
            yield f"{name}={value}"
    level = environment.get(f"{_VARIABLE}VERBOSE", "")
    if level and (not level.isdecimal() or int(level) > _QUIET_LEVEL):
        yield f"{_VARIABLE}VERBOSE={level}"


def _in_words(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in arguments:
        if word.startswith("--"):
            flag = word.removeprefix("--").partition("=")[0]
            if flag in _REFUSED:
                yield f"--{flag}", flag
        elif word.startswith("-"):
            yield from _in_letters(word[1:])


def _in_letters(letters: str) -> Iterator[tuple[str, str]]:
    for letter in letters:
        if letter in _SHORT:
            yield f"-{letter}", _SHORT[letter]
        if letter in _SHORT_WITH_VALUE:
            return


def _in_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for flag in _REFUSED:
        variable = _VARIABLE + flag.upper().replace("-", "_")
        if environment.get(variable):
            yield variable, flag
