"""Which period a pull request may propose, and what speaks against it."""

from pathlib import Path

import pytest

from intune_waves.pull_request.checkout import Checkout
from intune_waves.pull_request.period_commit import PeriodCommit, next_period, refuse_second, refuse_untrue
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_file import StackFile
from tests.pull_request.test_checkout import git, work

__all__ = ["work"]


def file_of(work: Path) -> StackFile:
    return StackFile.read(work, "dev")


def move_main(work: Path, period: int) -> None:
    """Let somebody else push a period to main."""
    other = work.parent / "other"
    git(work.parent, "clone", "--quiet", str(work.parent / "hub.git"), "other")
    (other / "Pulumi.dev.yaml").write_text(f'config:\n  intune-waves:period: "{period}"\n')
    git(other, "commit", "--quiet", "-am", "Advance")
    git(other, "push", "--quiet")


@pytest.mark.parametrize(
    ("in_force", "back", "step", "branch", "subject"),
    [
        (0, False, PeriodCommit(0, 1), "period-1", "Advance to period 1"),
        (7, False, PeriodCommit(7, 8), "period-8", "Advance to period 8"),
        (8, True, PeriodCommit(8, 7), "back-to-period-7", "Go back to period 7"),
        (1, True, PeriodCommit(1, 0), "back-to-period-0", "Go back to period 0"),
    ],
)
def test_the_step_is_one_period(
    in_force: int, back: bool, step: PeriodCommit, branch: str, subject: str
) -> None:
    found = next_period(in_force, 8, back=back)
    assert (found, found.branch, found.subject) == (step, branch, subject)


def test_there_is_nothing_after_the_end() -> None:
    with pytest.raises(RefusedError) as refused:
        next_period(8, 8, back=False)
    assert str(refused.value) == (
        "period 8 is in force, and the campaign ends with period 8 [no-period-after]\n"
        "  next: there is nothing left to advance; --back proposes the period before"
    )


def test_there_is_nothing_before_the_beginning() -> None:
    with pytest.raises(
        RefusedError, match=r"no period is in force, so there is none .* \[no-period-before\]"
    ):
        next_period(0, 8, back=True)


def test_where_git_and_the_stack_agree_nothing_is_said(work: Path) -> None:
    refuse_untrue(Checkout.at(work), file_of(work), in_force=1)
    refuse_second(Checkout.at(work), PeriodCommit(1, 2))


@pytest.mark.parametrize(
    ("in_force", "said"),
    [
        (
            0,
            "Pulumi.dev.yaml asks for period 1, and period 0 is in force [period-in-force]\n"
            "  next: apply it: ./migrate up --stack dev",
        ),
        (
            2,
            "Pulumi.dev.yaml asks for period 1, and period 2 is in force [period-in-force]\n"
            "  next: bring Pulumi.dev.yaml up to date: git pull, or commit what the last `up` wrote",
        ),
    ],
)
def test_a_period_that_is_not_in_force_is_refused(work: Path, in_force: int, said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        refuse_untrue(Checkout.at(work), file_of(work), in_force=in_force)
    assert str(refused.value) == said


def test_a_branch_behind_main_is_refused(work: Path) -> None:
    move_main(work, 2)
    with pytest.raises(RefusedError) as refused:
        refuse_untrue(Checkout.at(work), file_of(work), in_force=1)
    assert str(refused.value) == (
        "main is 1 commit behind origin/main [branch-behind]\n  next: git pull --rebase origin main"
    )


def test_a_period_that_main_has_passed_is_refused(work: Path) -> None:
    move_main(work, 3)
    git(work, "pull", "--quiet")
    (work / "Pulumi.dev.yaml").write_text('config:\n  intune-waves:period: "1"\n')
    git(work, "commit", "--quiet", "-am", "Turn back by hand")
    with pytest.raises(RefusedError) as refused:
        refuse_untrue(Checkout.at(work), file_of(work), in_force=1)
    assert str(refused.value) == (
        "origin/main asks for period 3 already, and period 1 is in force [period-passed]\n"
        "  next: let its `up` run, then advance from there"
    )


def test_a_second_pull_request_for_one_period_is_refused(work: Path) -> None:
    git(work, "push", "--quiet", "origin", "main:period-2")
    with pytest.raises(RefusedError) as refused:
        refuse_second(Checkout.at(work), PeriodCommit(1, 2))
    assert str(refused.value) == (
        "the branch period-2 exists already (origin): one pull request for each period [one-pull-request]\n"
        "  next: go on with that one, or give it up: git push origin --delete period-2"
    )
    git(work, "branch", "period-2")
    with pytest.raises(RefusedError, match="give it up: git branch -D period-2"):
        refuse_second(Checkout.at(work), PeriodCommit(1, 2))
