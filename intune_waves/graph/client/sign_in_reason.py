"""Why Entra refused a sign-in: its error codes in words, with what to do next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInReason:
    """One error code. `what` and `next_step` are clauses: no capital, no full stop."""

    code: str
    what: str
    next_step: str


# "Microsoft Entra authentication and authorization error codes", Microsoft Learn, 2025-06.
_REASONS = (
    SignInReason(
        "AADSTS7000215",
        "the client secret is wrong",
        "set ARM_CLIENT_SECRET to the secret's value (not its id)",
    ),
    SignInReason(
        "AADSTS7000222",
        "the client secret has expired",
        "make a new secret for the app registration and set ARM_CLIENT_SECRET to it",
    ),
    SignInReason(
        "AADSTS700016", "the tenant knows no such application", "check ARM_CLIENT_ID and ARM_TENANT_ID"
    ),
    SignInReason("AADSTS90002", "there is no such tenant", "check ARM_TENANT_ID"),
    SignInReason("AADSTS900023", "the tenant id is not valid", "check ARM_TENANT_ID"),
    SignInReason(
        "AADSTS700027", "the client certificate is not one of the application's", "upload its public half"
    ),
    SignInReason(
        "AADSTS70021",
        "no federated credential matches",
        "check the subject of the application's federated credential",
    ),
    SignInReason(
        "AADSTS65001", "consent is missing", "let an administrator consent to the application's permissions"
    ),
    SignInReason(
        "AADSTS53003",
        "conditional access blocks this sign-in",
        "sign in from a place or device that policy allows",
    ),
)


def reason_in(message: str) -> SignInReason | None:
    """The reason whose code the sign-in service's message has; None for one that is not known here.

    A code is followed by a colon or stands alone: some codes begin with another's digits.
    """
    for reason in _REASONS:
        if f"{reason.code}:" in message or message.strip() == reason.code:
            return reason
    return None
