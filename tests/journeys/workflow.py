"""A workflow's own steps, run here: the commands of the file, not a copy of them."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.journeys.journey import Journey


@dataclass(frozen=True, slots=True)
class Runner:
    """What a job finds around it: the checkout, and the variables that GitHub would set."""

    journey: Journey
    variables: Mapping[str, str]

    def run(self, workflow: str, job: str, *, code: int = 0) -> str:
        """Run the job's `run:` steps one after the other, as bash does there; answers all they said.

        Left out are the actions, and the steps that only speak to GitHub. Fails unless the last step that
        ran ended with `code`.
        """
        said = ""
        for step in self._steps(workflow, job):
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.journey.project,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            said += done.stdout
            if done.returncode:
                assert done.returncode == code, f"{step['name']} ended with {done.returncode}:\n{said}"
                return said
        assert code == 0, f"{workflow}/{job} ended well:\n{said}"
        return said

    def output(self, name: str) -> str:
        """The last value that a step has given out by that name."""
        lines = Path(self.variables["GITHUB_OUTPUT"]).read_text().splitlines()
        return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")][-1]

    def _steps(self, workflow: str, job: str) -> list[dict[str, Any]]:
        path = self.journey.project / ".github" / "workflows" / f"{workflow}.yml"
        steps = yaml.safe_load(path.read_text())["jobs"][job]["steps"]
        return [each for each in steps if "run" in each and "GH_TOKEN" not in each.get("env", {})]

    def _environment(self) -> dict[str, str]:
        # `./migrate` of the file is started by the Python that this journey has.
        python = self.journey.python.parent
        return {
            **os.environ,
            **self.variables,
            "PATH": f"{python}{os.pathsep}{os.environ['PATH']}",
            "INTUNE_WAVES_HOME": str(self.journey.home),
            "NO_COLOR": "1",
        }
