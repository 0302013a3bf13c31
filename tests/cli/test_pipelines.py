"""What the pipelines may do: pinned actions, no secrets, least rights, and verbs that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from intune_waves.stack.home import PROJECT
from tools.installation.verbs import VERBS

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
AZURE = PROJECT / ".azure/pipelines.yml"
_MIGRATE = re.compile(r"\./migrate (\S+)")


def jobs_of(path: Path) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(path.read_text())["jobs"]
    return jobs


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text())
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


@pytest.mark.parametrize("path", [*WORKFLOWS, AZURE], ids=lambda path: path.stem)
def test_no_pipeline_has_a_secret(path: Path) -> None:
    text = path.read_text()
    assert "secrets." not in text
    assert "CLIENT_SECRET" not in text
    assert "ARM_USE_OIDC" in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_rights_are_given_by_job_and_runs_do_not_overlap(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"].startswith("intune-waves-")
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 180
        assert job["permissions"]


def test_only_the_job_that_applies_has_the_writing_identity() -> None:
    for path in WORKFLOWS:
        for name, job in jobs_of(path).items():
            writes = "ARM_WRITE_CLIENT_ID" in yaml.safe_dump(job)
            assert writes == ((path.stem, name) == ("up", "up"))
    assert jobs_of(PROJECT / ".github/workflows/up.yml")["up"]["environment"] == "intune-waves-up"


def test_what_is_applied_is_what_was_reviewed() -> None:
    for text in (AZURE.read_text(), (PROJECT / ".github/workflows/up.yml").read_text()):
        ups = re.findall(r"\./migrate up .*", text)
        assert ups
        assert all(" --reviewed " in each and " --parallel 4" in each for each in ups)


@pytest.mark.parametrize("path", [*WORKFLOWS, AZURE], ids=lambda path: path.stem)
def test_every_verb_of_a_pipeline_exists(path: Path) -> None:
    verbs = _MIGRATE.findall(path.read_text())
    assert verbs
    assert set(verbs) <= set(VERBS) | {"comment", "report"}


def test_a_run_on_main_waits_for_the_one_before() -> None:
    workflow = yaml.safe_load((PROJECT / ".github/workflows/up.yml").read_text())
    assert workflow["concurrency"] == {"group": "intune-waves-up", "cancel-in-progress": False}


def test_both_kinds_of_pipeline_run_the_same_commands() -> None:
    workflows = "".join(path.read_text() for path in WORKFLOWS)
    assert _commands(AZURE.read_text()) == _commands(workflows) - {"report --stack --out"}


def _commands(text: str) -> set[str]:
    """Verb and options of every `./migrate` in a text, without the options' values."""
    lines = re.findall(r"\./migrate ([^|\n]*)", text)
    return {
        " ".join(word for at, word in enumerate(line.split()) if not at or word[0] == "-") for line in lines
    }
