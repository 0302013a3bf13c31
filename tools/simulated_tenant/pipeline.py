"""The way of every request: signed in, routed, allowed, through the faults, done, logged."""

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tools.simulated_tenant.enforcement.ledger import Cause, Ledger
from tools.simulated_tenant.faults.injection import Injection
from tools.simulated_tenant.faults.matching import Seen
from tools.simulated_tenant.faults.plan import Failure
from tools.simulated_tenant.faults.throttling import READS
from tools.simulated_tenant.graph_routes.table import ROUTER, every_right
from tools.simulated_tenant.limits import Limits
from tools.simulated_tenant.sign_in.tokens import read_token
from tools.simulated_tenant.store.applications import ADMINISTRATOR_ID, PORTAL_ID
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.store.database import transaction
from tools.simulated_tenant.store.people import find_person
from tools.simulated_tenant.store.request_log import log_request
from tools.simulated_tenant.wire.call import Answer, Call, Caller, Json
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.pages import told_by_names
from tools.simulated_tenant.wire.query import Query
from tools.simulated_tenant.wire.routing import Route

LOG = logging.getLogger("tenant")
_EVERY_RIGHT = frozenset(every_right())


@dataclass(frozen=True)
class Incoming:
    """A request as it came in, or one item of a $batch; names of headers in lower case."""

    method: str
    version: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any
    base_url: str
    request_id: str
    batch: str | None = None

    @property
    def url(self) -> str:
        """What was asked, whole."""
        return f"{self.base_url}{self.logged_path}"

    @property
    def logged_path(self) -> str:
        return f"/{self.version}{self.path}" + (f"?{self.query}" if self.query else "")


class Pipeline:
    """Answers requests over one database under one fault plan."""

    def __init__(
        self, db: sqlite3.Connection, limits: Limits, *, injection: Injection, ledger: Ledger
    ) -> None:
        self.db, self.limits, self.injection, self.ledger = db, limits, injection, ledger
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        """How a fault's time passes; replaced where a test has a clock of its own."""

    def signed_in(self, headers: Mapping[str, str]) -> Caller:
        return read_token(self.db, headers.get("authorization"))

    async def answer(self, incoming: Incoming, caller: Caller | None = None) -> Answer:
        """Answer one request, never raising: errors come back in Graph's shape. Every request is logged."""
        app, early, patience = "", "", self.injection.patience
        try:
            caller = caller or self.signed_in(incoming.headers)
            app = caller.app_id
            key = (app, incoming.method, incoming.logged_path.lower())
            agent = incoming.headers.get("user-agent", "")
            early = patience.came_back(key, agent, batch=incoming.batch)
            if early:
                self.injection.early[agent or "nobody named"] += 1
            answer = await self._served(incoming, caller)
        except GraphError as error:
            answer = error_answer(incoming, error)
        except sqlite3.Error as error:
            LOG.error("%s %s: %s", incoming.method, incoming.logged_path, error)
            answer = error_answer(
                incoming, GraphError(500, "generalException", f"The tenant's store failed: {error}.")
            )
        except Exception:
            LOG.exception("%s %s", incoming.method, incoming.logged_path)
            failed = GraphError(500, "generalException", "The simulated tenant has a fault; see tenant.log.")
            answer = error_answer(incoming, failed)
        if app:
            patience.told(
                (app, incoming.method, incoming.logged_path.lower()), answer.headers, batch=incoming.batch
            )
        answer = replace(answer, alarm="; ".join(filter(None, (answer.alarm, early))))
        if answer.alarm:
            LOG.warning("%s %s: %s", incoming.method, incoming.logged_path, answer.alarm)
        log_request(
            self.db,
            method=incoming.method,
            path=incoming.logged_path,
            # A connection that was cut had no answer.
            status=0 if answer.cut else answer.status,
            app=app,
            request_id=incoming.request_id,
            batch=incoming.batch,
            alarm=answer.alarm,
        )
        if app and app != PORTAL_ID:
            await self._hands_reach_in(incoming.base_url)
        return answer

    async def _hands_reach_in(self, base_url: str) -> None:
        """Do what somebody in the portal does after this request, by the plan in force."""
        for hand, drawn in self.injection.hands_due():
            found = await self._by_hand(hand.version, "GET", path=hand.find, body=None, base_url=base_url)
            names = {"root": f"{base_url}/{hand.version}"}
            chosen = hand.chosen((found.body or {}).get("value", []), drawn)
            if hand.other and chosen:
                others = await self._by_hand(
                    hand.version, "GET", path=hand.other, body=None, base_url=base_url
                )
                listed = (others.body or {}).get("value", [])
                names["other"] = str(listed[int(drawn * len(listed))]["id"]) if listed else ""
            if chosen:
                path, body = hand.request({**names, "id": chosen})
                await self._by_hand(hand.version, hand.method, path=path, body=body, base_url=base_url)

    async def _by_hand(self, version: str, method: str, *, path: str, body: Any, base_url: str) -> Answer:
        incoming = Incoming(method, version, path, "", {}, body, base_url, new_request_id())
        return await self.answer(incoming, Caller(PORTAL_ID, ADMINISTRATOR_ID, "person", _EVERY_RIGHT))

    async def _served(self, incoming: Incoming, caller: Caller) -> Answer:
        route, parameters = ROUTER.find(incoming.method, incoming.version, path=incoming.path)
        mailbox = self._mailbox(parameters[route.limited_by]) if route.limited_by else ""
        with self.injection.throttle.at_once(family=route.family, app=caller.app_id, mailbox=mailbox):
            # The items of a batch are not slower than the batch.
            if self.injection.latency and incoming.batch is None:
                await self.sleep(self.injection.latency)
            answer = self._done(incoming, caller, route=route, parameters=parameters, mailbox=mailbox)
            if answer.delay:
                await self.sleep(answer.delay)
            return answer

    def _done(
        self,
        incoming: Incoming,
        caller: Caller,
        *,
        route: Route,
        parameters: Mapping[str, str],
        mailbox: str,
    ) -> Answer:
        query = Query.parse(incoming.query)
        check_rights(route, caller)
        route.check_options(query)
        self.injection.throttle.admit(
            family=route.family,
            write=incoming.method not in READS and not route.reads,
            unit=route.unit,
            query=query,
            app=caller.app_id,
            mailbox=mailbox,
        )
        call = Call(
            method=incoming.method,
            version=incoming.version,
            path=incoming.path,
            query=query,
            headers=incoming.headers,
            body=incoming.body,
            base_url=incoming.base_url,
            caller=caller,
            parameters=parameters,
            db=self.db,
            now=read_clock(self.db),
            limits=self.limits,
        )
        return self._unkindly(call, route, incoming=incoming)

    def _unkindly(self, call: Call, route: Route, *, incoming: Incoming) -> Answer:
        """Do the call, unless the plan in force says otherwise, and spoil what it says to."""
        caller = call.caller
        hands = caller.app_id == PORTAL_ID
        failure = self.injection.failure(
            Seen(
                call.method,
                call.path,
                caller.kind,
                caller.app_id,
                hands,
                at="graph",
                part="" if incoming.batch is None else "item",
            )
        )
        if failure is None:
            return self._written(call, route, incoming=incoming)
        drawn = self.injection.drawn_status(failure)
        refusal = failure.effect.refusal(drawn, datetime.now(UTC))
        if not failure.after_write:
            if refusal is not None:
                raise refusal
            if failure.effect.cut:
                return Answer(0, cut=True)
        answer = self._written(call, route, incoming=incoming)
        if refusal is not None:
            refusal.alarm = answer.alarm
            raise refusal
        return failure.effect.spoiled(answer, this_url=incoming.url, root=call.base_url)

    def cut_of_batch(self, caller: Caller) -> Failure | None:
        """The failure that cuts the connection of a batch, if this one's is cut."""
        hands = caller.app_id == PORTAL_ID
        seen = Seen("POST", "/$batch", caller.kind, caller.app_id, hands, at="graph", part="batch")
        return self.injection.failure(seen)

    def _written(self, call: Call, route: Route, *, incoming: Incoming) -> Answer:
        replication = self.injection.replication
        instead = replication.before(call)
        if instead is not None:
            return instead
        before = self._read_before(call) if call.method == "PATCH" and replication.reads else None
        if call.method in READS or route.reads:
            answer = told_by_names(call, route.handler(call))
        else:
            path = f"/{incoming.version}{incoming.path}"
            with self.ledger.kept(), transaction(self.db):
                answer = route.handler(call)
                self.ledger.settle(Cause(call.method, path, call.caller.app_id, incoming.request_id))
        replication.after(call, route.family, answer=answer, before=before)
        if call.method == "POST" and answer.status == 201:
            self.injection.made(call.path, (answer.body or {}).get("id"))
        return answer

    def _mailbox(self, key: str) -> str:
        """One name for a mailbox, which a path may name by id or by user principal name."""
        found = find_person(self.db, key)
        return key.lower() if found is None else str(found[1])

    def _read_before(self, call: Call) -> Answer | None:
        """What a GET of the same path answers before a PATCH changes it."""
        try:
            route, parameters = ROUTER.find("GET", call.version, path=call.path)
            return route.handler(replace(call, method="GET", body=None, parameters=parameters))
        except GraphError:
            return None


def check_rights(route: Route, caller: Caller) -> None:
    """Raise GraphError 403, in the words of the family, when the caller has none of the route's rights."""
    if not route.rights or any(caller.rights.issuperset(each.split("+")) for each in route.rights):
        return
    if route.family == "conditionalAccess":
        raise GraphError(
            403,
            "AccessDenied",
            "You cannot perform the requested operation, required scopes are missing in the token.",
        )
    if route.family == "mail":
        raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    if route.family.startswith("intune"):
        raise GraphError(
            403,
            "Forbidden",
            "Application is not authorized to perform this operation. Application must have one of the "
            f"following scopes: {', '.join(route.rights)}.",
        )
    raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def error_answer(incoming: Incoming, error: GraphError) -> Answer:
    client_id = incoming.headers.get("client-request-id", incoming.request_id)
    inner: Json = {
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": incoming.request_id,
        "client-request-id": client_id,
    }
    if error.status < 400:
        return Answer(error.status, None, error.headers, error.alarm)
    body: Json = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
    return Answer(error.status, body, error.headers, error.alarm)


def new_request_id() -> str:
    return str(uuid.uuid4())
