"""Every way a call to Microsoft Graph can fail, as one tree that reads top to bottom.

The text of an error is what a person reads in the Pulumi output: the object, the call, what Graph answered
(status, code, request id) and the next step. It never holds a secret or a traceback.
"""

# ruff: noqa: N818 - each is named after what happened, as in httpx
from typing import ClassVar


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
        whole = f"{where}: {said or 'no answer'}{request}. {self.step} [{self.rule}]"
        # A terminal would obey what is not seen in the names and sentences of the tenant.
        return "".join(each if each.isprintable() else " " for each in whole)


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
