"""Refused sign-ins in Entra's shape (Microsoft Learn, "Microsoft Entra authentication error codes")."""

import uuid
from datetime import UTC, datetime
from typing import Any

# Grants that Entra has ("Microsoft identity platform and OAuth 2.0") and this tenant does not.
_OTHER_GRANTS = (
    "authorization_code", "password", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
)  # fmt: skip


class SignInError(Exception):
    """A refused sign-in: HTTP status, OAuth's error word, Entra's number and sentence."""

    # By position: the columns of a table of refusals.
    def __init__(self, status: int, error: str, number: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.error, self.number, self.sentence = status, error, number, sentence

    def body(self, correlation_id: str) -> dict[str, Any]:
        trace = str(uuid.uuid4())
        at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        return {
            "error": self.error,
            "error_description": f"AADSTS{self.number}: {self.sentence} Trace ID: {trace} Correlation ID: "
            f"{correlation_id} Timestamp: {at}",
            "error_codes": [self.number],
            "timestamp": at,
            "trace_id": trace,
            "correlation_id": correlation_id,
        }


def unknown_tenant(tenant: str) -> SignInError:
    return SignInError(
        400, "invalid_request", 90002,
        f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing "
        "into the correct cloud.",
    )  # fmt: skip


def unknown_app(client_id: str) -> SignInError:
    return SignInError(
        400, "unauthorized_client", 700016,
        f"Application with identifier '{client_id}' was not found in the directory 'Adatum Corporation'.",
    )  # fmt: skip


def wrong_secret(client_id: str) -> SignInError:
    return SignInError(
        401, "invalid_client", 7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
        f"value, not the client secret ID, for a secret added to app '{client_id}'.",
    )  # fmt: skip


def expired_secret(client_id: str) -> SignInError:
    return SignInError(
        401, "invalid_client", 7000222,
        f"The provided client secret keys for app '{client_id}' are expired. Visit the Azure portal to "
        "create new keys for your app, or consider using certificate credentials for added security.",
    )  # fmt: skip


def wrong_assertion() -> SignInError:
    return SignInError(
        401, "invalid_client", 700027, "Client assertion failed signature or format validation."
    )


def missing(name: str) -> SignInError:
    return SignInError(
        400, "invalid_request", 900144, f"The request body must contain the following parameter: '{name}'."
    )


def unknown_scope(client_id: str, scope: str) -> SignInError:
    return SignInError(
        400, "invalid_client", 650053,
        f"The application '{client_id}' asked for scope '{scope}' that doesn't exist on the resource "
        "'00000003-0000-0000-c000-000000000000'. Contact the app vendor.",
    )  # fmt: skip


def unsupported_grant(grant: str) -> SignInError:
    if grant in _OTHER_GRANTS:
        return SignInError(
            501, "not_simulated", 501, f"The simulated tenant does not serve the grant {grant}."
        )
    return SignInError(
        400, "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant}'."
    )


def pending_code() -> SignInError:
    return SignInError(
        400, "authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending."
    )
