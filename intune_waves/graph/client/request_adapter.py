"""Carries requests over msgraph-sdk's own request adapter.

The SDK's typed client has no class for the per-platform enrollment restriction (a beta type), so raw JSON
goes through `GraphRequestAdapter`: same sign-in, same middleware. kiota's retry handler is switched off,
because it repeats POST on 503 and 504, so that a create could happen twice; `graph.client` does the
waiting. Nor does it follow a redirect: the token would go with it.

This module and `credential` are read when a connection is opened, and not before: msgraph-sdk takes half a
second.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Self

import httpx
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)
from kiota_abstractions.method import Method
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from kiota_http.middleware.options import RedirectHandlerOption, ResponseHandlerOption, RetryHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.credential import Credential, build, choose_credential, explain, scopes
from intune_waves.graph.client.errors import GraphError, Unavailable, UnexpectedAnswer
from intune_waves.graph.client.tenant_address import TenantAddress, unreachable
from intune_waves.graph.client.trust import BUSY, passes_by, trust

_SIGN_IN = "sign-in to Microsoft Graph"


class _OneAtATime:
    """Asks the credential for one token at a time, so that calls made together sign in once.

    A blocking credential (device code) waits for a person off the event loop.
    """

    def __init__(self, credential: Any, *, blocking: bool) -> None:
        self._credential = credential
        self._blocking = blocking
        self._asking = asyncio.Lock()

    async def get_token(self, *wanted: str, **options: Any) -> Any:
        try:
            async with self._asking:
                if self._blocking:
                    return await asyncio.to_thread(self._credential.get_token, *wanted, **options)
                return await self._credential.get_token(*wanted, **options)
        except (AttributeError, LookupError, TypeError):
            # azure-identity takes an answer apart as if it could be no other.
            raise ClientAuthenticationError("the sign-in service's answer cannot be read") from None

    async def close(self) -> None:
        closing = self._credential.close()
        if closing is not None:
            await closing


class AdapterCarrier:
    """One signed-in connection; `http` replaces the HTTP client in tests."""

    def __init__(
        self,
        env: Mapping[str, str],
        address: TenantAddress,
        *,
        tell: Callable[[str], None] = print,
        http: Any = None,
    ) -> None:
        self.url = address.graph_url
        """Graph's own address, without a version."""
        chosen = choose_credential(env)
        credential: Any = _OneAtATime(
            build(env, address, tell=tell), blocking=chosen is Credential.DEVICE_CODE
        )
        self._credential = credential
        signed_in = AzureIdentityAuthenticationProvider(
            credential, scopes=scopes(chosen, address), allowed_hosts=[address.graph_host]
        )
        off: Any = {
            RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
            RedirectHandlerOption.get_key(): RedirectHandlerOption(max_redirect=0, should_redirect=False),
        }
        self._http = GraphClientFactory.create_with_default_middleware(
            client=http
            or httpx.AsyncClient(verify=trust(env), timeout=httpx.Timeout(100, connect=15), http2=False),
            options={**options, **off},
        )
        self._adapter = GraphRequestAdapter(signed_in, client=self._http)
        self._adapter.base_url = f"{address.graph_url}/v1.0"
        self._raw = ResponseHandlerOption(NativeResponseHandler())

    @classmethod
    async def opened(cls, env: Mapping[str, str], tell: Callable[[str], None]) -> Self:
        """A connection to the tenant that `env` names. Raises SignInError or Unreachable."""
        return cls(env, await asyncio.to_thread(TenantAddress.from_environment, env), tell=tell)

    # By position: the four parts of every request.
    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Send one request.

        Raises Unreachable, Unavailable (broken off after sending), SignInError, or UnexpectedAnswer for one
        that cannot be read at all.
        """
        request = RequestInformation(Method(method))
        request.url = url
        for name, value in headers.items():
            request.headers.add(name, value)
        request.content = body
        request.add_request_options([self._raw])
        call = f"{method} {url}"
        try:
            response: Any = await self._adapter.send_primitive_async(request, "bytes", {})
        except (AzureError, ValueError) as error:
            raise _not_signed_in(error) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if passes_by(error):
                raise Unavailable("Microsoft Graph", call, message="broken off (ConnectError)") from None
            raise unreachable("Microsoft Graph", call, cause=error) from None
        except httpx.TransportError as error:
            raise Unavailable(
                "Microsoft Graph", call, message=f"broken off ({type(error).__name__})"
            ) from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise UnexpectedAnswer(
                "Microsoft Graph", call, message=f"it cannot be read ({type(error).__name__})"
            ) from None
        return Answer.received(response.status_code, response.headers, content=response.content)

    async def close(self) -> None:
        """Close the HTTP connections and the credential's own."""
        await self._http.aclose()
        await self._credential.close()


def _not_signed_in(error: AzureError | ValueError) -> GraphError:
    """What azure-identity's failure means: one that passes by is as good as Graph's own."""
    if isinstance(error, ServiceRequestError | ServiceResponseError):
        broken = error.inner_exception or error
        if isinstance(error, ServiceResponseError) or passes_by(broken):
            return Unavailable(_SIGN_IN, "", message="broken off")
        return unreachable(_SIGN_IN, "", cause=broken)
    if isinstance(error, HttpResponseError) and error.status_code in BUSY:
        return Unavailable(_SIGN_IN, "", status=error.status_code)
    return explain(str(error) if isinstance(error, ValueError) else error.message)
