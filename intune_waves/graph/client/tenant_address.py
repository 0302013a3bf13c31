"""Where a tenant's sign-in service and Microsoft Graph are."""

import ssl
import urllib.error
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from intune_waves.graph.client.errors import SignInError, Unreachable
from intune_waves.graph.client.trust import ask, trust

# "National cloud deployments", Microsoft Learn, 2025-01. The names are those of ARM_ENVIRONMENT in azuread.
_CLOUDS = {
    "public": ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
    "global": ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
    "usgovernment": ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
    "usgovernmentl4": ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
    "usgovernmentl5": ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
    "dod": ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
    "china": ("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
}
_METADATA_PATH = "/metadata/endpoints?api-version=2022-09-01"
_CHECK = "Check ARM_METADATA_HOSTNAME (host:port, without https://)."


@dataclass(frozen=True, slots=True)
class TenantAddress:
    """A tenant: its id, the address that issues tokens, and the address of Graph (no trailing slash)."""

    tenant_id: str
    login_authority: str
    graph_url: str
    known_cloud: bool = True

    @property
    def scope(self) -> str:
        """The scope that asks for a Graph token with all rights granted to the identity."""
        return f"{self.graph_url}/.default"

    @property
    def graph_host(self) -> str:
        """Graph's host name without port: the only host that is ever sent a token."""
        return urlsplit(self.graph_url).hostname or ""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self:
        """The tenant named by ARM_TENANT_ID, in the cloud of ARM_ENVIRONMENT or ARM_METADATA_HOSTNAME.

        Blocks for a request when ARM_METADATA_HOSTNAME is set. Raises SignInError without a tenant id
        or with an unknown cloud, Unreachable when the metadata host does not answer.
        """
        tenant_id = env.get("ARM_TENANT_ID", "").strip()
        host = env.get("ARM_METADATA_HOSTNAME", "").strip()
        if not tenant_id:
            raise SignInError(
                "the tenant",
                "",
                message="no tenant id is set",
                next_step="Set ARM_TENANT_ID, or `pulumi config set intune:tenantId …`.",
            )
        if host:
            login, graph = _read_metadata(host, trust(env))
            return cls(tenant_id, login, graph, known_cloud=False)
        cloud = env.get("ARM_ENVIRONMENT", "public").strip().lower() or "public"
        if cloud not in _CLOUDS:
            raise SignInError(
                "the tenant",
                "",
                message=f"ARM_ENVIRONMENT is {cloud!r}",
                next_step=f"Write one of {', '.join(sorted(_CLOUDS))}.",
            )
        login, graph = _CLOUDS[cloud]
        return cls(tenant_id, login, graph)


def _read_metadata(host: str, trusted: ssl.SSLContext) -> tuple[str, str]:
    url = f"https://{host}{_METADATA_PATH}"
    call = f"GET {url}"
    try:
        body = ask(url, trusted)
        login, graph = (
            _https(body["authentication"]["loginEndpoint"]),
            _https(body["microsoftGraphResourceId"]),
        )
    except urllib.error.HTTPError as error:
        raise Unreachable("the tenant", call, message=f"it answers {error.code}", next_step=_CHECK) from None
    except urllib.error.URLError as error:
        raise unreachable("the tenant", call, cause=error.reason) from None
    except (KeyError, TypeError, ValueError):
        raise Unreachable(
            "the tenant",
            call,
            message="the answer is no endpoint metadata",
            next_step=_CHECK,
        ) from None
    except OSError as error:
        raise unreachable("the tenant", call, cause=error) from None
    return login, graph


def _https(address: object) -> str:
    if isinstance(address, str) and address.startswith("https://"):
        return address.rstrip("/")
    raise ValueError("a token goes over https alone")


def unreachable(about: str, call: str, *, cause: object) -> Unreachable:
    """The Unreachable error for a low-level `cause` (an exception or a reason in words)."""
    seen: object | None = cause
    while isinstance(seen, BaseException):
        if isinstance(seen, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(seen):
            return Unreachable(
                about,
                call,
                message="the server's certificate is not trusted",
                next_step="Set SSL_CERT_FILE: for the simulated tenant to its ca.pem, behind a TLS-opening "
                "proxy to that proxy's certificate authority.",
            )
        seen = seen.__cause__ or seen.__context__
    reason = str(cause) or type(cause).__name__
    return Unreachable(about, call, message=f"no connection ({reason})")
