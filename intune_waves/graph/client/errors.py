"""Every way a call to Microsoft Graph can fail, as one tree that reads top to bottom.

The text of an error is what a person reads in the Pulumi output: the object, the call, what Graph answered
(status, code, request id) and the next step. It never holds a secret or a traceback.
Source of the codes: "Microsoft Graph error responses and resource types", Microsoft Learn, 2025-03.
"""

# ruff: noqa: N818 - each is named after what happened, as in httpx
from typing import Any, ClassVar
from urllib.parse import urlsplit

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.rights import rights_for


class GraphError(Exception):
    """Graph did not do what was asked of it.

    `about` names the object in the reader's words, `call` is method and path, `status` the HTTP status or
    None when no answer came, `code` and `request_id` are Graph's own.
    """

    rule: ClassVar[str] = "graph-refused"
    next_step: ClassVar[str] = "Look the code up with the request id in Microsoft's support pages."

    def __init__(
        self,
        about: str,
        call: str,
        *,
        status: int | None = None,
        code: str = "",
        message: str = "",
        request_id: str = "",
        next_step: str = "",
    ) -> None:
        self.about = about
        self.call = call
        self.status = status
        self.code = code
        self.message = " ".join(message.split())
        self.request_id = request_id
        self.step = next_step or self.next_step
        super().__init__(about, call)

    def __str__(self) -> str:
        answer = " ".join(part for part in (str(self.status or ""), self.code) if part)
        said = ": ".join(part for part in (answer, self.message.rstrip(".")) if part)
        request = f" (request id {self.request_id})" if self.request_id else ""
        where = ": ".join(part for part in (self.about, self.call) if part)
        return f"{where}: {said or 'no answer'}{request}. {self.step} [{self.rule}]"


class NotFound(GraphError):
    """404: the object is not there, or not yet (a new object can answer so for a while)."""

    rule = "graph-not-found"
    next_step = "Check the id; if it was deleted by hand, run `pulumi refresh` so that the state says so too."


class Conflict(GraphError):
    """409, or another answer that says that the present state forbids the change."""

    rule = "graph-conflict"
    next_step = "Run `pulumi refresh`, then preview again."


class AlreadyExists(Conflict):
    """What should be made is there already, such as a member that is in the group."""

    rule = "graph-already-exists"


class Forbidden(GraphError):
    """403: the signed-in identity lacks a right; the next step names it."""

    rule = "graph-forbidden"
    next_step = "Grant the identity the permission that this call needs, with admin consent."


class Throttled(GraphError):
    """429 for longer than the waiting budget."""

    rule = "graph-throttled"
    next_step = "Nothing was lost: wait some minutes and run the same command again."


class Unavailable(GraphError):
    """5xx, or a connection that broke after sending: whether the call was carried out is not known."""

    rule = "graph-unavailable"
    next_step = "Run the same command again; what is done already is found and kept."


class UnexpectedAnswer(GraphError):
    """An answer that Graph does not document: no JSON, another type, a redirect, a link to another host."""

    rule = "graph-unexpected-answer"
    next_step = (
        "Run the same command again; if it stays so, a proxy on the way may be changing what Graph answers."
    )


class Unreachable(GraphError):
    """No connection: nothing listens there, the name is unknown, or the certificate is not trusted."""

    rule = "graph-unreachable"
    next_step = "Check the network; for the simulated tenant, start it with `./migrate tenant start`."


class ShortList(GraphError):
    """A list ended before it had as many rows as Graph counts: whoever is missing in it may be there."""

    rule = "graph-short-list"
    next_step = "Nobody was added or removed on this: run the same command again in some minutes."


class SignInError(GraphError):
    """No token: wrong or expired secret, unknown application or tenant, no person signed in."""

    rule = "graph-sign-in"
    next_step = "Check ARM_TENANT_ID, ARM_CLIENT_ID and the credential."


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


def _next_step_for_forbidden(path: str) -> str:
    rights = rights_for(path)
    if not rights:
        return Forbidden.next_step
    step = f"Grant the identity {' and '.join(rights)} with admin consent."
    return " ".join([step, *(advice for part, advice in _ADVICE.items() if part in path)])


def says_already_there(code: str, message: str) -> bool:
    """Whether Graph says that a reference to add is one that exists (a 400 with a sentence, not a code)."""
    return "already exist" in message or code in {"ObjectConflict", "Request_MultipleObjectsWithSameKeyValue"}


def from_answer(about: str, method: str, path: str, answer: Answer) -> GraphError:
    """The error for an answer that is not good, whatever its body holds."""
    error = answer.body.get("error") if isinstance(answer.body, dict) else None
    detail: dict[str, Any] = error if isinstance(error, dict) else {}
    code, message = str(detail.get("code") or ""), str(detail.get("message") or "")
    inner = detail.get("innerError") or detail.get("innererror")
    inner_id = str(inner.get("request-id") or "") if isinstance(inner, dict) else ""
    kind, next_step = _kind_of(answer.status, code, message), ""
    if kind is Forbidden:
        next_step = _next_step_for_forbidden(path)
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


def _kind_of(status: int, code: str, message: str) -> type[GraphError]:
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
