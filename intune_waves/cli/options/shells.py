"""Shell variables, in each shell's own quoting."""

import os
import shlex
from collections.abc import Mapping
from typing import Literal

Shell = Literal["sh", "powershell", "fish"]


def shell_in_use(environment: Mapping[str, str], platform: str) -> Shell:
    """The shell that most likely reads the output."""
    if platform == "win32":
        return "powershell"
    return "fish" if environment.get("SHELL", "").endswith("/fish") else "sh"


def spell(variables: Mapping[str, str], shell: Shell) -> str:
    """One line per variable in a shell's own quoting; of PATH only the folder that is put in front of it."""
    writer = {"sh": _sh, "powershell": _powershell, "fish": _fish}[shell]
    return "".join(f"{writer(name, text)}\n" for name, text in variables.items())


def _sh(name: str, text: str) -> str:
    before = ':"$PATH"' if name == "PATH" else ""
    return f"export {name}={shlex.quote(text)}{before}"


def _fish(name: str, text: str) -> str:
    quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"set -gx {name} {quoted}{' $PATH' if name == 'PATH' else ''}"


def _powershell(name: str, text: str) -> str:
    if name == "PULUMI_CONFIG_PASSPHRASE" and not text:
        # PowerShell before 7.5 removes a variable that is set to nothing; an empty file says the same.
        return f"$env:{name} = $null\n$env:{name}_FILE = {_powershell_quoted(os.devnull)}"
    after = " + [IO.Path]::PathSeparator + $env:PATH" if name == "PATH" else ""
    return f"$env:{name} = {_powershell_quoted(text)}{after}"


def _powershell_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
