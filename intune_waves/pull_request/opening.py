"""Opening a period's pull request with the GitHub CLI."""

import os
import shutil
import subprocess

from intune_waves.pull_request.checkout import REMOTE, Checkout
from intune_waves.pull_request.period_commit import PeriodCommit
from intune_waves.stack.refusal import RefusedError


def open_pull_request(checkout: Checkout, step: PeriodCommit, *, summary: str) -> None:
    """Push the branch of a commit that is made, and open its pull request with `summary` as its text.

    Raises RefusedError (exit code 3) where the GitHub CLI is not there or does not open it.
    """
    by_hand = f"git push --set-upstream {REMOTE} {step.branch}, then open the pull request by hand"
    program = shutil.which("gh")
    if program is None:
        raise RefusedError("the GitHub CLI (gh) is not installed; the commit is made", by_hand, exit_code=3)
    checkout.git("push", "--quiet", "--set-upstream", REMOTE, step.branch)
    words = ["pr", "create", "--head", step.branch, "--title", step.subject, "--body", summary]
    done = subprocess.run([program, *words], cwd=checkout.folder, env={**os.environ}, check=False)
    if done.returncode:
        raise RefusedError(
            "the GitHub CLI did not open the pull request; the branch is pushed",
            "gh auth status",
            exit_code=3,
        )
