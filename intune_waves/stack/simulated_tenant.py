"""The simulated tenant as a command sees it: a program of its own, asked by its own words."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.refusal import RefusedError


@dataclass(frozen=True, slots=True)
class TenantConnection:
    """What a client needs to speak to the simulated tenant."""

    url: str
    ca_file: str
    tenant_id: str
    client_id: str
    client_secret: str
    clock: str
    control_token_file: str = ""

    def environment(self) -> dict[str, str]:
        """The variables by which azuread, intune and TLS find this tenant."""
        return {
            "ARM_TENANT_ID": self.tenant_id,
            "ARM_CLIENT_ID": self.client_id,
            "ARM_CLIENT_SECRET": self.client_secret,
            "ARM_METADATA_HOSTNAME": self.url.removeprefix("https://").rstrip("/"),
            "SSL_CERT_FILE": self.ca_file,
        }


def call_tenant(home: RuntimeHome, arguments: Sequence[str]) -> int:
    """Run tools/simulated_tenant with the home's folder and this terminal; answers its exit code."""
    home.make()
    command = [sys.executable, "-m", "tools.simulated_tenant", *arguments, "--home", str(home.tenant)]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode


def connect(home: RuntimeHome) -> TenantConnection:
    """The running tenant's connection. Raises RefusedError (exit code 3) where it does not run."""
    command = [sys.executable, "-m", "tools.simulated_tenant", "status", "--json", "--home", str(home.tenant)]
    answer = subprocess.run(command, cwd=PROJECT, check=False, capture_output=True, text=True)
    try:
        status = json.loads(answer.stdout)
    except json.JSONDecodeError:
        said = answer.stderr.strip().splitlines()
        if said:
            raise RefusedError(said[-1], exit_code=3) from None
        raise _not_running() from None
    if not status.get("running"):
        raise _not_running()
    return TenantConnection(**{name: str(status.get(name, "")) for name in TenantConnection.__slots__})


def _not_running() -> RefusedError:
    return RefusedError("the simulated tenant is not running", "./migrate tenant start", exit_code=3)
