"""A journey: a copy of the project, a home of its own, and nothing but what a person would type."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tools.benchmarks.plain_client import PlainClient

FIRST_DAY, PERIOD_DAYS = date(2027, 1, 11), 14
PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Journey:
    """One person's checkout and runtime folder; `migrate` types a command, `graph` asks the tenant."""

    project: Path
    home: Path
    client: PlainClient | None = None

    @classmethod
    def begin(cls, folder: Path) -> "Journey":
        """Copy the project's files into `folder`; the installed packages are shared."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=PROJECT,
            check=True,
            capture_output=True,
            text=True,
        )
        project = folder / "project"
        for name in filter(None, listed.stdout.split("\0")):
            if (PROJECT / name).is_file():
                (project / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(PROJECT / name, project / name)
        _share_packages(project)
        return cls(project, folder / "home")

    @property
    def python(self) -> Path:
        """The checkout's own Python."""
        return self.project / Path(sys.executable).relative_to(PROJECT)

    def migrate(self, *words: str, code: int | None = 0, **variables: str) -> str:
        """Type `./migrate …`; answers both streams. Fails unless the exit code is `code` (None: any)."""
        done = subprocess.run(
            [str(self.python), "migrate", *words],
            cwd=self.project,
            env={**os.environ, "INTUNE_WAVES_HOME": str(self.home), "NO_COLOR": "1", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        said = f"./migrate {' '.join(words)} ended with {done.returncode}:\n{done.stdout}"
        assert code is None or done.returncode == code, said
        return done.stdout

    def begin_up(self, period: int) -> "subprocess.Popen[bytes]":
        """Begin to put a period in force, in a process group of its own, and do not wait."""
        return subprocess.Popen(
            [str(self.python), "migrate", "up", "--yes", "--skip-preview", "--period", str(period)],
            cwd=self.project,
            env={**os.environ, "INTUNE_WAVES_HOME": str(self.home), "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def pulumi(self, *words: str) -> str:
        """Type plain `pulumi …` in a shell that has taken over the variables of `./migrate env`."""
        script = f'eval "$({shlex.quote(str(self.python))} migrate env --shell sh)" && exec pulumi "$@"'
        done = subprocess.run(
            ["sh", "-c", script, "sh", *words],
            cwd=self.project,
            env={**os.environ, "INTUNE_WAVES_HOME": str(self.home), "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"pulumi {' '.join(words)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def up(self, period: int, *words: str, code: int = 0) -> str:
        """Put a period in force; one that shall succeed waits for its day first, as people do."""
        if not code:
            self.wait_for(period)
        return self.migrate("up", "--yes", "--skip-preview", "--period", str(period), *words, code=code)

    def wait_for(self, period: int) -> None:
        """Let the tenant's days pass until the period's first one, by the calendar of all journeys."""
        day = FIRST_DAY + timedelta(days=PERIOD_DAYS * (period - 1))
        days = (day - date.fromisoformat(self.control("status")["clock"][:10])).days
        if days > 0:
            self.tenant().control("POST", "clock", body={"days": days})

    def tenant(self) -> PlainClient:
        """The running tenant, whose status is asked for once: it keeps its address."""
        if self.client is None:
            status = json.loads(self.migrate("tenant", "status", "--json"))
            identity = {
                name: status[name]
                for name in ("tenant_id", "client_id", "client_secret", "control_token_file")
            }
            self.client = PlainClient(status["url"], status["ca_file"], **identity)
        return self.client

    def hands(self) -> PlainClient:
        """A person in the portal, with every right there is."""
        return self.tenant().as_hands()

    def graph(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """One request to the tenant's Graph, as no client of ours would make it."""
        return self.tenant().graph(method, path, body=body)

    def control(self, path: str, method: str = "GET") -> Any:
        """One of the tenant's own controls."""
        return self.tenant().control(method, path)


def everything(journey: Journey, path: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    return list(journey.tenant().everything(path))


def _share_packages(project: Path) -> None:
    """Give a copy of the project a `.venv` as set-up would make it, by links to this one's packages."""
    venv = project / ".venv"
    shutil.copytree(PROJECT / ".venv", venv, copy_function=_link, symlinks=True)
    for holder in (venv / "intune-waves.json", *venv.glob("lib/python*/site-packages/intune-waves.pth")):
        moved = holder.read_text().replace(str(PROJECT), str(project))
        holder.unlink()
        holder.write_text(moved)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
