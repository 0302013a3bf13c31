"""A tenant of its own for sending, with groups to send to, and `messages send` as a process on it."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from intune_waves.stack.home import PROJECT


@dataclass
class Prepared:
    """A running tenant; `folder` holds the ledger and what a run is told."""

    folder: Path
    tenant: Mapping[str, str]
    setup: dict[str, Any] = field(default_factory=dict)

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.sqlite"

    def declare(self, period: int, waves: Mapping[str, tuple[str, str]], **messages: Any) -> None:
        """The period in force, stage and group of each wave, and what campaign.yaml says of sending."""
        names = ("url", "ca_file", "tenant_id", "client_id", "client_secret", "clock")
        tenant = {name: self.tenant[name] for name in names}
        sender = self.graph("GET", "/v1.0/users?$select=userPrincipalName,mail&$top=1")["value"][0]
        declared = {"sender": sender["userPrincipalName"], **messages}
        self.setup = {"period": period, "waves": waves, "tenant": tenant, "messages": declared}

    def let_pass(self, days: int) -> None:
        """Let it be so many days after the tenant's own day."""
        clock = datetime.fromisoformat(self.tenant["clock"]) + timedelta(days=days)
        self.setup["tenant"] = {**self.setup["tenant"], "clock": clock.isoformat()}

    def start(self, *words: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """Begin a run of `messages send`."""
        setup = self.folder / "setup.json"
        setup.write_text(json.dumps(self.setup))
        whole = [sys.executable, "-m", "tests.messages.sending.program", str(setup)]
        environment = {**os.environ, "INTUNE_WAVES_HOME": str(self.folder), "NO_COLOR": "1", "COLUMNS": "150"}
        return subprocess.Popen(
            [*whole, "--period", str(self.setup["period"]), "--ledger", str(self.ledger), *words],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """A whole run: exit code, standard output, standard error."""
        process = self.start(*words)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    def graph(self, method: str, path: str, body: Any = None) -> Any:
        """One request to Graph, by no client of ours."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.tenant["client_id"],
            "client_secret": self.tenant["client_secret"],
            "scope": f"{self.tenant['url']}/.default",
        }
        sign_in = f"/{self.tenant['tenant_id']}/oauth2/v2.0/token"
        token = self._ask(Request(f"{self.tenant['url']}{sign_in}", urlencode(form).encode()))["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        return self._ask(Request(f"{self.tenant['url']}{path}", content, headers, method=method))

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One of the tenant's own controls."""
        content = None if body is None else json.dumps(body).encode()
        token = Path(self.tenant["control_token_file"]).read_text(encoding="ascii").strip()
        headers = {"Authorization": f"Bearer {token}"}
        return self._ask(Request(f"{self.tenant['url']}/_tenant/{path}", content, headers, method=method))

    def group(self, people: int) -> str:
        """A new group of so many enabled people with a mail address; answers its id."""
        made = {"displayName": "Told", "mailNickname": "told", "mailEnabled": False, "securityEnabled": True}
        group = str(self.graph("POST", "/v1.0/groups", made)["id"])
        ids: list[str] = []
        path = "/v1.0/users?$filter=accountEnabled%20eq%20true&$select=id,mail&$top=999"
        while len(ids) < people:
            page = self.graph("GET", path)
            ids += [user["id"] for user in page["value"] if user["mail"]]
            path = page.get("@odata.nextLink", "").removeprefix(self.tenant["url"])
        url = self.tenant["url"]
        for start in range(0, people, 20):
            bound = [f"{url}/v1.0/directoryObjects/{each}" for each in ids[start : min(people, start + 20)]]
            self.graph("PATCH", f"/v1.0/groups/{group}", {"members@odata.bind": bound})
        return group

    def mail(self) -> Mapping[str, Any]:
        """What the tenant has sent, as counts."""
        found: Mapping[str, Any] = self.control("GET", "snapshot")["mail"]
        return found

    def _ask(self, request: Request) -> Any:
        with urlopen(request, context=ssl.create_default_context(cafile=self.tenant["ca_file"])) as answer:
            text = answer.read()
        return json.loads(text) if text else None
