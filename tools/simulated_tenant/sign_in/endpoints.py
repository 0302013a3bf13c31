"""The endpoints of signing in, as starlette routes.

What asks for what: azuread POSTs the token endpoint that /metadata/endpoints leads to; azure-identity
(MSAL) reads the OIDC discovery document first. Grants served: client_credentials with a secret or a client
assertion (whose issuer and format are checked, not its signature: the tenant knows no public keys), and
device_code, which is granted at the second poll, as if the administrator had typed the code and consented to
what was asked for, and to nothing else.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.simulated_tenant.connection import Cut
from tools.simulated_tenant.faults.matching import Seen
from tools.simulated_tenant.graph_routes.rights import KNOWN
from tools.simulated_tenant.sign_in import refusals
from tools.simulated_tenant.sign_in.refusals import SignInError
from tools.simulated_tenant.sign_in.tokens import LIFETIME, identify_person, issue_token
from tools.simulated_tenant.state import Tenant
from tools.simulated_tenant.store.applications import Application, read_application
from tools.simulated_tenant.store.database import read_setting
from tools.simulated_tenant.store.request_log import log_request

Endpoint = Callable[[Request], Awaitable[Response]]
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
_OF_SIGN_IN = frozenset({"openid", "profile", "email", "offline_access"})
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class DeviceCode:
    """A code that was given out: what it asks for, and how often it was polled."""

    scopes: tuple[str, ...]
    polled: int = 0


class SignIn:
    """The sign-in endpoints over one tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.db = tenant, tenant.db
        self.codes: dict[str, DeviceCode] = {}

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/metadata/endpoints", self.metadata),
            ("GET", "/common/discovery/instance", self.instance_discovery),
            ("GET", "/{tenant}/v2.0/.well-known/openid-configuration", self.discovery),
            ("GET", "/{tenant}/discovery/v2.0/keys", self.keys),
            ("POST", "/{tenant}/oauth2/v2.0/devicecode", self.device_code),
            ("POST", "/{tenant}/oauth2/v2.0/token", self.token),
        ]
        return [Route(path, self._unkindly(answer), methods=[method]) for method, path, answer in table]

    def _unkindly(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint under the faults in force, as far as they are for signing in."""

        async def answer(request: Request) -> Response:
            injection = self.tenant.pipeline.injection
            seen = Seen(request.method, request.url.path, "app", "", hands=False, at="signIn")
            failure = injection.failure(seen)
            if failure is None:
                return await endpoint(request)
            if failure.effect.delay:
                await asyncio.sleep(failure.effect.delay / 1000)
            spoiled: Response | None = None
            refusal = failure.effect.refusal(injection.drawn_status(failure), datetime.now(UTC))
            if refusal is not None:
                body = {"error": "temporarily_unavailable", "error_description": refusal.message}
                spoiled = JSONResponse(body, status_code=refusal.status, headers=refusal.headers)
            elif failure.effect.cut:
                spoiled = Cut()
            if spoiled is None or failure.after_write:
                done = await endpoint(request)
                return spoiled or done
            self._log(request, 0 if refusal is None else refusal.status, app="")
            return spoiled

        return answer

    async def metadata(self, request: Request) -> JSONResponse:
        """The cloud's endpoints in the schema 2022-09-01 that hashicorp/go-azure-sdk reads."""
        base = base_url(request)
        authentication = {
            "loginEndpoint": base,
            "audiences": [base],
            "tenant": "common",
            "identityProvider": "AAD",
        }
        return JSONResponse(
            {
                "name": "IntuneWavesSimulated",
                "portal": base,
                "resourceManager": f"{base}/",
                "microsoftGraphResourceId": f"{base}/",
                "graphAudience": f"{base}/",
                "graph": f"{base}/",
                "authentication": authentication,
                "suffixes": {
                    "storage": "localhost",
                    "keyVaultDns": "localhost",
                    "acrLoginServer": "localhost",
                },
            }
        )

    async def instance_discovery(self, request: Request) -> JSONResponse:
        base, tenant = base_url(request), read_setting(self.db, "tenant_id")
        host = request.url.netloc
        metadata = [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}]
        endpoint = f"{base}/{tenant}/v2.0/.well-known/openid-configuration"
        return JSONResponse(
            {"tenant_discovery_endpoint": endpoint, "api-version": "1.1", "metadata": metadata}
        )

    async def discovery(self, request: Request) -> JSONResponse:
        tenant = request.path_params["tenant"]
        if tenant != read_setting(self.db, "tenant_id"):
            return self._refused(request, refusals.unknown_tenant(tenant))
        base = f"{base_url(request)}/{tenant}"
        return JSONResponse(
            {
                "issuer": f"{base}/v2.0",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "response_types_supported": ["code", "id_token", "token"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                "tenant_region_scope": "NA",
                "cloud_instance_name": request.url.netloc,
            }
        )

    async def keys(self, request: Request) -> JSONResponse:
        return JSONResponse({"keys": []})

    async def device_code(self, request: Request) -> JSONResponse:
        given = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            scopes = _asked(given)
        except SignInError as error:
            return self._refused(request, error, app=given.get("client_id", ""))
        code = secrets.token_urlsafe(24)
        self.codes[code] = DeviceCode(scopes)
        user_code = secrets.token_hex(4).upper()
        return JSONResponse(
            {
                "device_code": code,
                "user_code": user_code,
                "verification_uri": f"{base_url(request)}/devicelogin",
                "expires_in": 900,
                "interval": 1,
                "message": f"The simulated tenant signs the administrator in by itself (code {user_code}).",
            }
        )

    async def token(self, request: Request) -> JSONResponse:
        given = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            tenant = request.path_params["tenant"]
            if tenant != read_setting(self.db, "tenant_id"):
                raise refusals.unknown_tenant(tenant)
            application, scopes = self._granted(given)
        except SignInError as error:
            return self._refused(request, error, app=given.get("client_id", ""))
        delegated = _rights_in(scopes, application) if scopes else ()
        token = issue_token(self.db, application, base_url=base_url(request), delegated=delegated)
        self._log(request, 200, app=application.client_id)
        body: dict[str, Any] = {
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "ext_expires_in": LIFETIME,
            "access_token": token,
        }
        if scopes:
            # In the very words that were asked with: by them MSAL finds the token again.
            body |= {"scope": " ".join(scopes), "refresh_token": secrets.token_urlsafe(24)}
            body |= identify_person(self.db, application, base_url=base_url(request))
        return JSONResponse(body)

    def _granted(self, given: Mapping[str, str]) -> tuple[Application, tuple[str, ...]]:
        """The app that signs in; with a person, for whom the scopes were asked."""
        application = read_application(self.db)
        grant = given.get("grant_type", "")
        if given.get("client_id") is None:
            raise refusals.missing("client_id")
        if grant == DEVICE_CODE or (grant == "" and "device_code" in given):
            return application, self._polled(given.get("device_code", ""))
        if given["client_id"] != application.client_id:
            raise refusals.unknown_app(given["client_id"])
        if grant != "client_credentials":
            raise refusals.unsupported_grant(grant)
        if "client_assertion" in given:
            _check_assertion(given, application)
        elif given.get("client_secret") is None:
            raise refusals.missing("client_assertion' or 'client_secret")
        elif not secrets.compare_digest(given["client_secret"].encode(), application.client_secret.encode()):
            raise refusals.wrong_secret(application.client_id)
        elif application.secret_expired:
            raise refusals.expired_secret(application.client_id)
        return application, ()

    def _polled(self, code: str) -> tuple[str, ...]:
        if code not in self.codes:
            raise SignInError(400, "invalid_grant", 70000, "The provided device code is not valid.")
        self.codes[code].polled += 1
        if self.codes[code].polled < 2:
            raise refusals.pending_code()
        return self.codes.pop(code).scopes

    def _refused(self, request: Request, error: SignInError, *, app: str = "") -> JSONResponse:
        self._log(request, error.status, app=app)
        correlation = request.headers.get("client-request-id", "00000000-0000-0000-0000-000000000000")
        return JSONResponse(error.body(correlation), status_code=error.status)

    def _log(self, request: Request, status: int, *, app: str) -> None:
        path, method = request.url.path, request.method
        log_request(self.db, method=method, path=path, status=status, app=app, request_id="")


def _asked(given: Mapping[str, str]) -> tuple[str, ...]:
    """What a device code is asked for. Raises SignInError where it is nothing, or no right of Graph's."""
    if not given.get("client_id"):
        raise refusals.missing("client_id")
    scopes = tuple(given.get("scope", "").split())
    if not scopes:
        raise refusals.missing("scope")
    for scope in scopes:
        if scope not in _OF_SIGN_IN and scope.rpartition("/")[2] not in KNOWN:
            raise refusals.unknown_scope(given["client_id"], scope)
    return scopes


def _rights_in(scopes: tuple[str, ...], application: Application) -> tuple[str, ...]:
    named = [scope.rpartition("/")[2] for scope in scopes if scope not in _OF_SIGN_IN]
    # Entra gives this right to whoever signs in.
    return application.rights if ".default" in named else (*named, "User.Read")


def _check_assertion(given: Mapping[str, str], application: Application) -> None:
    try:
        claims = jwt.decode(given["client_assertion"], options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise refusals.wrong_assertion() from error
    # A certificate signs an assertion by the app itself; a federated identity brings its own issuer and
    # subject.
    own = claims.get("iss") == application.client_id and claims.get("sub") == application.client_id
    if given.get("client_assertion_type") != _ASSERTION or not (own or claims.get("sub")):
        raise refusals.wrong_assertion()


def base_url(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
