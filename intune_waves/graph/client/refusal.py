"""What an answer that is not good means: one of `errors`, with what to do next.

Source of the codes: "Microsoft Graph error responses and resource types", Microsoft Learn, 2025-03.
"""

from typing import Any
from urllib.parse import urlsplit

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import (
    AlreadyExists,
    Conflict,
    Forbidden,
    GraphError,
    NotFound,
    SignInError,
    Throttled,
    Unavailable,
    UnexpectedAnswer,
)
from intune_waves.graph.client.rights import rights_for

_BY_A_PERSON = (
    "In many tenants Graph refuses app-only writes of enrollment restrictions although the right is granted: "
    "let a person with the Intune Administrator role sign in for this provider only, by "
    "`pulumi config set intune:credential device-code` (or `azure-cli`, after `az login`)."
)
# "Role Based Access Control for Applications in Exchange Online", Microsoft Learn, 2025-02: it replaces
# application access policies.
_ONE_MAILBOX = (
    "Keep the right to the one mailbox: by RBAC for Applications in Exchange Online, or by the application "
    "access policy that an organisation has already (if one is in force, it must name this mailbox)."
)
_ADVICE = {
    "/deviceManagement/deviceEnrollmentConfigurations": _BY_A_PERSON,
    "/sendMail": _ONE_MAILBOX,
    "/mailFolders": _ONE_MAILBOX,
}


def _next_step_for_forbidden(method: str, path: str) -> str:
    rights = rights_for(path, method)
    if not rights:
        return Forbidden.next_step
    step = f"Grant the identity {' and '.join(rights)} with admin consent."
    return " ".join([step, *(advice for part, advice in _ADVICE.items() if part in path)])


def says_already_there(code: str, message: str) -> bool:
    """Whether Graph says that a reference to add is one that exists (a 400 with a sentence, not a code)."""
    return "already exist" in message or code in {"ObjectConflict", "Request_MultipleObjectsWithSameKeyValue"}


def from_answer(about: str, method: str, *, path: str, answer: Answer) -> GraphError:
    """The error for an answer that is not good, whatever its body holds."""
    error = answer.body.get("error") if isinstance(answer.body, dict) else None
    detail: dict[str, Any] = error if isinstance(error, dict) else {}
    code, message = str(detail.get("code") or ""), str(detail.get("message") or "")
    inner = detail.get("innerError") or detail.get("innererror")
    inner_id = str(inner.get("request-id") or "") if isinstance(inner, dict) else ""
    kind, next_step = _kind_of(answer.status, code, message=message), ""
    if kind is Forbidden:
        next_step = _next_step_for_forbidden(method, path)
    elif answer.status == 501:
        next_step = (
            "The simulated tenant does not serve this call; "
            "tools/simulated_tenant/COVERAGE.md lists what it serves."
        )
    elif kind is UnexpectedAnswer:
        host = urlsplit(answer.headers.get("location", "")).netloc[:100]
        message = f"it leads to {host or 'another address'}, and no redirect is followed"
    return kind(
        about,
        f"{method} {path}",
        status=answer.status,
        code=code,
        message=message,
        request_id=answer.request_id or inner_id,
        next_step=next_step,
    )


def _kind_of(status: int, code: str, *, message: str) -> type[GraphError]:
    if status < 400:
        return UnexpectedAnswer
    if says_already_there(code, message):
        return AlreadyExists
    if status >= 500:
        return GraphError if status == 501 else Unavailable
    return _KINDS.get(status, GraphError)


_KINDS: dict[int, type[GraphError]] = {
    401: SignInError,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    429: Throttled,
}
