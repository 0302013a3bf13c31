"""Access tokens: JSON web tokens that the tenant signs with a key of its own and takes back as a bearer."""

import base64
import json
import sqlite3
import time
import uuid
from typing import Any

import jwt

from tools.simulated_tenant.store.applications import ADMINISTRATOR_ID, Application
from tools.simulated_tenant.store.database import read_setting
from tools.simulated_tenant.wire.call import Caller
from tools.simulated_tenant.wire.errors import GraphError

LIFETIME = 3599  # seconds, as Entra's default


def issue_token(
    db: sqlite3.Connection,
    application: Application,
    *,
    base_url: str,
    delegated: tuple[str, ...] = (),
    now: float | None = None,
) -> str:
    """A token for the app, its permissions in `roles`, or for a person who has the `delegated` ones, in
    `scp`.
    """
    issued = int(time.time() if now is None else now)
    tenant = read_setting(db, "tenant_id")
    claims: dict[str, Any] = {
        "aud": base_url,
        "iss": f"{base_url}/{tenant}/v2.0",
        "iat": issued,
        "nbf": issued,
        "exp": issued + LIFETIME,
        "app_displayname": application.name,
        "appid": application.client_id,
        "azp": application.client_id,
        "idtyp": "user" if delegated else "app",
        "oid": ADMINISTRATOR_ID if delegated else application.object_id,
        "sub": ADMINISTRATOR_ID if delegated else application.object_id,
        "tid": tenant,
        "uti": uuid.uuid4().hex[:22],
        "ver": "1.0",
    }
    if delegated:
        claims["scp"] = " ".join(delegated)
    else:
        claims["roles"] = list(application.rights)
    return jwt.encode(claims, read_setting(db, "token_key"), algorithm="HS256")


def identify_person(db: sqlite3.Connection, application: Application, *, base_url: str) -> dict[str, str]:
    """The id token and the client info that MSAL builds a signed-in account from."""
    issued, tenant = int(time.time()), read_setting(db, "tenant_id")
    claims = {
        "aud": application.client_id,
        "iss": f"{base_url}/{tenant}/v2.0",
        "iat": issued,
        "nbf": issued,
        "exp": issued + LIFETIME,
        "name": "Adatum Administrator",
        "oid": ADMINISTRATOR_ID,
        "preferred_username": "administrator@adatum.com",
        "sub": ADMINISTRATOR_ID,
        "tid": tenant,
        "ver": "2.0",
    }
    info = json.dumps({"uid": ADMINISTRATOR_ID, "utid": tenant}).encode("utf-8")
    return {
        "id_token": jwt.encode(claims, read_setting(db, "token_key"), algorithm="HS256"),
        "client_info": base64.urlsafe_b64encode(info).decode("ascii").rstrip("="),
    }


def read_token(db: sqlite3.Connection, authorization: str | None) -> Caller:
    """Who the Authorization header names.

    Raises GraphError 401 for a missing, foreign or expired token.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorized("Access token is empty.")
    try:
        claims = jwt.decode(
            token, read_setting(db, "token_key"), algorithms=["HS256"], options={"verify_aud": False}
        )
    except jwt.ExpiredSignatureError as error:
        raise _unauthorized("Lifetime validation failed, the token is expired.") from error
    except jwt.InvalidTokenError as error:
        raise _unauthorized("Access token validation failure. Invalid signature or format.") from error
    rights = claims.get("roles") or str(claims.get("scp", "")).split()
    kind = "app" if claims.get("idtyp") == "app" else "person"
    return Caller(claims["appid"], claims["oid"], kind, frozenset(rights))


def _unauthorized(message: str) -> GraphError:
    return GraphError(401, "InvalidAuthenticationToken", message, {"www-authenticate": "Bearer"})
