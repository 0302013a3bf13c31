"""What a guard is, how ours are found, and the judgement of a plan by all of them.

A guard is one function under the decorator `guard`, in a file of this folder that is named after its id; no
list names the files. The function's parameters are the parts of a plan that it reads.
"""

import inspect
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType, ModuleType

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place
from intune_waves.step.plan import Plan

PARTS = tuple(each.name for each in fields(Plan))
"""The parts of a plan that a guard may read, by the names of its parameters."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule that no plan may break. `rule` is its permanent id, `sentence` what it holds."""

    rule: str
    sentence: str
    judges: FunctionType
    """Yields a complaint for each thing that is wrong, and nothing else."""
    reads: tuple[str, ...]
    """The parts of the plan that it reads."""
    file: str = ""
    """The file of an organisation's own guard; empty for ours."""

    def __call__(self, plan: Plan) -> Iterator[Complaint]:
        """The complaints about a plan."""
        complaints: Iterator[Complaint] = self.judges(**{part: getattr(plan, part) for part in self.reads})
        return complaints


def guard(*, rule: str, sentence: str) -> Callable[[Callable[..., Iterator[Complaint]]], Guard]:
    """Make a guard of the function below.

    Raises TypeError for what is no function, and for a parameter that names no part of a plan.
    """

    def made(judges: Callable[..., Iterator[Complaint]]) -> Guard:
        if not isinstance(judges, FunctionType):
            raise TypeError(f"the guard {rule} is no function")
        reads = tuple(inspect.signature(judges).parameters)
        if strangers := [each for each in reads if each not in PARTS]:
            known = f"a plan has the parts {', '.join(PARTS)}"
            raise TypeError(f"the guard {rule} asks for {', '.join(strangers)}; {known}")
        return Guard(rule, sentence, judges, reads)

    return made


@cache
def every_guard() -> tuple[Guard, ...]:
    """Our guards, by id: one of each file in this folder that has one."""
    folder = str(Path(__file__).parent)
    modules = (import_module(f"{__package__}.{found.name}") for found in iter_modules([folder]))
    return tuple(
        sorted((each for module in modules for each in guards_of(module)), key=lambda each: each.rule)
    )


def guards_of(module: ModuleType) -> list[Guard]:
    """The guards that a module makes, in the order of the file; not those that it imports."""
    made = (each for each in vars(module).values() if isinstance(each, Guard))
    return [each for each in made if each.judges.__module__ == module.__name__]


def judge(plan: Plan, own: Iterable[Guard] = ()) -> list[Complaint]:
    """What refuses the plan: every complaint of every guard, none hidden by another.

    `own` are the organisation's own guards, which judge like ours. A guard that fails is inconclusive, and
    so is one that yields anything but complaints: what is unknown never passes.
    """
    return [complaint for each in (*every_guard(), *own) for complaint in _complaints(each, plan)]


def _complaints(each: Guard, plan: Plan) -> list[Complaint]:
    found: list[Complaint] = []
    try:
        found.extend(replace(complaint, rule=each.rule) for complaint in each(plan))
    # A guard may be anybody's code: whatever ends it, even a way out of the program, it must not pass.
    except (Exception, SystemExit) as failure:
        found.append(_inconclusive(each, failure))
    return found


def _inconclusive(each: Guard, failure: BaseException) -> Complaint:
    own = each.judges.__code__.co_filename
    lines = [frame.lineno for frame in traceback.extract_tb(failure.__traceback__) if frame.filename == own]
    return Complaint(
        rule=each.rule,
        where=Place(each.file or Path(own).name, (lines[-1] if lines else None) or 0),
        # The failure's own text is left out, because it may name a person.
        what=f"inconclusive: the guard ended in {type(failure).__name__}",
        got=type(failure).__name__,
        expected="a guard that comes to an end",
        next_step=(
            f"correct {each.file}, or take it out of guards in waves/campaign.yaml"
            if each.file
            else "report this line; a step back needs no guard"
        ),
    )
