"""A seeded walk over one campaign, its tenant and everything that happens to both, with an oracle beside it.

The provider is the real one, played without the engine; the tenant is the simulated one, in this process,
without a network. Who comes under an enabled policy, and by which request, is told by the tenant's own ledger
of enforcement; whether they may is judged here from the tenant's tables alone, by nothing of the provider.
"""

import asyncio
import json
import random
import sys
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from pulumi.runtime.proto.provider_pb2 import InvokeRequest

from intune_waves.campaign.naming import everybody_policy_name, marked_for, stack_mark
from intune_waves.graph import conditional_access
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError, NotFound, Unavailable
from intune_waves.graph.client.pacing import Pace, Patience
from intune_waves.graph.conditional_access import REPORT_ONLY, set_state
from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.intune_provider import MAY_ENABLE, IntuneProvider
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import to_wire
from tests.provider.engine import CheckRefusedError, Declared
from tests.simulated_tenant.simulated import Simulated
from tools.simulated_tenant.batching import answer_batch
from tools.simulated_tenant.enforcement.audience import audience
from tools.simulated_tenant.enforcement.report import events
from tools.simulated_tenant.pipeline import Incoming, new_request_id
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.store.database import transaction
from tools.simulated_tenant.wire.call import Caller

Values = dict[str, Any]
Flag = frozenset[str]
"""The parts of a run that a flag leaves out: campaign, gate, policy, admission."""
WHOLE: Flag = frozenset()
PARTS = frozenset({"campaign", "gate", "policy", "admission"})
FLAGS: tuple[Flag, ...] = (
    *(PARTS - {each} for each in sorted(PARTS)),
    *(frozenset({each}) for each in sorted(PARTS)),
    frozenset({"campaign", "gate"}),
    frozenset({"gate", "admission"}),
)
"""--target one kind of resource, --exclude one kind or two."""
URL = "https://localhost"
POLICIES = "/v1.0/identity/conditionalAccess/policies"
COMPLIANCE = "/beta/deviceManagement/deviceCompliancePolicies"
RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"
ENABLED = "enabled"
STAGES = ("planned", "announce", "instruct", "deadline", "enforce")
CLOSES = 7
"""The period from which on one policy is for everybody."""
SPOKEN = {"windows": "windows", "mac": "macOS"}
"""A platform by conditional access's name."""
NEWCOMER_DAYS = 14
COVERAGE = {"one": 80.0, "two": 60.0}
PEOPLE = 60


class KilledError(BaseException):
    """The run is killed: nothing of it goes on."""


@dataclass
class Trouble:
    """What meets the requests of one run, by the number of the write or the read that it meets."""

    kill_at_write: int | None = None
    killed_after: bool = False
    """Whether the write that is under way when the run is killed reaches the tenant."""
    failing_write: int | None = None
    failing_read: int | None = None
    """The read that fails, and every read after it."""
    status: int = 503
    after: bool = False
    """Whether the failing write is carried out before it is answered so."""
    lost: bool = False
    """Whether the failing write gets no answer at all."""
    stuck: bool = False
    """Whether every write after the failing one fails too."""
    items: bool = False
    """Whether only every second request of a failing $batch is refused."""
    short: bool = False
    """Whether the failing read answers a list that ends early, instead of a refusal."""
    once: bool = False
    """Whether that one read alone fails, and none after it."""
    met: bool = False
    """Whether anything has met a request yet."""

    def fails(self, write: int) -> bool:
        """Whether the write of this number is to fail."""
        if self.failing_write is None:
            return False
        return write == self.failing_write or (self.stuck and write > self.failing_write)

    def reads_badly(self, read: int) -> bool:
        """Whether the read of this number is to fail."""
        if self.failing_read is None:
            return False
        return read == self.failing_read or (not self.once and read > self.failing_read)


class InProcess:
    """Carries the provider's requests to the tenant, one after the other; `wrote` hears after each write."""

    url = URL

    def __init__(self, simulated: Simulated, caller: Caller, wrote: Callable[[str, str], None]) -> None:
        self._simulated, self._caller, self._wrote = simulated, caller, wrote
        self.trouble = Trouble()
        self.writes = self.reads = 0
        self.written: list[str] = []

    async def close(self) -> None:
        """Nothing is open."""

    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        asked = json.loads(body) if body else None
        parts = urlsplit(url)
        batch = asked is not None and parts.path.endswith("/$batch")
        items = asked["requests"] if asked and batch else [{"method": method, "url": parts.path}]

        async def carried_out() -> Answer:
            answer = await self._answer(method, url, asked, headers)
            self._told(items)
            return answer

        if any(_writes(item) for item in items):
            return await self._write(items, asked if batch else None, carried_out)
        self.reads += 1
        trouble = self.trouble
        if trouble.reads_badly(self.reads):
            trouble.met = True
            if not trouble.short:
                return self._refused(trouble.status)
        answer = await carried_out()
        if trouble.short and trouble.met and isinstance(answer.body, dict):
            _cut_short(answer.body)
        return answer

    async def _write(
        self, items: list[Values], batch: Values | None, carried_out: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Carry a write out, or let happen to it what this run's trouble is."""
        self.writes += 1
        self.written = [f"{item['method']} {item['url']}" for item in items]
        trouble = self.trouble
        if trouble.kill_at_write == self.writes:
            trouble.met = True
            if trouble.killed_after:
                await carried_out()
            raise KilledError
        if not trouble.fails(self.writes):
            return await carried_out()
        trouble.met = True
        if batch and trouble.items:
            return await self._refusing_half(batch)
        if trouble.after:
            await carried_out()
        if trouble.lost:
            raise Unavailable("the tenant", items[0]["method"])
        return self._refused(trouble.status)

    async def _refusing_half(self, batch: Values) -> Answer:
        """Carry out every second request of a $batch, and refuse the others."""
        done, refused = batch["requests"][::2], batch["requests"][1::2]
        answer = await self._answer("POST", f"{URL}/v1.0/$batch", {"requests": done}, {})
        self._told(done)
        error = self._refused(self.trouble.status)
        answer.body["responses"] += [
            {"id": each["id"], "status": error.status, "headers": {}, "body": error.body} for each in refused
        ]
        return answer

    def _told(self, items: list[Values]) -> None:
        for item in items:
            if _writes(item):
                self._wrote(item["method"], item["url"])

    def _refused(self, status: int) -> Answer:
        code = "accessDenied" if status == 403 else "serviceNotAvailable"
        return Answer(status, self._dated({}), {"error": {"code": code, "message": "not now"}})

    def _dated(self, headers: Mapping[str, str]) -> dict[str, str]:
        now = format_datetime(read_clock(self._simulated.tenant.db), usegmt=True)
        return {"date": now, **{name.lower(): str(value) for name, value in headers.items()}}

    async def _answer(self, method: str, url: str, body: Any, headers: Mapping[str, str]) -> Answer:
        answer = await answered(self._simulated, self._caller, method, url, body, headers)
        return Answer(answer.status, self._dated(answer.headers), answer.body)


async def answered(
    simulated: Simulated,
    caller: Caller,
    method: str,
    url: str,
    body: Any,
    headers: Mapping[str, str],
    *,
    seconds: float = 30,
) -> Any:
    """The tenant's answer to one request of a caller who has signed in; `seconds` pass with it."""
    simulated.seconds += seconds
    parts = urlsplit(url)
    version, _, path = parts.path.lstrip("/").partition("/")
    incoming = Incoming(
        method,
        version,
        "/" + path,
        parts.query,
        {name.lower(): value for name, value in headers.items()},
        body,
        URL,
        new_request_id(),
    )
    pipeline = simulated.tenant.pipeline
    if path == "$batch":
        return await answer_batch(pipeline, incoming, caller=caller)
    return await pipeline.answer(incoming, caller)


def _writes(item: Values) -> bool:
    return item["method"] != "GET" and "getByIds" not in item["url"]


def _cut_short(body: Values) -> None:
    lists = [body, *(part.get("body") or {} for part in body.get("responses", ()))]
    for each in lists:
        if isinstance(each, dict) and isinstance(each.get("value"), list) and len(each["value"]) > 1:
            each["value"] = each["value"][: len(each["value"]) // 2]


class _Connected(Connection):
    """A connection that is open already."""

    def __init__(self, client: GraphClient, tell: Callable[[str], None]) -> None:
        super().__init__({}, tell)
        self._client = client


@dataclass(kw_only=True)
class Policy:
    """A policy of the campaign: its id, and what azuread's state has of it."""

    policy: str = ""
    azuread: Values | None = None


@dataclass
class Wave(Policy):
    """A wave's objects in the tenant, and what the engine's state holds of them."""

    id: str
    title: str
    group: str
    enforced: str
    platforms: list[str] = field(default_factory=lambda: ["windows"])
    gate: Values = field(default_factory=dict)
    admission: Values = field(default_factory=dict)
    joined: dict[str, date] = field(default_factory=dict)
    """When each person came to the target group last."""
    away: dict[str, date] = field(default_factory=dict)
    """Who has left the target group since the last admission's write, and when they had come. Whoever is back
    before the next has been away for nobody, and keeps their day: a membership says not since when it is.
    """
    taken_out: dict[str, date] = field(default_factory=dict)
    """Whom a hand has taken out of the enforced group, and when."""
    put_in: set[str] = field(default_factory=set)
    """Whom a hand has put into the enforced group since the last admission's write. A hand that takes them
    out again leaves the group as that write left it: nothing in the tenant tells of either.
    """
    let_out: set[str] = field(default_factory=set)
    """Whom a run has let out of the enforced group although they are in the wave. Only a gate may bring them
    back before their day, in whatever run: a run that is refused or killed leaves that to the next.
    """
    touched: bool = False
    """Whether a hand has changed who is enforced since the last whole run."""
    broken_off: bool = False
    """Whether a run has written to the enforced group and was broken off: whom a hand takes out now, nobody
    can tell from a person whom that run had not come to yet.
    """
    unclear_until: date | None = None
    """Until when nobody can tell a newcomer from a person whom a hand has taken out."""


class BrokenError(AssertionError):
    """What must never happen has."""


class Machine:
    """One campaign of two waves; `step` does one thing to it, drawn from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.simulated = Simulated(PEOPLE)
        self.simulated.control("PUT", "old-service", {"connected": False})
        self.simulated.control("POST", "reset", {})
        self.db = self.simulated.tenant.db
        pipeline = self.simulated.tenant.pipeline
        self.app = pipeline.signed_in({"authorization": f"Bearer {self.simulated.token}"})
        hands = self.simulated.control("POST", "hands").json()["access_token"]
        self.hands = pipeline.signed_in({"authorization": f"Bearer {hands}"})
        self.period = 0
        self.stopped = False
        self.campaign: Values = {}
        self.closing: Values = {}
        self.everybody = Policy()
        self.history: list[str] = []
        self.gate_under_way = ""
        """The wave whose gate is being written; azuread and the admissions write at other times."""
        self.judged = 0
        """How many people were seen to come under an enabled policy by a write of ours."""
        self.asked_more = 0
        """How many of them were under it already, and were asked on further platforms."""
        self.since = 0
        self.refused: dict[str, int] = {}
        self.steps: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (10, self.go_on),
            (5, self.up_again),
            (4, self.go_back),
            (3, self.preview),
            (2, self.refresh),
            (1, self.refresh_the_policies),
            (2, self.stop),
            (2, self.resume),
            (4, self.days_pass),
            (4, self.somebody_joins),
            (3, self.somebody_leaves),
            (2, self.somebody_is_disabled),
            (2, self.somebody_is_enabled),
            (3, self.somebody_loses_compliance),
            (3, self.everybody_is_compliant),
            (3, self.hand_changes_the_policy),
            (2, self.hand_adds_to_the_enforced_group),
            (2, self.hand_takes_out_of_the_enforced_group),
            (1, self.break_glass_is_disabled),
            (2, self.break_glass_is_enabled),
            (1, self.hand_deletes_the_policy),
            (1, self.everybody_is_in_a_wave),
            (1, self.platforms_change),
        ]

    # ---- the tenant, by hand

    async def hand(self, method: str, path: str, body: Any = None) -> Any:
        answer = await answered(
            self.simulated,
            self.hands,
            method,
            URL + path,
            body,
            {"ConsistencyLevel": "eventual"},
        )
        assert answer.status < 400, (method, path, answer)
        return answer.body

    async def begin(self) -> None:
        """Make what the components and azuread make before anybody is enforced, and walk to period 3."""
        users = (await self.hand("GET", "/v1.0/users?$select=id,userPrincipalName&$top=999"))["value"]
        self.break_glass = [u["id"] for u in users if "breakglass" in u["userPrincipalName"]]
        self.people = [u["id"] for u in users if "breakglass" not in u["userPrincipalName"]]
        self.random.shuffle(self.people)
        with transaction(self.db):
            for table in ("owned_device", "managed_device", "device_owner", "device_mark"):
                self.db.execute(f"DELETE FROM {table}")
        covered = self.people[:40]
        for person in covered:
            self.give_device(person, "windows")
        for person in self.random.sample(covered, 6):
            self.give_device(person, "mac", self.random.choice(["compliant", "noncompliant"]))
        # The campaign is in the state before anything of it is in the tenant.
        self.period, self.waves = 1, []
        await self.run(preview=False)
        self.waves = [
            await self._wave("one", "One", covered[:12]),
            await self._wave("two", "Two", covered[12:28] + self.people[-2:]),
        ]
        self.since = events(self.db, 0)["last"]
        for period in (1, 2, 3):
            self.period = period
            await self.run(preview=False)
        assert not self.history or "refused" not in self.history[-1], self.history

    async def _wave(self, wave_id: str, title: str, people: list[str]) -> Wave:
        group, enforced = [
            str((await self.hand("POST", "/v1.0/groups", _group(name)))["id"])
            for name in (f"Intune waves: {title}", f"Intune waves: {title} (enforced)")
        ]
        wave = Wave(wave_id, title, group, enforced)
        for person in people:
            await self._join(wave, person)
        await self._restrict(title, group)
        await self._protect(title, group)
        wave.policy = (await self.hand("POST", POLICIES, self._policy(wave, "announce")))["id"]
        wave.azuread = self._policy(wave, "announce")
        return wave

    async def _restrict(self, title: str, group: str) -> None:
        for platform, name in (("windows", "Windows"), ("mac", "macOS")):
            body = {
                "@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration",
                "displayName": f"Intune waves: {title} ({name})",
                "platformType": platform,
                "platformRestriction": {"platformBlocked": False, "personalDeviceEnrollmentBlocked": False},
            }
            made = (await self.hand("POST", RESTRICTIONS, body))["id"]
            assigned = {"enrollmentConfigurationAssignments": [_target(group)]}
            await self.hand("POST", f"{RESTRICTIONS}/{made}/assign", assigned)

    async def _protect(self, title: str, group: str) -> None:
        block = {"actionType": "block", "gracePeriodHours": 672}
        for kind, name in (("windows10", "Windows"), ("macOS", "macOS")):
            body = {
                "@odata.type": f"#microsoft.graph.{kind}CompliancePolicy",
                "displayName": f"Intune waves: {title} compliance ({name})",
                "scheduledActionsForRule": [{"ruleName": "Any", "scheduledActionConfigurations": [block]}],
            }
            made = (await self.hand("POST", COMPLIANCE, body))["id"]
            await self.hand("POST", f"{COMPLIANCE}/{made}/assign", {"assignments": [_target(group)]})

    async def _join(self, wave: Wave, person: str, group: str = "") -> None:
        reference = {"@odata.id": f"{URL}/v1.0/directoryObjects/{person}"}
        await self.hand("POST", f"/v1.0/groups/{group or wave.group}/members/$ref", reference)
        if not group:
            wave.joined[person] = wave.away.pop(person, self.today())
            # Whoever comes to the wave anew is a newcomer, whatever a hand did when they were in it before.
            wave.taken_out.pop(person, None)
            wave.let_out.discard(person)

    async def change_places(self, wave: Wave, leaver: str, newcomer: str) -> None:
        """Take one person out of a wave and another one into it."""
        await self._leave(wave, leaver)
        await self._join(wave, newcomer)

    async def _leave(self, wave: Wave, person: str) -> None:
        await self.hand("DELETE", f"/v1.0/groups/{wave.group}/members/{person}/$ref")
        if wave.admission.get("state", {}).get("stage") == "enforce":
            wave.away[person] = wave.joined[person]

    def today(self) -> date:
        return read_clock(self.db).date()

    def members(self, group: str) -> set[str]:
        rows = self.db.execute("SELECT member_id FROM membership WHERE group_id = ?", (group,))
        return {row[0] for row in rows}

    def compliant(self, person: str, platforms: Collection[str] = ("windows",)) -> bool:
        """Whether the person has a compliant device on any of the platforms."""
        return "compliant" in self._device_states(person, platforms)

    def loses_nothing(self, person: str, platforms: Collection[str]) -> bool:
        """Whether the person has devices on the platforms, and all of them are compliant."""
        return self._device_states(person, platforms) == {"compliant"}

    def _device_states(self, person: str, platforms: Collection[str]) -> set[str]:
        devices = self.db.execute(
            "SELECT platform, compliance_state FROM managed_device WHERE person_id = ?", (person,)
        )
        return {state for platform, state in devices if platform in platforms}

    def enabled(self, person: str) -> bool:
        row = self.db.execute("SELECT account_enabled FROM person WHERE id = ?", (person,)).fetchone()
        return bool(row and row[0])

    def give_device(self, person: str, platform: str, state: str = "compliant") -> None:
        """A device that Intune manages and Entra ID knows."""
        device, now = str(uuid.UUID(int=self.random.getrandbits(128))), self._now()
        with transaction(self.db):
            self.db.execute(
                "INSERT INTO owned_device (id, person_id, platform, personal, maker, model, os_version, "
                "enrolled, kind) VALUES (?, ?, ?, 0, 'Maker', 'Model', '1', 1, 'used')",
                (device, person, platform),
            )
            self.db.execute(
                "INSERT INTO managed_device (id, person_id, device_name, platform, operating_system, "
                "os_version, owner_type, compliance_state, enrolled, last_sync, maker, model, serial_number, "
                "user_principal_name, user_display_name) "
                "VALUES (?, ?, 'D', ?, ?, '1', 'company', ?, ?, ?, 'M', 'M', 'S', 'u', 'U')",
                (device, person, platform, {"windows": "Windows", "mac": "macOS"}[platform], state, now, now),
            )

    def _now(self) -> str:
        return read_clock(self.db).strftime("%Y-%m-%dT%H:%M:%SZ")

    def policy_in_tenant(self, wave: Policy) -> Values | None:
        row = self.db.execute(
            "SELECT document FROM conditional_access_policy WHERE json_extract(document, '$.id') = ?",
            (wave.policy,),
        ).fetchone()
        return json.loads(row[0]) if row else None

    # ---- what is declared

    def stages(self, period: int) -> dict[str, str]:
        found = {}
        for late, wave in enumerate(("one", "two")):
            stage = STAGES[max(0, min(period - late, len(STAGES) - 1))]
            found[wave] = "deadline" if self.stopped and stage == "enforce" else stage
        return found

    @property
    def policies(self) -> list[Policy]:
        return [*self.waves, self.everybody]

    @property
    def closed(self) -> bool:
        return self.period >= CLOSES

    def declared_campaign(self) -> Values:
        asked = {"one": ["windows"], "two": ["windows"], **{each.id: each.platforms for each in self.waves}}
        waves = [
            {"id": "one", "title": "One", "platforms": asked["one"], "size": 2},
            {"id": "two", "title": "Two", "platforms": asked["two"], "everybodyElse": True},
        ]
        return {
            "name": "adatum",
            "period": self.period,
            "stages": self.stages(self.period),
            "nextStages": self.stages(self.period + 1),
            "waves": waves,
            "firstDay": "2025-01-06",
            "periodDays": 14,
            "breakGlassIds": self.break_glass,
            "refusesUnprotected": True,
            **({"stop": "a reason"} if self.stopped else {}),
            **({"closed": True} if self.closed else {}),
        }

    def declared_gate(self, wave: Wave) -> Values:
        return {
            "wave": wave.id,
            "title": wave.title,
            "stage": self.stages(self.period)[wave.id],
            "groupId": wave.group,
            "enforcedGroupId": wave.enforced,
            "platforms": wave.platforms,
            "period": self.period,
            **self._asked(wave),
            "thresholds": {"coverage": COVERAGE[wave.id]},
        }

    def _asked(self, wave: Wave) -> Values:
        """What an enabled policy asks: the gate is told, and lets the policy ask it."""
        enforces = self.stages(self.period)[wave.id] == "enforce"
        asked = self.platforms if self.closed else wave.platforms
        return {"asksOn": [SPOKEN[each] for each in asked], "leavesOut": []} if enforces else {}

    @property
    def platforms(self) -> list[str]:
        """Those of all waves."""
        return sorted({each for wave in self.waves for each in wave.platforms})

    def declared_admission(self, wave: Wave) -> Values:
        stage = self.stages(self.period)[wave.id]
        policy = self._policy(wave, stage)
        own = {
            "id": wave.policy,
            "state": policy["state"],
            "includedGroups": policy["conditions"]["users"]["includeGroups"],
            "excludedUsers": self.break_glass,
            "platforms": policy["conditions"]["platforms"]["includePlatforms"],
        }
        return {
            "wave": wave.id,
            "title": wave.title,
            "stage": stage,
            "groupId": wave.group,
            "enforcedGroupId": wave.enforced,
            "platforms": wave.platforms,
            "breakGlassIds": self.break_glass,
            **({} if self.closed else {"policy": own}),
            "thresholds": {"coverage": COVERAGE[wave.id]},
        }

    def _policy(self, wave: Wave, stage: str) -> Values:
        """The wave's policy. What an enabled one asks the program takes from the gate."""
        enforces = stage == "enforce"
        asked = wave.gate["state"].get("mayAskOn") if enforces else None
        return _policy(
            f"Intune waves: {wave.title} needs a compliant device",
            ENABLED if enforces else REPORT_ONLY,
            asked or [SPOKEN[each] for each in wave.platforms],
            [wave.enforced if enforces else wave.group],
            self.break_glass,
        )

    def _policy_for_everybody(self) -> Values:
        asked = {each for wave in self.waves for each in wave.gate["state"].get("mayAskOn", ())}
        return _policy(
            everybody_policy_name(),
            REPORT_ONLY if self.stopped else ENABLED,
            sorted(asked) if asked else [SPOKEN[each] for each in self.platforms],
            [wave.enforced for wave in self.waves],
            [*self.break_glass, "GuestsOrExternalUsers"],
        )

    # ---- a run

    async def run(self, *, preview: bool, trouble: Trouble | None = None, without: Flag = WHOLE) -> str:
        """A run of the engine, which ends where the first resource fails; answers how it ended.

        `without` are the parts that a flag leaves out.
        """
        carrier = InProcess(self.simulated, self.app, self._look)
        client = GraphClient(URL, carrier, patience=_impatient)
        provider = IntuneProvider("0.0.0", {}, tell=lambda said: None)
        provider.connection = _Connected(client, lambda said: None)
        self.before = {wave.id: self.under(wave) for wave in self.waves}
        self.gate_under_way = ""
        self.held = {wave.id: self.members(wave.enforced) for wave in self.waves}
        self.enforced_before = {wave.id: self.under(wave) for wave in self.waves}
        self.entering = {
            wave.id: wave.admission.get("state", {}).get("stage") != "enforce" for wave in self.waves
        }
        try:
            if preview:
                await self._run(provider, client, without, applies=False)
                provider = IntuneProvider("0.0.0", {}, tell=lambda said: None)
                provider.connection = _Connected(client, lambda said: None)
            carrier.writes = carrier.reads = 0
            carrier.trouble = trouble or Trouble()
            await self._run(provider, client, without, applies=True)
        except KilledError:
            return self._ended("killed")
        except (Refusal, CheckRefusedError, GraphError) as error:
            rule = str(error).rpartition("[")[2].rstrip("]\n ")[:40]
            self.refused[rule] = self.refused.get(rule, 0) + 1
            return self._ended(f"refused: {str(error)[:200]}")
        if without == WHOLE:
            for wave in self.waves:
                self._look_after(wave, provider.connection)
        return self._ended("done")

    def _look_after(self, wave: Wave, connection: Connection) -> None:
        """What must hold after a whole run in which nothing was refused."""
        under, listed = self.under(wave), self.members(wave.group)
        if self.stages(self.period)[wave.id] != "enforce":
            self._must(not under, f"{wave.id} is not in enforce and people are under its policy")
        elif not connection.goes_back and not self._looks_the_same(wave, connection):
            self._must(
                not under - listed,
                f"{wave.id}: {under - listed} left the wave and are still under its policy",
            )
            clear = wave.unclear_until is None or wave.unclear_until <= self.today()
            outside = {each for each in listed - under - set(self.break_glass) if self.enabled(each)}
            missing = {each for each in outside if self.loses_nothing(each, wave.platforms)}
            self._must(
                wave.touched or not clear or not missing,
                f"{wave.id}: {missing} lose nothing, nobody took them out, and the run has not admitted them",
            )
        if wave.touched and not connection.goes_back:
            wave.touched = False
            wave.unclear_until = self.today() + timedelta(days=NEWCOMER_DAYS)

    def _looks_the_same(self, wave: Wave, connection: Connection) -> bool:
        """Whether a run in which nothing moves has compared counts, and has found those of before.

        Somebody who left while another came is noticed by the next step.
        """
        state = wave.admission["state"]
        counted = (len(self.members(wave.group)), len(self.members(wave.enforced)))
        same = (state["listed"], state["admitted"]) == counted
        return same and connection.campaign_at_rest is not None

    def _ended(self, how: str) -> str:
        self.history.append(f"  run of period {self.period}: {how}")
        return how

    async def _run(
        self, provider: IntuneProvider, client: GraphClient, without: Flag, *, applies: bool
    ) -> None:
        campaign = Declared(provider, "intune:index:Campaign", "campaign", **self.campaign)
        if "campaign" not in without:
            await self._apply(campaign, self.declared_campaign(), applies)
            self.campaign = self.campaign if not applies else _kept(campaign)
            if applies and provider.connection.goes_back:
                self._let_out_by_the_campaign()
        for wave in self.waves:
            gate = Declared(provider, "intune:index:StageGate", wave.id, **wave.gate)
            if "gate" not in without:
                self.gate_under_way = wave.id
                await self._apply(gate, self.declared_gate(wave), applies)
                self.gate_under_way = ""
                wave.gate = wave.gate if not applies else _kept(gate)
            if not self.closed:
                await self._admit(provider, client, wave, without, applies=applies)
        if self.closed:
            await self._close(provider, client, without, applies=applies)
            for wave in self.waves:
                await self._admit(provider, client, wave, without, applies=applies)
        if applies and without == WHOLE:
            # What is not declared any more goes once everything else is done.
            for policy in self.policies[:-1] if self.closed else self.policies[-1:]:
                await self._azuread(client, policy, None)

    async def _admit(
        self, provider: IntuneProvider, client: GraphClient, wave: Wave, without: Flag, *, applies: bool
    ) -> None:
        """The wave's own policy, where it has one, and behind the policy its admission."""
        if applies and "policy" not in without and not self.closed:
            await self._may_be_enabled(provider, wave)
            await self._azuread(client, wave, self._policy(wave, self.stages(self.period)[wave.id]))
        if "admission" not in without:
            admission = Declared(provider, "intune:index:Admission", wave.id, **wave.admission)
            await self._apply(admission, self.declared_admission(wave), applies)
            if applies:
                if admission.state is not wave.admission.get("state"):
                    wave.put_in.clear()
                    wave.away.clear()
                wave.admission, wave.broken_off = _kept(admission), False

    async def _close(
        self, provider: IntuneProvider, client: GraphClient, without: Flag, *, applies: bool
    ) -> None:
        """The closing's gate, and the one policy for everybody."""
        gate = Declared(provider, "intune:index:ClosingGate", "closing", **self.closing)
        if "gate" not in without:
            await self._apply(gate, {"campaign": "adatum"}, applies)
            self.closing = self.closing if not applies else _kept(gate)
        if applies and "policy" not in without:
            for wave in self.waves:
                await self._may_be_enabled(provider, wave)
            await self._azuread(client, self.everybody, self._policy_for_everybody())

    async def _may_be_enabled(self, provider: IntuneProvider, wave: Wave) -> None:
        """What the program asks before it has a policy enabled: the gate's word, and the provider's."""
        if self.stages(self.period)[wave.id] != "enforce":
            return
        if "mayAskOn" not in wave.gate["state"]:
            raise Refusal("what the policy may ask was judged by no gate yet [tightening]")
        asked = {name: self.declared_gate(wave)[name] for name in _ASKED_OF}
        asked["platforms"] = self.platforms if self.closed else wave.platforms
        request = InvokeRequest(tok=MAY_ENABLE, args=to_wire({**asked, "breakGlassIds": self.break_glass}))
        await provider.invoke(request)

    async def _apply(self, resource: Declared, inputs: Values, applies: bool) -> None:
        if applies:
            await resource.up(inputs)
        elif resource.resource_id:
            await resource.diff(inputs)
        else:
            await resource.check(inputs)

    async def _azuread(self, client: GraphClient, policy: Policy, desired: Values | None) -> None:
        """What azuread does: it writes what its own state has otherwise, whatever the tenant has."""
        if policy.azuread == desired:
            return
        path = POLICIES.removeprefix("/v1.0")
        if desired is None:
            with suppress(NotFound):
                await client.delete(f"{path}/{policy.policy}", about="a policy")
        elif policy.azuread is None:
            policy.policy = (await client.post(path, desired)).text("id")
        else:
            await client.patch(f"{path}/{policy.policy}", desired)
        policy.azuread = desired

    def _let_out_by_the_campaign(self) -> None:
        """Once the campaign's own write is done, nobody is under a policy of a wave that is not in enforce:
        of one that went back, and of one that a hand has enabled before its day.
        """
        for wave in self.waves:
            if self.stages(self.period)[wave.id] != "enforce":
                self._must(not self.under(wave), f"{wave.id} went back and people are under its policy")

    # ---- the oracle

    def under(self, wave: Wave) -> set[str]:
        """The people of the wave under an enabled policy of the campaign, as the tenant itself counts."""
        own, held = self._reached(wave), self.members(wave.enforced) | self.members(wave.group)
        return own | self._reached(self.everybody) & held

    def _reached(self, policy: Policy) -> set[str]:
        found = self.policy_in_tenant(policy)
        if found is None or found["state"] != ENABLED:
            return set()
        reached = audience(self.db, found["conditions"]["users"])
        rows = self.db.execute(f"SELECT id FROM person WHERE {reached.sql}", reached.values)
        return {row[0] for row in rows}

    def _look(self, method: str, path: str) -> None:
        """Judge whom the write that has just been done brought under an enabled policy."""
        found = events(self.db, self.since)
        self.since = found["last"]
        for event in found["events"]:
            if event["came"] and event["app"] == self.app.app_id:
                self._judge(event)
        for wave in self.waves:
            wave.broken_off |= f"/groups/{wave.enforced}" in path
            before, self.held[wave.id] = self.held[wave.id], self.members(wave.enforced)
            gone = before - self.held[wave.id]
            wave.let_out |= {each for each in gone & self.members(wave.group) if self.enabled(each)}
            wave.let_out -= self.held[wave.id]
            self.enforced_before[wave.id] = self.under(wave)
            # Whom a write has let out is admitted anew by the gate, whoever was under the policy before.
            self.entering[wave.id] |= not self.under(wave)

    def _judge(self, event: Values) -> None:
        person, path = event["person"], event["path"]
        what = f"{event['method']} {path} brought {person} under an enabled policy"
        self.judged += 1
        admits = next((each for each in self.waves if f"/groups/{each.enforced}/" in f"{path}/"), None)
        # A gate may have its wave's own policy ask on further platforms, of people who are under it already.
        asks_more = next(
            (
                each
                for each in self.waves
                if each.id == self.gate_under_way and path.endswith(each.policy)
                if person in self.enforced_before[each.id]
            ),
            None,
        )
        wave = admits or asks_more
        self._must(wave is not None, f"{what}: no write of an admission, nor of a gate that asks more")
        assert wave is not None
        for account in self.break_glass:
            self._must(self.enabled(account), f"{what} while a break-glass account is disabled")
            for policy in (wave, self.everybody):
                found = self.policy_in_tenant(policy)
                if found and found["id"] in event["policies"]:
                    excluded = found["conditions"]["users"]["excludeUsers"]
                    self._must(account in excluded, f"{what} while a break-glass account is not excluded")
        self._must(person not in self.break_glass, f"{what}, a break-glass account")
        self._must(person in self.members(wave.group), f"{what}, who is not in the wave")
        self._must(self.stages(self.period)[wave.id] == "enforce", f"{what} of a wave not in enforce")
        out = wave.taken_out.get(person)
        self._must(
            out is None or out + timedelta(days=NEWCOMER_DAYS) <= self.today(),
            f"{what}, whom a hand took out on {out}",
        )
        people = {each for each in self.members(wave.group) - set(self.break_glass) if self.enabled(each)}
        share = 100 * len([each for each in people if self.compliant(each, wave.platforms)]) / len(people)
        if asks_more:
            self.asked_more += 1
            self._must(share >= COVERAGE[wave.id], f"{what} on further platforms, with {share:.0f} % covered")
        if asks_more or self.compliant(person, wave.platforms):
            return
        enters = self.entering[wave.id] or not self.before[wave.id] or person in wave.let_out
        due = wave.joined[person] + timedelta(days=NEWCOMER_DAYS) <= self.today()
        self._must(
            due or (enters and share >= COVERAGE[wave.id]),
            f"{what}, who loses access before their day (entering {enters}, {share:.0f} % covered)",
        )

    def _must(self, holds: bool, what: str) -> None:
        if not holds:
            raise BrokenError("\n".join([*self.history[-14:], what]))

    # ---- the steps

    async def step(self) -> None:
        weights = [weight for weight, _ in self.steps]
        _, chosen = self.random.choices(self.steps, weights)[0]
        self.history.append(chosen.__name__)
        await chosen()
        # What hands did between runs is theirs.
        self.since = events(self.db, self.since)["last"]
        self.held = {wave.id: self.members(wave.enforced) for wave in self.waves}
        for wave in self.waves:
            # Whoever is enforced again is so by a hand, or by a run that was judged.
            for person in self.under(wave) & wave.taken_out.keys():
                del wave.taken_out[person]

    def _trouble(self) -> Trouble:
        drawn, at = self.random.random(), self.random.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 9])
        if drawn < 0.5:
            return Trouble()
        after = self.random.random() < 0.5
        status = self.random.choice([503, 403])
        if drawn < 0.65:
            made = Trouble(kill_at_write=at, killed_after=after)
        elif drawn < 0.85:
            made = Trouble(failing_write=at, status=status, after=after and status == 503)
            made.lost, made.stuck, made.items = (self.random.random() < chance for chance in (0.3, 0.5, 0.5))
        else:
            made = Trouble(failing_read=at * 3, status=status, short=after, once=at % 2 == 0)
        self.history.append(f"  {made}")
        return made

    async def _some_run(self) -> str:
        without = self.random.choice(FLAGS) if self.random.random() < 0.2 else WHOLE
        if without:
            self.history.append(f"  without: {', '.join(sorted(without))}")
        return await self.run(preview=self.random.random() < 0.6, trouble=self._trouble(), without=without)

    async def go_on(self) -> None:
        """Advance; who is refused takes the line in the stack file back as often as not."""
        self.period = max(3, int(self.campaign["inputs"]["period"]) + 1)
        if (await self._some_run()).startswith("refused") and self.random.random() < 0.7:
            self.period = max(self.period - 1, 3)

    async def go_back(self) -> None:
        self.period = max(3, int(self.campaign["inputs"]["period"]) - 1)
        await self._some_run()

    async def up_again(self) -> None:
        await self._some_run()

    async def preview(self) -> None:
        carrier = InProcess(self.simulated, self.app, self._look)
        client = GraphClient(URL, carrier, patience=_impatient)
        provider = IntuneProvider("0.0.0", {}, tell=lambda said: None)
        provider.connection = _Connected(client, lambda said: None)
        with suppress(Refusal, CheckRefusedError, GraphError):
            await self._run(provider, client, WHOLE, applies=False)
        self._must(carrier.writes == 0, f"a preview has written: {carrier.written}")

    async def refresh(self, *, policies_alone: bool = False) -> None:
        """What `pulumi refresh` takes over from the tenant; a policy that is gone is made anew.

        With `policies_alone` a flag leaves out whatever is not azuread's.
        """
        carrier = InProcess(self.simulated, self.app, self._look)
        client = GraphClient(URL, carrier, patience=_impatient)
        provider = IntuneProvider("0.0.0", {}, tell=lambda said: None)
        provider.connection = _Connected(client, lambda said: None)
        for policy in self.policies:
            found = self.policy_in_tenant(policy)
            if found is None:
                policy.azuread = None
            elif policy.azuread is not None:
                policy.azuread = {
                    **policy.azuread,
                    "state": found["state"],
                    "conditions": found["conditions"],
                }
        if policies_alone:
            return
        for wave in self.waves:
            for token, name in (("StageGate", "gate"), ("Admission", "admission")):
                if kept := getattr(wave, name):
                    resource = Declared(provider, f"intune:index:{token}", wave.id, **kept)
                    await resource.refresh()
                    setattr(wave, name, _kept(resource))

    async def refresh_the_policies(self) -> None:
        await self.refresh(policies_alone=True)

    async def stop(self) -> None:
        """What ./migrate stop does: policies to report-only, and the stack file says so."""
        carrier = InProcess(self.simulated, self.app, self._look)
        client = GraphClient(URL, carrier, patience=_impatient)
        for policy in self.policies:
            if self.policy_in_tenant(policy):
                await set_state(client, policy.policy, state=REPORT_ONLY)
        for wave in self.waves:
            self._must(not self.under(wave), f"a stop left people under the policy of {wave.id}")
        self.stopped = True
        if self.random.random() < 0.5:
            await self._some_run()

    async def resume(self) -> None:
        if self.stopped:
            self.stopped = False
            await self._some_run()

    async def days_pass(self) -> None:
        self.simulated.tenant.set_behaviour({"name": "silent"})
        self.simulated.tenant.advance(self.random.choice([1, 3, 13, 14, 20]), 1)
        with transaction(self.db):
            self.db.execute("UPDATE managed_device SET last_sync = ?", (self._now(),))

    async def somebody_joins(self) -> None:
        wave = self.random.choice(self.waves)
        taken = self.members(wave.group)
        if self.random.random() < 0.9:
            taken = taken.union(*(self.members(each.group) for each in self.waves))
        others = sorted(set(self.people) - taken)
        for person in self.random.sample(others, min(len(others), self.random.choice([1, 1, 3, 8]))):
            await self._join(wave, person)

    async def somebody_leaves(self) -> None:
        wave = self.random.choice(self.waves)
        people = sorted(self.members(wave.group))
        for person in people[: self.random.choice([1, 1, 4])]:
            await self._leave(wave, person)

    async def somebody_is_disabled(self) -> None:
        person = self.random.choice(self.people)
        await self.hand("PATCH", f"/v1.0/users/{person}", {"accountEnabled": False})

    async def somebody_is_enabled(self) -> None:
        for person in self.people:
            if not self.enabled(person):
                await self.hand("PATCH", f"/v1.0/users/{person}", {"accountEnabled": True})

    async def somebody_loses_compliance(self) -> None:
        people = sorted(set().union(*(self.members(wave.group) for wave in self.waves)))
        for person in self.random.sample(people, min(len(people), self.random.choice([1, 2, 6, 15]))):
            with transaction(self.db):
                self.db.execute(
                    "UPDATE managed_device SET compliance_state = 'noncompliant' WHERE person_id = ?",
                    (person,),
                )

    async def everybody_is_compliant(self) -> None:
        with transaction(self.db):
            self.db.execute("UPDATE managed_device SET compliance_state = 'compliant'")

    async def hand_changes_the_policy(self) -> None:
        """Change one thing of a policy or several; what is not named stays as it is."""
        wave = self.random.choice(self.waves)
        policy = self.everybody if self.closed else wave
        if not (found := self.policy_in_tenant(policy)):
            return
        users = {name: value for name, value in found["conditions"]["users"].items() if value}
        change: Values = {"conditions": {}}
        for _ in range(self.random.choice([1, 1, 2, 3])):
            self.random.choice([self._hand_state, self._hand_people, self._hand_platforms])(
                wave, change, users
            )
        self.history.append(f"  {wave.id}: {json.dumps(change)[:300]}")
        await self._hand_moves(wave, "PATCH", f"{POLICIES}/{policy.policy}", change)

    async def turn_by_hand(self, wave: Wave, state: str) -> None:
        """Turn the wave's own policy by hand."""
        await self._hand_moves(wave, "PATCH", f"{POLICIES}/{wave.policy}", {"state": state})

    def _hand_state(self, wave: Wave, change: Values, users: Values) -> None:
        change["state"] = self.random.choice([ENABLED, ENABLED, REPORT_ONLY, "disabled"])

    def _hand_people(self, wave: Wave, change: Values, users: Values) -> None:
        people = self.members(wave.enforced) or self.members(wave.group)
        named = {
            "includeGroups": [[wave.enforced], [wave.group], [wave.group, wave.enforced]],
            "excludeUsers": [
                self.break_glass,
                self.break_glass[:1],
                [],
                [*self.break_glass, *sorted(people)[:3]],
            ],
            "excludeGroups": [[], [wave.group]],
            "includeUsers": [["None"], []],
        }
        name = self.random.choice(sorted(named))
        users[name] = self.random.choice(named[name])
        if not users.get("includeUsers") and not users.get("includeGroups"):
            users["includeGroups"] = [wave.enforced]
        if users.get("includeUsers") == ["None"]:
            users.pop("includeGroups", None)
        change["conditions"]["users"] = users

    def _hand_platforms(self, wave: Wave, change: Values, users: Values) -> None:
        platforms = self.random.choice([["macOS"], ["all"], ["windows", "macOS"], ["windows"]])
        change["conditions"]["platforms"] = {"includePlatforms": platforms}

    async def _hand_moves(self, wave: Wave, method: str, path: str, body: Any = None) -> None:
        """Do by hand what may bring people under the wave's policy or take them out."""
        before, held = self.under(wave), self.members(wave.enforced)
        policies = [_users(self.policy_in_tenant(each)) for each in self.policies]
        await self.hand(method, path, body)
        if self.members(wave.enforced) != held:
            wave.touched = True
            wave.put_in |= self.members(wave.enforced) - held
            gone = before & held - self.members(wave.enforced)
            if not wave.broken_off:
                for person in gone - wave.put_in:
                    wave.taken_out[person] = self.today()
            wave.put_in -= gone
        if policies != [_users(self.policy_in_tenant(each)) for each in self.policies]:
            for each in self.waves:
                each.touched = True

    async def hand_adds_to_the_enforced_group(self) -> None:
        wave = self.random.choice(self.waves)
        others = sorted(set(self.people) - self.members(wave.enforced))
        for person in self.random.sample(others, min(len(others), 2)):
            await self.put_in(wave, person)

    async def put_in(self, wave: Wave, person: str) -> None:
        """Put a person into the enforced group by hand."""
        reference = {"@odata.id": f"{URL}/v1.0/directoryObjects/{person}"}
        await self._hand_moves(wave, "POST", f"/v1.0/groups/{wave.enforced}/members/$ref", reference)

    async def hand_takes_out_of_the_enforced_group(self) -> None:
        wave = self.random.choice(self.waves)
        for person in sorted(self.members(wave.enforced))[:2]:
            await self.take_out(wave, person)

    async def take_out(self, wave: Wave, person: str) -> None:
        """Take a person out of the enforced group by hand, as a helpdesk does."""
        await self._hand_moves(wave, "DELETE", f"/v1.0/groups/{wave.enforced}/members/{person}/$ref")

    async def break_glass_is_disabled(self) -> None:
        for account in self.break_glass:
            await self.hand("PATCH", f"/v1.0/users/{account}", {"accountEnabled": False})

    async def break_glass_is_enabled(self) -> None:
        for account in self.break_glass:
            await self.hand("PATCH", f"/v1.0/users/{account}", {"accountEnabled": True})

    async def hand_deletes_the_policy(self) -> None:
        policy = self.random.choice(self.policies)
        if self.policy_in_tenant(policy):
            await self.hand("DELETE", f"{POLICIES}/{policy.policy}")

    async def everybody_is_in_a_wave(self) -> None:
        """What closing the campaign asks for."""
        taken = set().union(*(self.members(wave.group) for wave in self.waves))
        for person in sorted(set(self.people) - taken):
            await self._join(self.waves[1], person)

    async def platforms_change(self) -> None:
        """What a wave's file says of its platforms becomes another list."""
        wave = self.random.choice(self.waves)
        wave.platforms = ["windows"] if "mac" in wave.platforms else ["windows", "mac"]


def _users(policy: Values | None) -> Any:
    return policy and policy["conditions"]["users"]


_ASKED_OF = ("wave", "title", "groupId", "enforcedGroupId", "platforms")


async def _at_once(seconds: float) -> None:
    """Wait for nothing."""


def _impatient() -> Patience:
    return Patience(3.0, sleep=_at_once, chance=lambda: 0.0)


def _kept(resource: Declared) -> Values:
    return {"resource_id": resource.resource_id, "inputs": resource.inputs, "state": resource.state}


def _group(name: str) -> Values:
    return {
        "description": marked_for("A group of a wave.", stack_mark("dev", "intune-waves")),
        "displayName": name,
        "mailNickname": "x",
        "mailEnabled": False,
        "securityEnabled": True,
    }


def _policy(
    name: str, state: str, platforms: list[str], groups: list[str], excluded: Collection[str]
) -> Values:
    return {
        "displayName": name,
        "state": state,
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {"includeApplications": ["All"]},
            "platforms": {"includePlatforms": platforms},
            "users": {"includeGroups": groups, "excludeUsers": [*excluded]},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }


def _target(group: str) -> Values:
    return {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group}}


def walk(seed: int, steps: int) -> Machine:
    """One run of so many steps. Raises BrokenError, which tells the last steps and what broke."""
    machine = Machine(seed)
    pace, conditional_access.write_pace = conditional_access.write_pace, lambda: Pace(1, 0)

    async def walked() -> None:
        await machine.begin()
        for _ in range(steps):
            await machine.step()

    try:
        asyncio.run(walked())
    finally:
        conditional_access.write_pace = pace
    return machine


def main() -> None:
    """`python -m tests.provider.admission_machine [RUNS] [STEPS] [FIRST]`: how many runs, and what broke."""
    runs, steps, first = (int(each) for each in [*sys.argv[1:], *("1000", "50", "0")[len(sys.argv) - 1 :]])
    broken = people = 0
    for seed in range(first, first + runs):
        print(f"\r{seed - first} of {runs} runs", end="", file=sys.stderr, flush=True)
        try:
            people += walk(seed, steps).judged
        except (BrokenError, AssertionError, LookupError, TypeError) as error:
            broken += 1
            print(f"seed {seed}:\n{error}\n", flush=True)
    print(f"{runs} runs of {steps} steps: {broken} broken; {people} people came under an enabled policy")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
