"""A place to measure in: a tenant of its own, a backend of its own, and small Pulumi programs."""

import json
import os
import shutil
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.stopwatch import quietly
from commands.home import PROJECT, Home
from commands.simulated_tenant import TenantConnection, connect
from installation.environment import engine_environment

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

    def program(self, name: str, text: str) -> Path:
        """Make a small Pulumi project with an empty stack `dev`; answers its folder."""
        folder = self.folder / name
        folder.mkdir()
        provider = PROJECT / "provider"
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

    def step(self, folder: Path, before: int, after: int) -> None:
        """Put the period `after` in force, by a step that is agreed to, after people have acted."""
        self.control("POST", "clock", {"days": 14 * (after - before), "steps": after - before})
        stack = folder / "Pulumi.dev.yaml"
        stack.write_text(
            stack.read_text().split("config:")[0] + f'config:\n  intune-waves:period: "{after}"\n'
            f'  intune-waves:confirmedStep: "{before}->{after}"\n'
        )
        self.pulumi(folder, "up", "--yes", "--skip-preview", "--stack", "dev")

    def pulumi(self, folder: Path, *words: str) -> str:
        """Run the engine in a program's folder. Raises RuntimeError where it fails."""
        command = ["pulumi", *words, "--non-interactive"]
        return str(quietly(command, cwd=folder, env=self.environment).stdout)

    def requests(self) -> list[dict[str, Any]]:
        """The tenant's request log since it was last cleared."""
        return list(self.control("GET", "requests")["requests"])

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        self.control("DELETE", "requests")

    def people(self, count: int) -> list[str]:
        """The object ids of so many people, as the tenant lists them."""
        found: list[str] = []
        address = f"{self.connection.url}/v1.0/users?$select=id&$top=999"
        bearer = self._bearer()
        while len(found) < count:
            page = self._ask(Request(address, headers=bearer))
            found += [person["id"] for person in page["value"]]
            address = page.get("@odata.nextLink", "")
        return found[:count]

    def graph(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the tenant's Graph, by no client of ours; `path` has its version."""
        content = None if body is None else json.dumps(body).encode()
        headers = {**self._bearer(), "Content-Type": "application/json"}
        return self._ask(Request(f"{self.connection.url}{path}", content, headers, method=method))

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One of the tenant's own controls."""
        content = None if body is None else json.dumps(body).encode()
        return self._ask(Request(f"{self.connection.url}/_tenant/{path}", content, method=method))

    def _bearer(self) -> dict[str, str]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.connection.client_id,
            "client_secret": self.connection.client_secret,
            "scope": f"{self.connection.url}/.default",
        }
        sign_in = Request(
            f"{self.connection.url}/{self.connection.tenant_id}/oauth2/v2.0/token", urlencode(form).encode()
        )
        return {"Authorization": f"Bearer {self._ask(sign_in)['access_token']}"}

    def _ask(self, request: Request) -> Any:
        trust = ssl.create_default_context(cafile=self.connection.ca_file)
        with urlopen(request, context=trust) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@contextmanager
def workbench(people: int | None = None, behaviour: str = "calm") -> Iterator[Workbench]:
    """Set up a workbench with a tenant of so many people, and clear it away again."""
    with tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        home = Home(Path(name)).make()
        tenant = [sys.executable, "-m", "tenant"]
        options = ["--behaviour", behaviour, *(["--people", str(people)] if people else [])]
        quietly([*tenant, "start", "--home", str(home.tenant), *options], cwd=PROJECT)
        try:
            connection = connect(home)
            environment = {**os.environ, **engine_environment(PROJECT), **connection.environment()}
            environment["PULUMI_BACKEND_URL"] = home.backend.as_uri()
            environment["PULUMI_CONFIG_PASSPHRASE"] = ""
            yield Workbench(home.folder, connection, environment)
        finally:
            quietly([*tenant, "stop", "--home", str(home.tenant)], cwd=PROJECT)
