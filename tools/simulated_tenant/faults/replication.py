"""Slow replication, counted in reads: new objects and sent items come late, edits are read stale."""

from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import resource_not_found

_FAMILIES = ("identity", "conditionalAccess")


class Replication:
    """What has not arrived everywhere: `reads` is each object's lag, `dynamic_reads` that of a rule."""

    def __init__(self, reads: int, dynamic_reads: int, *, replicas: int = 1) -> None:
        self.reads, self.dynamic_reads, self.replicas = reads, dynamic_reads, replicas
        self.hidden: dict[str, int] = {}
        self.stale: dict[str, tuple[Answer, int]] = {}
        self.filling: dict[str, int] = {}
        self.unlisted: dict[str, int] = {}

    def before(self, call: Call) -> Answer | None:
        """What to answer instead of doing the call, or None; GraphError for an object not there yet."""
        path = call.path.lower()
        for key in list(self.hidden):
            if path == key or path.startswith(f"{key}/"):
                self._count_down(self.hidden, key)
                adding = call.method == "PATCH" and "members@odata.bind" in (call.body or {})
                adding = adding or (call.method == "POST" and path.endswith("/members/$ref"))
                raise resource_not_found(key.rpartition("/")[2], status=400 if adding else 404)
        if call.method != "GET":
            return None
        for key in list(self.filling):
            if path.startswith((f"{key}/members", f"{key}/transitivemembers")):
                self._count_down(self.filling, key)
                if path.endswith("/$count"):
                    return Answer(200, {"$text": "0"}, {"content-type": "text/plain"})
                return Answer(200, {"@odata.context": f"{call.root}/$metadata#directoryObjects", "value": []})
        if path in self.unlisted:
            self._count_down(self.unlisted, path)
            return Answer(200, {"@odata.context": f"{call.root}/$metadata#messages", "value": []})
        if path in self.stale:
            answer, left = self.stale.pop(path)
            if left > 1:
                self.stale[path] = (answer, left - 1)
            # With a second replica the first read after an edit finds it, and the next one does not.
            return answer if self.replicas == 1 or (self.reads - left) % self.replicas else None
        return None

    def after(self, call: Call, family: str, *, answer: Answer, before: Answer | None) -> None:
        """Take note of what the call changed; `before` is what a read answered until then."""
        path, body = call.path.lower(), answer.body or {}
        if family == "mail" and call.method == "POST" and self.reads:
            self.unlisted[path.replace("/sendmail", "/mailfolders/sentitems/messages")] = self.reads
        if family not in _FAMILIES or not self.reads:
            return
        if call.method == "POST" and answer.status == 201 and "id" in body:
            path = f"{path}/{body['id']}".lower()
            self.hidden[path] = self.reads
        elif call.method == "PATCH" and before is not None:
            self.stale[path] = (before, self.reads)
        if self.dynamic_reads and _sets_rule(call):
            self.filling[path] = self.dynamic_reads

    def _count_down(self, counts: dict[str, int], key: str) -> None:
        counts[key] -= 1
        if counts[key] <= 0:
            del counts[key]


def _sets_rule(call: Call) -> bool:
    body: Json = call.body if isinstance(call.body, dict) else {}
    return call.path.lower().startswith("/groups") and bool(body.get("membershipRule"))
