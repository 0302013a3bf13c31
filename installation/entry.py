"""What ./migrate does with its words before any package is installed."""

import difflib
import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from installation.places import PROJECT
from installation.verbs import PREPARING, VERBS, overview
from installation.virtual_environment import VirtualEnvironment

_WRONG_CALL = 2
_HELP = ("--help", "-h")


def main(arguments: Sequence[str], project: Path = PROJECT) -> int:
    """Answer help, version and set-up here; hand every other verb to the venv's Python."""
    if not arguments or arguments[0] in (*_HELP, "help"):
        print(overview(), end="")
        return 0
    if arguments[0] in ("--version", "version"):
        print(f"intune-waves {_version(project)}")
        return 0
    verb, rest = arguments[0], arguments[1:]
    if verb not in VERBS:
        near = difflib.get_close_matches(verb, VERBS, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        print(f"migrate: there is no verb {verb!r}; {guess}./migrate --help lists them", file=sys.stderr)
        return _WRONG_CALL
    if verb == "setup":
        from installation.setup import main as setup

        return setup(rest)
    asks_help = any(word in _HELP for word in rest)
    if verb in PREPARING and not asks_help:
        from installation.setup import set_up

        code = set_up(development=verb == "test", quiet=True, project=project)
        if code:
            return code
    venv = VirtualEnvironment(project)
    reason = venv.lacks()
    if reason is not None:
        if asks_help:
            print(f"./migrate {verb}: {VERBS[verb]}; ./migrate setup first, then this tells its options")
            return 0
        print(f"migrate: set-up is missing (.venv {reason}); run ./migrate setup", file=sys.stderr)
        return 1
    return _hand_over([str(venv.python), "-P", "-m", "commands", *arguments])


def _hand_over(command: list[str]) -> int:
    """Become the command; where the system cannot (Windows), wait for it and leave Ctrl-C to it."""
    sys.stdout.flush()
    if sys.platform != "win32":
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def _version(project: Path) -> str:
    with (project / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
