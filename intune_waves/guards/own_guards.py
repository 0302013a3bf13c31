"""An organisation's own guards: Python files that campaign.yaml names, judged like ours."""

import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

from intune_waves.campaign.campaign import GuardFile
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place
from intune_waves.guards.guard import Guard, every_guard, guards_of

_RULE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnGuards:
    """The guards of all files, in their order, and why there are not more: a complaint refuses every step."""

    guards: tuple[Guard, ...] = ()
    complaints: tuple[Complaint, ...] = ()


@cache
def own_guards(files: tuple[GuardFile, ...]) -> OwnGuards:
    """Run the files' code, once, and gather the guards that it makes.

    `guard-file`: a file that cannot be had or ends in an exception, one without a guard, an id that is none
    or is taken.
    """
    guards: list[Guard] = []
    complaints: list[Complaint] = []
    taken = {each.rule for each in every_guard()}
    for file in files:
        made = _made(file)
        if isinstance(made, Complaint):
            complaints.append(made)
            continue
        complaints += _wrong(made, file, taken=taken)
        taken |= {each.rule for each in made}
        guards += (replace(each, file=file.path) for each in made)
    return OwnGuards(tuple(guards), tuple(complaints))


def _made(file: GuardFile) -> list[Guard] | Complaint:
    if file.unread:
        return _complaint(file, file.unread)
    # A module that Python knows, because a dataclass in it is looked up there.
    module = ModuleType(f"intune_waves_own_guards.{file.digest}")
    sys.modules[module.__name__] = module
    try:
        exec(compile(file.source, file.path, "exec"), vars(module))
    # It is anybody's code: whatever ends it, its guards are not there.
    except (Exception, SystemExit) as failure:
        return _complaint(file, f"the file ends in {_said(failure)}", line=_line(failure, file))
    return guards_of(module)


def _wrong(made: Iterable[Guard], file: GuardFile, *, taken: Iterable[str]) -> Iterator[Complaint]:
    made = list(made)
    if not made:
        yield _complaint(file, "the file makes no guard")
    for rule in [each.rule for each in made]:
        if not _RULE.fullmatch(rule):
            yield _complaint(file, f"{rule!r} is no id; an id is two lower-case words or more, with hyphens")
        elif rule in taken or [each.rule for each in made].count(rule) > 1:
            yield _complaint(file, f"there is another guard with the id {rule}")


def _said(failure: BaseException) -> str:
    text = failure.msg if isinstance(failure, SyntaxError) else str(failure)
    return f"{type(failure).__name__}: {' '.join(text.split())}" if text else type(failure).__name__


def _line(failure: BaseException, file: GuardFile) -> int:
    if isinstance(failure, SyntaxError) and failure.filename == file.path:
        return failure.lineno or 0
    frames = traceback.extract_tb(failure.__traceback__)
    return next((frame.lineno or 0 for frame in reversed(frames) if frame.filename == file.path), 0)


def _complaint(file: GuardFile, what: str, *, line: int = 0) -> Complaint:
    return Complaint(
        rule="guard-file",
        where=Place(file.path, line),
        what=what,
        expected="a file that makes one guard or more, as docs/guards.md shows",
        next_step="correct it, or take it out of guards in waves/campaign.yaml",
    )
