"""What the pipelines may do: pinned actions, no secrets, least rights, and verbs that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from intune_waves.stack.home import PROJECT
from tests.source import modules, reached_from
from tools.installation.verbs import VERBS

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
UP = PROJECT / ".github/workflows/up.yml"
PREVIEW = PROJECT / ".github/workflows/preview.yml"
AZURES = sorted((PROJECT / ".azure").glob("*.yml"))
AZURE_UP = PROJECT / ".azure/up.yml"
_STARS = re.compile(r"(\*\*|\*)")
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


@pytest.mark.parametrize("path", [*WORKFLOWS, *AZURES], ids=lambda path: f"{path.parent.name}/{path.stem}")
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
    assert jobs_of(UP)["up"]["environment"] == "intune-waves-up"


def test_only_the_pipeline_that_applies_names_the_connection_that_writes() -> None:
    """A preview runs what a branch says, so the pipeline of it must have nothing to write with."""
    assert [path.stem for path in AZURES if "intune-waves-write" in path.read_text()] == ["up"]
    (review, up) = yaml.safe_load(AZURE_UP.read_text())["jobs"]
    assert review["condition"] == "eq(variables['Build.SourceBranch'], 'refs/heads/main')"
    assert (up["dependsOn"], up["environment"]) == ("review", "intune-waves-up")


def test_a_review_is_taken_from_a_run_that_passed_and_never_from_a_comment() -> None:
    text = UP.read_text()
    assert "/comments" not in text
    assert "actions/workflows/preview.yml/runs?event=pull_request&status=success&head_sha=$head" in text
    steps = jobs_of(PREVIEW)["preview"]["steps"]
    (left,) = [step for step in steps if "upload-artifact" in step.get("uses", "")]
    assert left["with"] == {"name": "reviewed", "path": "comment.md"}
    assert "if" not in left, "a step that was refused leaves no review"


def test_what_is_applied_is_what_was_reviewed() -> None:
    for text in (AZURE_UP.read_text(), UP.read_text()):
        ups = re.findall(r"\./migrate up .*", text)
        assert ups
        assert all(" --reviewed " in each and " --parallel 4" in each for each in ups)


@pytest.mark.parametrize("path", [*WORKFLOWS, *AZURES], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_verb_of_a_pipeline_exists(path: Path) -> None:
    verbs = _MIGRATE.findall(path.read_text())
    assert verbs
    assert set(verbs) <= set(VERBS) | {"comment", "report"}


def path_filters(path: Path) -> list[str]:
    """The files whose change on main starts `up`, as patterns: `*` within a folder, `**` across folders."""
    document = yaml.safe_load(path.read_text())
    # YAML 1.1, which PyYAML reads, takes the key `on` for a truth value.
    filters: list[str] = (
        document["trigger"]["paths"]["include"] if path == AZURE_UP else document[True]["push"]["paths"]
    )
    return filters


def matches(pattern: str, path: str) -> bool:
    parts = (
        ".*" if part == "**" else "[^/]*" if part == "*" else re.escape(part)
        for part in _STARS.split(pattern)
    )
    return re.fullmatch("".join(parts), path) is not None


def what_up_depends_on() -> set[str]:
    """The program, the provider, the verb, and what they read: a change of any of these may change a run."""
    provider = [path for path in modules() if path.startswith("intune_waves/provider/")]
    python = reached_from("__main__.py", *provider, "intune_waves/cli/up.py", "tools/installation/entry.py")
    data = [
        *PROJECT.glob("Pulumi*.yaml"),
        *PROJECT.glob("waves/**/*"),
        *PROJECT.glob("tools/engine/**/*"),
        *PROJECT.glob("intune_waves/provider/pulumi-resource-intune*"),
        *(PROJECT / name for name in ("migrate", "requirements.txt", "requirements/go.txt")),
    ]
    assert all(path.exists() for path in data)
    return python | {path.relative_to(PROJECT).as_posix() for path in data if path.is_file()}


@pytest.mark.parametrize("path", [UP, AZURE_UP], ids=["GitHub", "Azure"])
def test_whatever_changes_a_run_starts_one(path: Path) -> None:
    filters, needed = path_filters(path), what_up_depends_on()
    assert len(needed) > 200
    assert [each for each in sorted(needed) if not any(matches(one, each) for one in filters)] == []
    assert [one for one in filters if not any(matches(one, each) for each in needed)] == []
    assert not any(
        matches(one, other) for one in filters for other in ("README.md", "docs/waves.md", "tests/source.py")
    )


def test_a_run_on_main_waits_for_the_one_before() -> None:
    workflow = yaml.safe_load((UP).read_text())
    assert workflow["concurrency"] == {"group": "intune-waves-up", "cancel-in-progress": False}


def test_both_kinds_of_pipeline_run_the_same_commands() -> None:
    workflows = "".join(path.read_text() for path in WORKFLOWS)
    azure = "".join(path.read_text() for path in AZURES)
    assert _commands(azure) == _commands(workflows) - {"report --stack --out"}


def _commands(text: str) -> set[str]:
    """Verb and options of every `./migrate` in a text, without the options' values."""
    lines = re.findall(r"\./migrate ([^|\n]*)", text)
    return {
        " ".join(word for at, word in enumerate(line.split()) if not at or word[0] == "-") for line in lines
    }
