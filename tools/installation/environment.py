"""The variables by which any command, and plain `pulumi` in a shell, use the engine that set-up left."""

import os
from collections.abc import Mapping
from pathlib import Path

from tools.installation.engine import engine_folder
from tools.installation.errors import SetupError
from tools.installation.places import PROJECT, executable, user_pulumi_home, venv_python

_SETUP = "run ./migrate setup"
_PARALLEL = "64"


def engine_environment(
    project: Path = PROJECT, environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The engine's own variables, to be laid over the process's environment. No secret is among them.

    PULUMI_HOME is a folder of ours in the user's cache, so that ~/.pulumi keeps its plugins; the logins are
    the user's own. Raises SetupError where set-up is missing or damaged.
    """
    engine = engine_folder(project, environment)
    if engine.lane is None or not (engine.bin / executable("pulumi")).exists():
        raise SetupError("the Pulumi engine is not set up", _SETUP, rule="setup-missing", exit_code=3)
    for name in engine.broken(thoroughly=False):
        raise SetupError(
            f"engine: {engine.folder / name} is not what set-up left there",
            _SETUP,
            rule="setup-damaged",
            exit_code=3,
        )
    variables = {
        "PATH": _first((str(engine.bin), str(venv_python(project).parent)), environment.get("PATH", "")),
        "PULUMI_HOME": str(engine.home),
        "PULUMI_PYTHON_CMD": str(venv_python(project)),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        # Without this a missing plugin is searched for on the network, silently, for minutes.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    if "PULUMI_PARALLEL" not in environment:
        # The engine's own number is four for each processor, and its work is to wait for Graph: how many
        # policies are written at once is the program's to say (docs/adr/0017).
        variables["PULUMI_PARALLEL"] = _PARALLEL
    theirs = user_pulumi_home(environment)
    if "PULUMI_CREDENTIALS_PATH" not in environment and theirs != engine.home:
        variables["PULUMI_CREDENTIALS_PATH"] = str(theirs)
    return variables


def _first(folders: tuple[str, ...], path: str) -> str:
    others = [name for name in path.split(os.pathsep) if name and name not in folders]
    return os.pathsep.join([*folders, *others])
