"""Starting the tenant detached, stopping it, and asking whether it runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tools.simulated_tenant.control_client import (
    ForeignCertificateError,
    answering,
    ask,
    is_served,
    not_running,
)
from tools.simulated_tenant.home import Home, TenantError, said_plainly
from tools.simulated_tenant.locking import HomeLock
from tools.simulated_tenant.serving import Settings

PATIENCE = 300.0  # seconds that a start waits without a sign of progress; a million people take about 60
_QUIET = 2.0  # seconds between two words of progress
_OPTIONS = {
    "port": "--port",
    "seed": "--seed",
    "people": "--people",
    "first_day": "--first-day",
    "behaviour": "--behaviour",
    "faults": "--faults",
    "temper": "--temper",
    "temper_seed": "--temper-seed",
}


def status(home: Home) -> dict[str, Any]:
    """What runs in this home, with what a client needs to sign in; {"running": False} when nothing does."""
    answer = answering(home)
    if answer is None:
        return {"running": False}
    # The home may have been moved since the tenant noted where its authority is.
    places = {"ca_file": str(home.ca_file), "control_token_file": str(home.control_token_file)}
    return {"running": True, **answer, **home.read_status(), **places}


def start(home: Home, settings: Settings) -> str:
    """Start detached and wait until it answers; returns a sentence for the person.

    Raises TenantError when it does not come up, with the reason that it gave.
    """
    home.prepare()
    running = answering(home)
    if running is not None:
        return _already(home, running, settings=settings)
    process = _spawn(home, settings)
    word, said = "", time.monotonic()
    deadline = said + PATIENCE
    while time.monotonic() < deadline:
        found = answering(home)
        if found is not None:
            if found["pid"] != process.pid:
                process.wait()
                return _already(home, found, settings=settings)
            url, day = home.read_status()["url"], found["clock"][:10]
            return f"The tenant answers at {url}: {found['people']} people, clock {day}."
        if process.poll() is not None and not is_served(home):
            raise TenantError(_last_words(home))
        time.sleep(0.05)
        news = home.read_status().get("planting", word)
        if news != word and time.monotonic() - said >= _QUIET:
            word, said = news, time.monotonic()
            deadline = said + PATIENCE
            print(word, file=sys.stderr, flush=True)
    process.terminate()
    raise TenantError(
        f"the tenant did not answer within {PATIENCE:.0f} s; see {home.log_file} [tenant-silent]"
    )


def stop(home: Home) -> str:
    """End the running tenant and wait until it let go of its home.

    Raises TenantError, exit code 3, when none runs.
    """
    try:
        running = answering(home)
    except ForeignCertificateError:
        running = home.read_status()
    if running is None:
        raise not_running(home)
    os.kill(running["pid"], signal.SIGTERM)
    lock = HomeLock(home.lock_file)
    if not lock.take(patience=15.0):
        raise TenantError(f"process {running['pid']} does not end; end it by hand [tenant-stuck]")
    lock.release()
    return "The tenant is stopped; its data is kept."


def reset(home: Home) -> str:
    """Back to the seed: a running tenant is refilled, a stopped one forgets its data."""
    if answering(home) is not None:
        ask(home, "POST", path="/_tenant/reset")
        return "The tenant is back at its seed."
    lock = HomeLock(home.lock_file)
    with said_plainly(home.folder):
        home.prepare()
        if not lock.take():
            raise TenantError(f"{home.folder}: a tenant is starting or stuck here [tenant-stuck]")
        for tail in ("", "-wal", "-shm"):
            Path(f"{home.database}{tail}").unlink(missing_ok=True)
        lock.release()
    return "The tenant's data is gone; the next start plants the seed anew."


def _spawn(home: Home, settings: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tools.simulated_tenant", "serve", "--home", str(home.folder)]
    for name, option in _OPTIONS.items():
        value = getattr(settings, name)
        if value is not None:
            command += [option, str(value)]
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    with said_plainly(home.folder):
        descriptor = os.open(home.log_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                env=environment,
                start_new_session=True,
                creationflags=flags,
            )
        finally:
            os.close(descriptor)


def _last_words(home: Home) -> str:
    lines = [
        line
        for line in home.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.strip()
    ]
    return lines[-1] if lines else f"the tenant ended without a word; see {home.log_file} [tenant-silent]"


def _already(home: Home, running: dict[str, Any], *, settings: Settings) -> str:
    url = home.read_status()["url"]
    if settings.temper is not None and settings.temper != running["faults"]:
        raise TenantError(
            f"a tenant of the temper {running['faults']} runs here already at {url}; "
            f"`temper {settings.temper}` changes it [tenant-already-running]"
        )
    for name in ("seed", "people", "first_day", "behaviour", "faults"):
        wanted = getattr(settings, name)
        if wanted is not None and wanted != running[name]:
            raise TenantError(
                f"a tenant with {name} {running[name]} runs here already at {url}; stop it, or leave the "
                "option out [tenant-already-running]"
            )
    if settings.port and not url.endswith(f":{settings.port}"):
        raise TenantError(
            f"a tenant runs here already at {url}, not on port {settings.port} [tenant-already-running]"
        )
    return f"The tenant runs already at {url}."
