"""The credentials by which this project signs in to Graph, and how one is picked.

An application's: client-secret, client-certificate, oidc. A person's: azure-cli, device-code. The
ARM_* names are those of the azuread provider ("Authenticating to Azure Active Directory", azuread
provider documentation, 3.4), so that both providers always speak to the same tenant.
"""

import base64
import urllib.parse
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from azure.identity import DeviceCodeCredential, aio

from intune_waves.graph.client.errors import SignInError
from intune_waves.graph.client.rights import DELEGATED
from intune_waves.graph.client.sign_in_reason import reason_in
from intune_waves.graph.client.tenant_address import TenantAddress
from intune_waves.graph.client.trust import ask, trust

# "Microsoft Graph Command Line Tools", Microsoft's own public client, the one of Connect-MgGraph.
_GRAPH_TOOLS_CLIENT_ID = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
_TRUE = frozenset({"1", "true", "yes"})


class Credential(StrEnum):
    """One way to sign in."""

    CLIENT_SECRET = "client-secret"
    CLIENT_CERTIFICATE = "client-certificate"
    OIDC = "oidc"
    AZURE_CLI = "azure-cli"
    DEVICE_CODE = "device-code"


def choose_credential(env: Mapping[str, str]) -> Credential:
    """The credential named by INTUNE_CREDENTIAL, else the first whose ARM_* variables are set.

    Raises SignInError when the name is unknown or nothing is set.
    """
    named = env.get("INTUNE_CREDENTIAL", "").strip().lower()
    if named:
        if named not in set(Credential):
            raise _sign_in_error(f"the credential is {named!r}", f"Write one of {', '.join(Credential)}.")
        return Credential(named)
    if env.get("ARM_USE_OIDC", "").strip().lower() in _TRUE:
        return Credential.OIDC
    if env.get("ARM_CLIENT_CERTIFICATE") or env.get("ARM_CLIENT_CERTIFICATE_PATH"):
        return Credential.CLIENT_CERTIFICATE
    if env.get("ARM_CLIENT_SECRET"):
        return Credential.CLIENT_SECRET
    if env.get("ARM_USE_CLI", "").strip().lower() in _TRUE:
        return Credential.AZURE_CLI
    raise _sign_in_error(
        "no credential is set",
        "Set ARM_CLIENT_ID with ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH or ARM_USE_OIDC; or sign in "
        "as a person by `pulumi config set intune:credential device-code`.",
    )


def scopes(credential: Credential, address: TenantAddress) -> list[str]:
    """What the token is asked for: all rights granted, or for a device code the rights of this project by
    name, because Microsoft's public client has none of its own.
    """
    if credential is Credential.DEVICE_CODE:
        return [f"{address.graph_url}/{right}" for right in DELEGATED]
    return [address.scope]


def build(env: Mapping[str, str], address: TenantAddress, *, tell: Callable[[str], None] = print) -> Any:
    """An azure-identity credential for the chosen credential; `tell` shows a person the code to sign in with.

    Raises SignInError when a setting is missing.
    """
    credential = choose_credential(env)
    options: dict[str, Any] = {
        "authority": address.login_authority,
        "disable_instance_discovery": not address.known_cloud,
    }
    if env.get("SSL_CERT_FILE"):
        # The credentials' HTTP library looks at the process's own variables only, or at others.
        options["connection_verify"] = env["SSL_CERT_FILE"]
    if credential is Credential.AZURE_CLI:
        return aio.AzureCliCredential(tenant_id=address.tenant_id, process_timeout=30)
    if credential is Credential.DEVICE_CODE:
        return _device_code(env, address, options=options, tell=tell)
    client_id = _required(env, "ARM_CLIENT_ID", credential=credential)
    if credential is Credential.CLIENT_SECRET:
        secret = _required(env, "ARM_CLIENT_SECRET", credential=credential)
        return aio.ClientSecretCredential(address.tenant_id, client_id, secret, **options)
    if credential is Credential.OIDC:
        return aio.ClientAssertionCredential(address.tenant_id, client_id, _assertion(env), **options)
    password = env.get("ARM_CLIENT_CERTIFICATE_PASSWORD") or None
    try:
        if env.get("ARM_CLIENT_CERTIFICATE"):
            content = base64.b64decode(env["ARM_CLIENT_CERTIFICATE"])
        else:
            content = Path(env["ARM_CLIENT_CERTIFICATE_PATH"]).read_bytes()
        return aio.CertificateCredential(
            address.tenant_id, client_id, certificate_data=content, password=password, **options
        )
    except (KeyError, OSError, ValueError) as error:
        raise _sign_in_error(
            f"the client certificate cannot be read ({type(error).__name__})",
            "Check ARM_CLIENT_CERTIFICATE_PATH (PEM or PKCS#12) and ARM_CLIENT_CERTIFICATE_PASSWORD.",
        ) from None


def _required(env: Mapping[str, str], name: str, *, credential: Credential) -> str:
    if not env.get(name):
        raise _sign_in_error(f"{name} is not set", f"The credential {credential.value} needs it.")
    return env[name]


def _assertion(env: Mapping[str, str]) -> Callable[[], str]:
    """What proves the pipeline's identity: a token given, in a file, or fetched from the pipeline's own
    service.
    """

    def read() -> str:
        if env.get("ARM_OIDC_TOKEN"):
            return env["ARM_OIDC_TOKEN"]
        path = env.get("ARM_OIDC_TOKEN_FILE_PATH")
        try:
            if path:
                return Path(path).read_text(encoding="utf-8").strip()
            url = env.get("ARM_OIDC_REQUEST_URL") or env["ACTIONS_ID_TOKEN_REQUEST_URL"]
            bearer = env.get("ARM_OIDC_REQUEST_TOKEN") or env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
            audience = urllib.parse.quote("api://AzureADTokenExchange", safe="")
            address = f"{url}{'&' if '?' in url else '?'}audience={audience}"
            return str(ask(address, trust(env), headers={"Authorization": f"Bearer {bearer}"})["value"])
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise _sign_in_error(
                f"the pipeline's identity token cannot be had ({type(error).__name__})",
                "Set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH; in GitHub Actions, set id-token: write.",
            ) from None

    return read


def _device_code(
    env: Mapping[str, str], address: TenantAddress, *, options: dict[str, Any], tell: Callable[[str], None]
) -> Any:
    # By position: azure-identity calls it.
    def prompt(url: str, code: str, until: datetime) -> None:
        tell(f"to sign in to Microsoft Graph, open {url} and enter the code {code} (until {until:%H:%M} UTC)")

    return DeviceCodeCredential(
        client_id=env.get("INTUNE_PUBLIC_CLIENT_ID") or _GRAPH_TOOLS_CLIENT_ID,
        tenant_id=address.tenant_id,
        prompt_callback=prompt,
        **options,
    )


def explain(message: str) -> SignInError:
    """The one-sentence error for what the sign-in service or azure-identity said; never echoes a secret."""
    if known := reason_in(message):
        step = f"{known.next_step[0].upper()}{known.next_step[1:]}."
        return _sign_in_error(f"{known.what} ({known.code})", step)
    first = message.strip().splitlines()[0] if message.strip() else "the sign-in failed"
    if "az login" in message or "Azure CLI not found" in message:
        return _sign_in_error(
            "nobody is signed in to the Azure CLI", "Run `az login`, then the command again."
        )
    return _sign_in_error(first[:300], SignInError.next_step)


def _sign_in_error(message: str, next_step: str) -> SignInError:
    return SignInError("sign-in to Microsoft Graph", "", message=message, next_step=next_step)
