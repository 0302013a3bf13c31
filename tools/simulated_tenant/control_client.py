"""Talking to a running tenant's controls, with the standard library alone so that commands start quickly."""

import json
import os
import ssl
import urllib.error
import urllib.request
from typing import Any

from tools.simulated_tenant.home import Home, TenantError
from tools.simulated_tenant.locking import HomeLock

NOT_RUNNING = 3  # the exit code of `status` and of commands that need a running tenant


class ForeignCertificateError(TenantError):
    """Something answers at the tenant's address, but not with this home's certificate."""


def ask(home: Home, method: str, *, path: str, body: Any = None, timeout: float = 600.0) -> Any:
    """One control call.

    Raises TenantError when the tenant does not answer (exit code 3) or refuses (exit code 1, with its
    sentence).
    """
    url = home.read_status().get("url")
    if not url or not home.ca_file.exists():
        raise not_running(home)
    data = None if body is None else json.dumps(body).encode("utf-8")
    try:
        headers = {"Authorization": f"Bearer {home.control_token()}"}
        request = urllib.request.Request(url + path, data=data, method=method, headers=headers)
        context = ssl.create_default_context(cafile=str(home.ca_file))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        with opener.open(request, timeout=timeout) as response:
            raw = response.read()
    except urllib.error.HTTPError as error:
        raise TenantError(_refusal(error)) from error
    except (OSError, ssl.SSLError) as error:
        if isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError):
            raise ForeignCertificateError(
                f"{url} answers with a certificate that {home.ca_file} did not issue: "
                "stop the tenant and start it again [tenant-certificate]"
            ) from error
        raise not_running(home) from error
    return json.loads(raw) if raw else None


def answering(home: Home) -> dict[str, Any] | None:
    """The status of this home's tenant; None when it does not run or a foreign server has its port."""
    # The lock is asked first: a foreign program on the remembered port may never answer.
    if not is_served(home):
        return None
    try:
        status = ask(home, "GET", path="/_tenant/status", timeout=5.0)
    except ForeignCertificateError as error:
        # A port that another program took over is no tenant; ours with a changed authority is one to tell of.
        if _alive(home.read_status().get("pid")):
            raise error from None
        return None
    except (TenantError, ValueError):
        return None
    if not isinstance(status, dict) or status.get("pid") != home.read_status().get("pid"):
        return None
    return status


def is_served(home: Home) -> bool:
    """Whether a process serves this home, or is about to: whether it holds the lock."""
    if not home.lock_file.exists():
        return False
    lock = HomeLock(home.lock_file)
    try:
        if not lock.take():
            return True
    except OSError:
        return False
    lock.release()
    return False


def _alive(pid: Any) -> bool:
    if not isinstance(pid, int) or os.name != "posix":
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def not_running(home: Home) -> TenantError:
    return TenantError(
        f"{home.folder}: no tenant runs here; start it with "
        f"`python -m tools.simulated_tenant start --home {home.folder}` [tenant-not-running]",
        NOT_RUNNING,
    )


def _refusal(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"the tenant answered {error.code}"
