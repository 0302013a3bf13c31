"""The commit that proposes a period: which one comes next, and whether anything speaks against it."""

from dataclasses import dataclass

from intune_waves.campaign.calendar import parse_period
from intune_waves.campaign.errors import PeriodError
from intune_waves.pull_request.checkout import Checkout
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_file import StackFile

MAIN = "main"


@dataclass(frozen=True, slots=True)
class PeriodCommit:
    """A step that a pull request is to propose: from the period in force to the next, or back by one."""

    in_force: int
    period: int

    @property
    def back(self) -> bool:
        """Whether it gives a period up."""
        return self.period < self.in_force

    @property
    def branch(self) -> str:
        """The branch's name: one for each period and direction, so that a second one meets the first."""
        return f"back-to-period-{self.period}" if self.back else f"period-{self.period}"

    @property
    def subject(self) -> str:
        """The commit's first line."""
        return f"{'Go back' if self.back else 'Advance'} to period {self.period}"


def next_period(in_force: int, last: int, *, back: bool) -> PeriodCommit:
    """The step that comes next. Raises RefusedError where there is none."""
    if back and in_force == 0:
        raise RefusedError("no period is in force, so there is none to go back from [no-period-before]")
    if not back and in_force >= last:
        raise RefusedError(
            f"period {in_force} is in force, and the campaign ends with period {last} [no-period-after]",
            "there is nothing left to advance; --back proposes the period before",
        )
    return PeriodCommit(in_force, in_force - 1 if back else in_force + 1)


def refuse_untrue(checkout: Checkout, file: StackFile, *, in_force: int, main: str = MAIN) -> None:
    """Raise RefusedError where Git and the stack do not agree on where the campaign stands.

    Everything is asked before anything is written: uncommitted changes, a branch that is behind, a period
    that was never applied, and one that `main` has passed already.
    """
    checkout.refuse_changes()
    branch = checkout.branch()
    upstream = checkout.upstream(main)
    if upstream is not None:
        behind = int(checkout.git("rev-list", "--count", f"HEAD..{upstream}"))
        if behind:
            commits = "1 commit" if behind == 1 else f"{behind} commits"
            raise RefusedError(
                f"{branch} is {commits} behind {upstream} [branch-behind]",
                f"git pull --rebase {upstream.replace('/', ' ')}",
            )
    asked = _period(file, file.text)
    if asked != in_force:
        if asked is not None and asked > in_force:
            next_step = f"apply it: ./migrate up --stack {_stack(file)}"
        else:
            next_step = f"bring {file.path.name} up to date: git pull, or commit what the last `up` wrote"
        raise RefusedError(
            f"{file.path.name} asks for period {file.period or 'none'}, and period {in_force} is in force "
            "[period-in-force]",
            next_step,
        )
    passed = _period(file, checkout.text_at(upstream, file.path.name) or "") if upstream else None
    if passed is not None and passed > in_force:
        raise RefusedError(
            f"{upstream} asks for period {passed} already, and period {in_force} is in force [period-passed]",
            "let its `up` run, then advance from there",
        )


def refuse_second(checkout: Checkout, step: PeriodCommit) -> None:
    """Raise RefusedError where a branch for the step exists already, here or at the remote."""
    where = checkout.has_branch(step.branch)
    if where is None:
        return
    delete = f"git branch -D {step.branch}" if where == "here" else f"git push {where} --delete {step.branch}"
    raise RefusedError(
        f"the branch {step.branch} exists already ({where}): one pull request for each period "
        "[one-pull-request]",
        f"go on with that one, or give it up: {delete}",
    )


def _period(file: StackFile, text: str) -> int | None:
    try:
        return parse_period(StackFile(file.path, text).period)
    except (PeriodError, RefusedError):
        return None


def _stack(file: StackFile) -> str:
    return file.path.name.removeprefix("Pulumi.").removesuffix(".yaml")
