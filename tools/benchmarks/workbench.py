"""A place to measure in: a tenant of its own, a backend of its own, and small Pulumi programs."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.simulated_tenant import TenantConnection, connect
from tools.benchmarks.plain_client import PlainClient
from tools.benchmarks.stopwatch import quietly
from tools.installation.environment import engine_environment

_PROJECT_FILE = """\
name: {name}
runtime: {{name: python, options: {{toolchain: pip, virtualenv: {venv}}}}}
plugins: {{providers: [{{name: intune, path: {provider}}}]}}
"""


@dataclass(frozen=True, slots=True)
class Workbench:
    """A running tenant and a backend that nothing else uses."""

    folder: Path
    connection: TenantConnection
    environment: dict[str, str]
    client: PlainClient

    def program(self, name: str, text: str) -> Path:
        """Make a small Pulumi project with an empty stack `dev`; answers its folder."""
        folder = self.folder / name
        folder.mkdir()
        provider = PROJECT / "intune_waves" / "provider"
        settings = _PROJECT_FILE.format(name=name, venv=sys.prefix, provider=provider)
        (folder / "Pulumi.yaml").write_text(settings)
        (folder / "__main__.py").write_text(text)
        self.pulumi(folder, "stack", "init", "dev")
        return folder

    def campaign(self) -> Path:
        """A copy of the shipped program, with an empty stack `dev`; answers its folder."""
        folder = self.folder / "campaign"
        ignored = shutil.ignore_patterns(".*", "engine", "tests", "docs")
        shutil.copytree(PROJECT, folder, ignore=ignored)
        (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
        self.pulumi(folder, "stack", "init", "dev")
        return folder

    def step(self, folder: Path, before: int, *, after: int) -> None:
        """Put the period `after` in force, by a step that is agreed to, after people have acted."""
        periods = after - before
        days = periods * load(folder / "waves").calendar.days
        self.control("POST", "clock", body={"days": days, "steps": periods})
        stack = folder / "Pulumi.dev.yaml"
        stack.write_text(
            stack.read_text().split("config:")[0] + f'config:\n  intune-waves:period: "{after}"\n'
            f'  intune-waves:confirmedStep: "{before}->{after}: what a step costs is measured"\n'
        )
        self.pulumi(folder, "up", "--yes", "--skip-preview", "--stack", "dev")

    def pulumi(self, folder: Path, *words: str) -> str:
        """Run the engine in a program's folder. Raises RuntimeError where it fails."""
        command = ["pulumi", *words, "--non-interactive"]
        return str(quietly(command, cwd=folder, env=self.environment).stdout)

    def requests(self) -> list[dict[str, Any]]:
        """The tenant's request log since it was last cleared."""
        return list(self.control("GET", "requests")["requests"])

    def graph_requests(self) -> list[dict[str, Any]]:
        """Those of them that are not a sign-in."""
        return [each for each in self.requests() if "/oauth2/" not in each["path"]]

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        self.control("DELETE", "requests")

    def people(self, count: int) -> list[str]:
        """The object ids of so many people, as the tenant lists them."""
        listed = self.client.everything("/v1.0/users?$select=id&$top=999")
        return [person["id"] for person in islice(listed, count)]

    def graph(self, method: str, path: str, *, body: Any = None) -> Any:
        """One request to the tenant's Graph, by no client of ours; `path` has its version."""
        return self.client.graph(method, path, body=body)

    def control(self, method: str, path: str, *, body: Any = None) -> Any:
        """One of the tenant's own controls."""
        return self.client.control(method, path, body=body)


def plain_client(connection: TenantConnection) -> PlainClient:
    """A client of a running tenant that is none of ours."""
    return PlainClient(
        connection.url,
        connection.ca_file,
        tenant_id=connection.tenant_id,
        client_id=connection.client_id,
        client_secret=connection.client_secret,
        control_token_file=connection.control_token_file,
    )


@contextmanager
def workbench(people: int | None = None, behaviour: str = "calm") -> Iterator[Workbench]:
    """Set up a workbench with a tenant of so many people, and clear it away again."""
    with tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        home = RuntimeHome(Path(name)).make()
        tenant = [sys.executable, "-m", "tools.simulated_tenant"]
        options = ["--behaviour", behaviour, *(["--people", str(people)] if people else [])]
        quietly([*tenant, "start", "--home", str(home.tenant), *options], cwd=PROJECT)
        try:
            connection = connect(home)
            environment = {**os.environ, **engine_environment(PROJECT), **connection.environment()}
            environment["PULUMI_BACKEND_URL"] = home.backend.as_uri()
            environment["PULUMI_CONFIG_PASSPHRASE"] = ""
            client = plain_client(connection)
            yield Workbench(home.folder, connection, environment, client)
        finally:
            quietly([*tenant, "stop", "--home", str(home.tenant)], cwd=PROJECT)
