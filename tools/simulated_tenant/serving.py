"""`serve`: the tenant in the foreground, until Ctrl-C or a request to stop."""

import contextlib
import errno
import logging
import os
import signal
import socket
import sqlite3
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.simulated_tenant.home import Home, TenantError, disk_full, said_plainly
from tools.simulated_tenant.locking import HomeLock

if TYPE_CHECKING:
    from tools.simulated_tenant.state import Tenant


@dataclass(frozen=True)
class Settings:
    """What a start may set; None leaves what the home remembers, or the standard."""

    port: int | None = None
    seed: int | None = None
    people: int | None = None
    first_day: str | None = None
    behaviour: str | None = None
    faults: str | None = None
    temper: str | None = None
    temper_seed: int | None = None


def serve(home: Home, settings: Settings) -> None:
    """Serve until stopped.

    Raises TenantError for everything that a person can put right: a taken port, a home in use, a full disk.
    """
    home.prepare()
    lock = HomeLock(home.lock_file)
    if not lock.take(patience=1.0):
        raise TenantError(f"{home.folder}: a tenant runs here already [tenant-already-running]")
    try:
        before = home.read_status()
        last_url = before.get("url") or before.get("last_url") or ""
        # Until this tenant answers, nobody shall take the one before it for it.
        home.write_status({"last_url": last_url})
        _serve_locked(home, settings, last_url=last_url)
    finally:
        lock.release()


def _serve_locked(home: Home, settings: Settings, *, last_url: str) -> None:
    # Imported here: a command that only asks a running tenant needs none of this.
    import uvicorn

    from tools.simulated_tenant.application import build_application
    from tools.simulated_tenant.certificate import ensure_certificate

    sockets = _listen(settings.port, last_url)
    ensure_certificate(home)
    tenant = _open_tenant(home, settings, last_url=last_url)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        build_application(tenant, home.ensure_control_token()),
        ssl_certfile=str(home.certificate_file),
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
        log_config=None,
        access_log=False,
        date_header=False,
        lifespan="off",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    # uvicorn shuts down at SIGINT and SIGTERM, then raises the signal again: by then everything is closed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    url = _write_status(home, tenant, port=sockets[0].getsockname()[1])

    class Announced(uvicorn.Server):
        """Says that it answers once it does, and once Ctrl-C ends it in order."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            print(f"The tenant answers at {url} (Ctrl-C ends it).", flush=True)

    with contextlib.suppress(KeyboardInterrupt):
        Announced(config).run(sockets=sockets)
    tenant.db.close()


def _open_tenant(home: Home, settings: Settings, *, last_url: str) -> "Tenant":
    # As above: only a tenant that is served needs them.
    from tools.simulated_tenant.behaviours.behaviour import BehaviourError
    from tools.simulated_tenant.faults.plan import FaultPlanError
    from tools.simulated_tenant.state import SeedMismatchError, open_tenant

    try:
        with said_plainly(home.folder):
            os.close(os.open(home.database, os.O_WRONLY | os.O_CREAT, 0o600))
        return open_tenant(
            home.database,
            number=settings.seed,
            people=settings.people,
            first_day=settings.first_day,
            behaviour=settings.behaviour,
            faults=settings.faults,
            temper=None if settings.temper is None else (settings.temper, settings.temper_seed),
            progress=lambda said: home.write_status({"last_url": last_url, "planting": said}),
        )
    except SeedMismatchError as error:
        reset = f"python -m tools.simulated_tenant reset --home {home.folder}"
        remedy = f"leave the option out, or run `{reset}` first"
        raise TenantError(f"{home.folder}: {error}; {remedy} [tenant-seed-mismatch]") from error
    except (BehaviourError, FaultPlanError) as error:
        raise TenantError(f"{error} [tenant-unknown-setting]") from error
    except sqlite3.Error as error:
        raise TenantError(_store_failed(home, error)) from error


def _write_status(home: Home, tenant: "Tenant", *, port: int) -> str:
    # As above.
    from tools.simulated_tenant.store.applications import read_application
    from tools.simulated_tenant.store.database import read_setting

    application, url = read_application(tenant.db), f"https://localhost:{port}"
    home.write_status(
        {
            "pid": os.getpid(),
            "url": url,
            "ca_file": str(home.ca_file),
            "control_token_file": str(home.control_token_file),
            "tenant_id": read_setting(tenant.db, "tenant_id"),
            "client_id": application.client_id,
            "client_secret": application.client_secret,
        }
    )
    return url


def _listen(port: int | None, last_url: str) -> list[socket.socket]:
    """Sockets on both loopback addresses, on the port given, the one remembered, or a free one."""
    remembered = last_url.rpartition(":")[2]
    if port:
        return _bound(port)
    if remembered.isdigit():
        with contextlib.suppress(TenantError):
            return _bound(int(remembered))
    return _bound(0)


def _bound(port: int) -> list[socket.socket]:
    first = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        first.bind(("127.0.0.1", port))
        first.listen(128)
    except OSError as error:
        first.close()
        if error.errno == errno.EACCES:
            raise TenantError(
                f"port {port} needs an administrator; name one above 1023 [tenant-port-taken]"
            ) from error
        raise TenantError(
            f"port {port} is taken by another program; name another with --port, or leave --port out for a "
            "free one [tenant-port-taken]"
        ) from error
    sockets = [first]
    with contextlib.suppress(OSError):
        second = socket.socket(socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            second.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if os.name == "posix":
                second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            second.bind(("::1", first.getsockname()[1]))
            second.listen(128)
            sockets.append(second)
        except OSError:
            second.close()
    return sockets


def _store_failed(home: Home, error: sqlite3.Error) -> str:
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return disk_full(home.folder)
    if "not a database" in text or "malformed" in text:
        remedy = f"run `python -m tools.simulated_tenant reset --home {home.folder}`"
        return f"{home.database}: is no tenant's database; {remedy} [tenant-store]"
    return f"{home.database}: {text} [tenant-store]"
