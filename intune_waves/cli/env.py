"""`./migrate env`: the variables with which plain `pulumi` works in the project folder."""

import os
import shlex
import sys
from collections.abc import Mapping
from typing import Annotated, Literal

import typer

from intune_waves.cli.options.engine_options import StackName

Shell = Literal["sh", "powershell", "fish"]

_OF_A_SIMULATED_STACK = (
    "PULUMI_BACKEND_URL",
    "PULUMI_CONFIG_PASSPHRASE",
    "ARM_TENANT_ID",
    "ARM_CLIENT_ID",
    "ARM_CLIENT_SECRET",
    "ARM_METADATA_HOSTNAME",
    "SSL_CERT_FILE",
)
_USE = {
    "sh": 'eval "$(./migrate env)"',
    "fish": "./migrate env | source",
    "powershell": ".\\migrate env | Out-String | Invoke-Expression",
}


def env(
    shell: Annotated[
        Shell | None, typer.Option(help="The shell to write for; without it, the one in use.")
    ] = None,
    stack: StackName = "dev",
) -> None:
    """Print the variables with which plain `pulumi preview` and `pulumi up` work in the project folder.

    For a stack on the simulated tenant these are the engine's and that tenant's. For a real tenant they are
    the engine's alone: its credentials are yours to set, and no secret of it is ever printed.
    """
    chosen = shell or shell_in_use(os.environ, sys.platform)
    print(spell(_variables(stack), chosen), end="")
    if sys.stdout.isatty():
        print(f"to use these: {_USE[chosen]}", file=sys.stderr)


def shell_in_use(environment: Mapping[str, str], platform: str) -> Shell:
    """The shell that most likely reads the output."""
    if platform == "win32":
        return "powershell"
    return "fish" if environment.get("SHELL", "").endswith("/fish") else "sh"


def spell(variables: Mapping[str, str], shell: Shell) -> str:
    """One line per variable in a shell's own quoting; of PATH only the folder that is put in front of it."""
    writer = {"sh": _sh, "powershell": _powershell, "fish": _fish}[shell]
    return "".join(f"{writer(name, text)}\n" for name, text in variables.items())


def _variables(stack: str) -> dict[str, str]:
    from intune_waves.stack.engine_run import open_stack
    from intune_waves.stack.home import PROJECT, Home
    from intune_waves.stack.stack_file import StackFile
    from tools.installation.environment import engine_environment

    variables = engine_environment(PROJECT)
    variables["PATH"] = variables["PATH"].split(os.pathsep)[0]
    if StackFile.read(PROJECT, stack).simulated:
        opened = open_stack(stack, Home.from_environment()).environment
        variables |= {name: opened[name] for name in _OF_A_SIMULATED_STACK}
    return variables


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
