"""The tenant's own controls under /_tenant/: a token of their own, this machine only, nothing of Graph's."""

import json
import os
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.simulated_tenant.behaviours.behaviour import BehaviourError
from tools.simulated_tenant.enforcement.devices import device_outcomes
from tools.simulated_tenant.enforcement.report import enforcement, events
from tools.simulated_tenant.faults.plan import FaultPlanError
from tools.simulated_tenant.graph_routes.table import every_right
from tools.simulated_tenant.sign_in.endpoints import base_url
from tools.simulated_tenant.sign_in.tokens import issue_token
from tools.simulated_tenant.snapshot import snapshot
from tools.simulated_tenant.state import Tenant
from tools.simulated_tenant.store.applications import (
    ADMINISTRATOR_ID,
    PORTAL_ID,
    Application,
    change_application,
    read_application,
)
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.store.database import read_setting, transaction
from tools.simulated_tenant.store.old_service import connect_old_service, old_service_summary
from tools.simulated_tenant.store.request_log import forget_requests, read_requests
from tools.simulated_tenant.tempers.temper import written_temper

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
Endpoint = Callable[[Request], Awaitable[Response]]


class ControlError(ValueError):
    """A control that was asked for wrongly: what was expected."""


class Controls:
    """The endpoints over one tenant, for whoever has the token."""

    def __init__(self, tenant: Tenant, token: str) -> None:
        self.tenant = tenant
        self._token = token

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/_tenant/status", self.status),
            ("POST", "/_tenant/clock", self.clock),
            ("POST", "/_tenant/reset", self.reset),
            ("GET", "/_tenant/requests", self.requests),
            ("DELETE", "/_tenant/requests", self.forget),
            ("GET", "/_tenant/snapshot", self.snapshot),
            ("GET", "/_tenant/enforcement", self.enforcement),
            ("GET", "/_tenant/enforcement/events", self.enforcement_events),
            ("GET", "/_tenant/enforcement/devices", self.enforcement_devices),
            ("GET", "/_tenant/faults", self.faults_met),
            ("PUT", "/_tenant/faults", self.faults),
            ("PUT", "/_tenant/temper", self.temper),
            ("POST", "/_tenant/hands", self.hands),
            ("PUT", "/_tenant/behaviour", self.behaviour),
            ("PUT", "/_tenant/application", self.application),
            ("PUT", "/_tenant/old-service", self.old_service),
        ]
        return [Route(path, self._guarded(endpoint), methods=[method]) for method, path, endpoint in table]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            client = request.client.host if request.client else ""
            # The Host header too: a web page must not reach the controls through a name of its own.
            if client not in _LOOPBACK or request.url.hostname not in _LOOPBACK:
                return _error(403, "Controls answer to this machine only.")
            if not self._has_token(request):
                return _error(
                    401, "Controls ask for the token in the file control-token of the tenant's folder."
                )
            try:
                return await endpoint(request)
            except (ControlError, FaultPlanError, BehaviourError) as error:
                return _error(400, str(error))

        return answer

    def _has_token(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        same = secrets.compare_digest(given.strip().encode(), self._token.encode())
        return scheme.lower() == "bearer" and same and self._token != ""

    async def status(self, request: Request) -> Response:
        db, seed = self.tenant.db, self.tenant.seed
        return JSONResponse(
            {
                "pid": os.getpid(),
                "url": base_url(request),
                "tenant_id": read_setting(db, "tenant_id"),
                "client_id": read_application(db).client_id,
                "clock": read_clock(db).isoformat(),
                "people": seed.people,
                "seed": seed.number,
                "first_day": seed.first_day,
                "behaviour": self.tenant.behaviour.name,
                "faults": self.tenant.fault_plan.name,
            }
        )

    async def clock(self, request: Request) -> Response:
        given = await _object(request, {"days", "steps"})
        days, steps = given.get("days"), given.get("steps", 1)
        if isinstance(days, bool) or not isinstance(days, (int, float)) or not 0 < days <= 3660:
            raise ControlError(f"days is a number above 0 and at most 3660, got {days!r}")
        if type(steps) is not int or not 1 <= steps <= 1000:
            raise ControlError(f"steps is a whole number from 1 to 1000, got {steps!r}")
        now, enrolled = self.tenant.advance(days, steps)
        return JSONResponse({"clock": now.isoformat(), "enrolled": enrolled})

    async def reset(self, request: Request) -> Response:
        self.tenant.reset()
        return JSONResponse({"clock": read_clock(self.tenant.db).isoformat()})

    async def requests(self, request: Request) -> Response:
        return JSONResponse({"requests": read_requests(self.tenant.db, _since(request, "a request"))})

    async def forget(self, request: Request) -> Response:
        forget_requests(self.tenant.db)
        return Response(status_code=204)

    async def snapshot(self, request: Request) -> Response:
        return JSONResponse(snapshot(self.tenant.db))

    async def enforcement(self, request: Request) -> Response:
        """Who is enforced and locked out now; `?people=true` lists their ids too."""
        people = request.query_params.get("people", "false")
        if people not in ("true", "false"):
            raise ControlError(f"people is true or false, got {people!r}")
        return JSONResponse(enforcement(self.tenant.db, self.tenant.ledger, people=people == "true"))

    async def enforcement_events(self, request: Request) -> Response:
        return JSONResponse(events(self.tenant.db, _since(request, "an event")))

    async def enforcement_devices(self, request: Request) -> Response:
        """What each active device of each enforced person meets; `?days=30&grace=ended&people=true`."""
        days, grace = request.query_params.get("days", "30"), request.query_params.get("grace", "counts")
        people = request.query_params.get("people", "false")
        if not days.isdigit() or grace not in ("counts", "ended") or people not in ("true", "false"):
            raise ControlError("days is a number, grace is counts or ended, people is true or false")
        return JSONResponse(
            device_outcomes(
                self.tenant.db, days=int(days), grace_ended=grace == "ended", people=people == "true"
            )
        )

    async def faults(self, request: Request) -> Response:
        plan = self.tenant.set_faults(await _object(request))
        return JSONResponse({"faults": plan.name})

    async def temper(self, request: Request) -> Response:
        """{"name": "failing+hands", "seed": 3}: a temper in place of the faults in force."""
        given = await _object(request, {"name", "seed"})
        seed = given.get("seed")
        if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
            raise ControlError(f"seed is a whole number, got {seed!r}")
        plan = self.tenant.set_faults(written_temper(str(given.get("name", "calm")), seed))
        return JSONResponse({"faults": plan.name, "seed": plan.seed})

    async def faults_met(self, request: Request) -> Response:
        """The plan in force; for each of its failures how many requests matched and how many met it; what
        hands did; and who came back before a Retry-After had passed.
        """
        injection = self.tenant.pipeline.injection
        return JSONResponse(
            {
                "faults": injection.plan.name,
                "failures": injection.counts(),
                "hands": [
                    {"says": hand.says, "done": done}
                    for hand, done in zip(injection.plan.hands, injection.by_hand, strict=True)
                ],
                "early": dict(injection.early),
            }
        )

    async def hands(self, request: Request) -> Response:
        """A token of a person who works in the portal, with every right there is; Graph takes it as any."""
        portal = Application(PORTAL_ID, ADMINISTRATOR_ID, "", (), name="Azure Portal")
        token = issue_token(self.tenant.db, portal, base_url=base_url(request), delegated=every_right())
        return JSONResponse({"access_token": token, "app": PORTAL_ID})

    async def behaviour(self, request: Request) -> Response:
        behaviour = self.tenant.set_behaviour(await _object(request))
        return JSONResponse({"behaviour": behaviour.name})

    async def application(self, request: Request) -> Response:
        """{"secretExpired": bool, "rights": [str]}; the answer never shows the secret."""
        given = await _object(request, {"secretExpired", "rights"})
        rights = given.get("rights")
        if rights is not None and not (isinstance(rights, list) and all(isinstance(r, str) for r in rights)):
            raise ControlError("rights is a list of names such as Group.ReadWrite.All")
        with transaction(self.tenant.db):
            application = change_application(
                self.tenant.db,
                secret_expired=given.get("secretExpired"),
                rights=None if rights is None else tuple(rights),
            )
        return JSONResponse({"rights": list(application.rights), "secretExpired": application.secret_expired})

    async def old_service(self, request: Request) -> Response:
        """{"connected": bool}: whether the old service's devices, connector and MDM app are seen."""
        connected = (await _object(request, {"connected"})).get("connected")
        if not isinstance(connected, bool):
            raise ControlError("connected is true or false")
        db = self.tenant.db
        with transaction(db):
            connect_old_service(db, connected, at=read_clock(db).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return JSONResponse(old_service_summary(db))


def _error(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": "control", "message": message}}, status_code=status)


def _since(request: Request, what: str) -> int:
    since = request.query_params.get("since", "0")
    if not since.isdigit():
        raise ControlError(f"since is the id of {what}, got {since!r}")
    return int(since)


async def _object(request: Request, allowed: set[str] | None = None) -> dict[str, Any]:
    try:
        given = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise ControlError("the body is no JSON") from error
    if not isinstance(given, dict):
        raise ControlError("the body is no JSON object")
    if allowed is not None and set(given) - allowed:
        raise ControlError(
            f"unknown key '{sorted(set(given) - allowed)[0]}'; keys are {', '.join(sorted(allowed))}"
        )
    return given
