"""`./migrate env`: the variables with which plain `pulumi` works in the project folder."""

import os
import sys
from typing import Annotated

import typer

from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.shells import Shell, shell_in_use, spell
from intune_waves.stack.home import PROJECT
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from tools.installation.environment import engine_environment

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


def _variables(stack: str) -> dict[str, str]:
    variables = engine_environment(PROJECT)
    variables["PATH"] = variables["PATH"].split(os.pathsep)[0]
    if StackFile.read(PROJECT, stack).simulated:
        opened = Stack.open(stack).environment
        variables |= {name: opened[name] for name in _OF_A_SIMULATED_STACK}
    return variables
