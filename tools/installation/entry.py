"""What ./migrate does with its words before any package is installed."""

import os
import sys
from collections.abc import Sequence

from tools.installation import venv_state
from tools.installation.verbs import PREPARING, VERBS, overview

# Whatever only some verbs need is imported where they need it: this runs before every one of them.
_PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

_WRONG_CALL = 2
_HELP = ("--help", "-h")


def main(arguments: Sequence[str], project: str = _PROJECT) -> int:
    """Answer help, version and set-up here; hand every other verb to the venv's Python."""
    if not arguments or arguments[0] in (*_HELP, "help"):
        print(overview(), end="")
        return 0
    if arguments[0] in ("--version", "version"):
        print(f"intune-waves {_version(project)}")
        return 0
    verb, rest = arguments[0], arguments[1:]
    if verb not in VERBS:
        # Only for a wrong word.
        import difflib

        near = difflib.get_close_matches(verb, VERBS, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        print(f"migrate: there is no verb {verb!r}; {guess}./migrate --help lists them", file=sys.stderr)
        return _WRONG_CALL
    if verb == "setup":
        # Set-up loads far more than this file, which runs before every verb.
        from tools.installation.setup import main as setup

        return setup(rest)
    asks_help = any(word in _HELP for word in rest)
    if verb in PREPARING and not asks_help:
        # As above.
        from tools.installation.setup import set_up

        code = set_up(development=verb == "test", quiet=True)
        if code:
            return code
    reason = venv_state.lacks(project)
    if reason is not None:
        if asks_help:
            print(f"./migrate {verb}: {VERBS[verb]}; ./migrate setup first, then this tells its options")
            return 0
        print(f"migrate: set-up is missing (.venv {reason}); run ./migrate setup", file=sys.stderr)
        return 1
    return _hand_over([venv_state.python_of(project), "-P", "-m", "intune_waves.cli", *arguments])


def _hand_over(command: list[str]) -> int:
    """Become the command; where the system cannot (Windows), wait for it and leave Ctrl-C to it."""
    sys.stdout.flush()
    if sys.platform != "win32":
        os.execv(command[0], command)
    # Only Windows gets here.
    import subprocess

    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def _version(project: str) -> str:
    # Only for the version.
    import tomllib

    with open(os.path.join(project, "pyproject.toml"), "rb") as file:
        return str(tomllib.load(file)["project"]["version"])
