"""The engine's variables: found by every command, free of secrets, refused when set-up is not whole."""

import os
from pathlib import Path

import pytest

from tools.installation.engine import engine_folder
from tools.installation.engine_folder import EngineFolder
from tools.installation.environment import engine_environment
from tools.installation.errors import SetupError


@pytest.fixture
def engine(project: Path, environment: dict[str, str]) -> EngineFolder:
    """A finished engine."""
    folder = engine_folder(project, environment)
    made = folder.fresh_work() / "pulumi"
    made.write_text("binary")
    folder.admit(made, "bin/pulumi", source="build")
    folder.finish("build", folder.own_bin)
    return folder


def test_the_variables_are_the_engines_own(
    engine: EngineFolder, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    assert engine_environment(project, {**environment, "ARM_CLIENT_SECRET": "secret"}) == {
        "PATH": os.pathsep.join([str(engine.own_bin), str(project / ".venv" / "bin"), f"{tmp_path}/empty"]),
        "PULUMI_HOME": str(engine.home),
        "PULUMI_CREDENTIALS_PATH": str(tmp_path / "theirs"),
        "PULUMI_PYTHON_CMD": str(project / ".venv" / "bin" / "python"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_PARALLEL": "64",
    }


def test_how_much_is_done_at_once_may_be_set(
    engine: EngineFolder, project: Path, environment: dict[str, str]
) -> None:
    assert engine.lane == "build"
    assert "PULUMI_PARALLEL" not in engine_environment(project, {**environment, "PULUMI_PARALLEL": "4"})


def test_laid_over_themselves_they_stay_as_they_are(
    engine: EngineFolder, project: Path, environment: dict[str, str]
) -> None:
    once = {**environment, **engine_environment(project, environment)}
    assert {**once, **engine_environment(project, once)} == once


def test_logins_that_were_pointed_to_stay_pointed_to(
    engine: EngineFolder, project: Path, environment: dict[str, str]
) -> None:
    assert engine.lane == "build"
    assert "PULUMI_CREDENTIALS_PATH" not in engine_environment(
        project, {**environment, "PULUMI_CREDENTIALS_PATH": "/logins"}
    )


def test_without_an_engine_there_are_none(project: Path, environment: dict[str, str]) -> None:
    with pytest.raises(SetupError) as refused:
        engine_environment(project, environment)
    assert (
        str(refused.value) == "the Pulumi engine is not set up [setup-missing]\n  next: run ./migrate setup"
    )
    assert refused.value.exit_code == 3


def test_a_pulumi_that_is_gone_from_path_counts_as_none(
    engine: EngineFolder, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    engine.finish("path", tmp_path / "gone")
    with pytest.raises(SetupError, match=r"^the Pulumi engine is not set up"):
        engine_environment(project, environment)


def test_a_truncated_binary_is_named(
    engine: EngineFolder, project: Path, environment: dict[str, str]
) -> None:
    os.truncate(engine.own_bin / "pulumi", 1)
    with pytest.raises(SetupError) as refused:
        engine_environment(project, environment)
    assert str(refused.value) == (
        f"engine: {engine.own_bin}/pulumi is not what set-up left there [setup-damaged]\n"
        "  next: run ./migrate setup"
    )
