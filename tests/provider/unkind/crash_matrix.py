"""A campaign of two waves whose run is killed at each of its writes, and the one rerun that mends it.

The provider is the real one, played without the engine; the tenant is the simulated one, in this process.
What azuread makes is made beside it by hand, and is never killed here: the bench walks those points on the
real engine. A point is a write of ours and a moment of it.
"""

import asyncio
import json
import random
import shutil
import sys
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from urllib.parse import urlsplit

from pulumi.runtime.proto.provider_pb2 import DiffResponse

from intune_waves.graph import conditional_access
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.pacing import Pace, Patience
from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.admission_machine import POLICIES, URL, KilledError, answered
from tests.provider.engine import Declared
from tests.simulated_tenant.simulated import Simulated
from tools.simulated_tenant.snapshot import snapshot
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.store.database import transaction
from tools.simulated_tenant.store.enrollment import every_configuration
from tools.simulated_tenant.store.notifications import every_template, messages_of

Values = dict[str, Any]
PEOPLE = 150
WAVES = {"one": "One", "two": "Two"}
STAGES = ("planned", "announce", "instruct", "deadline", "enforce")
STEPS = (1, 2, 3, 4, 5, 4, 5, 0)
"""The periods in force, one after the other: there, one back, on again, and at last the end of it all."""
REPORT_ONLY, ENABLED = "enabledForReportingButNotEnforced", "enabled"


class Moment(StrEnum):
    """When a run is killed. `ANSWERED` is before it does anything else, and before the engine notes it."""

    UNSENT = "before it is sent"
    COMMITTED = "after the tenant committed it"
    ANSWERED = "after its answer"


@dataclass(frozen=True)
class Point:
    """The number of the write at which a run is killed, from 1, and the moment."""

    write: int
    moment: Moment


@dataclass
class Carrier:
    """Carries the requests of one run to the tenant, until the run is killed at `point`."""

    simulated: Simulated
    caller: Any
    point: Point | None = None
    writes: list[str] = field(default_factory=list)
    killed: bool = False
    url: str = URL

    async def close(self) -> None:
        """Nothing is open."""

    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        if self.killed:
            raise KilledError
        asked = json.loads(body) if body else None
        path = urlsplit(url).path
        moment = None
        if _writes(method, path, asked):
            self.writes.append(f"{method} {path}")
            if self.point and self.point.write == len(self.writes):
                moment, self.killed = self.point.moment, True
        if moment is Moment.UNSENT:
            raise KilledError
        answer = await self.answer(method, url, asked, headers)
        if moment is Moment.COMMITTED:
            raise KilledError
        dated = {"date": format_datetime(read_clock(self.simulated.tenant.db), usegmt=True)}
        given = {name.lower(): str(value) for name, value in answer.headers.items()}
        return Answer(answer.status, dated | given, answer.body)

    async def answer(self, method: str, url: str, asked: Any, headers: Mapping[str, str]) -> Any:
        """The tenant's own answer; half a minute passes with each, so that no limit bites."""
        return await answered(self.simulated, self.caller, method, url, asked, headers)


def _writes(method: str, path: str, asked: Any) -> bool:
    """A $batch is one write where any of its requests is one."""
    if path.endswith("/$batch"):
        return any(_writes(item["method"], item["url"], None) for item in asked["requests"])
    return method != "GET" and not path.endswith("/getByIds")


class _Connected(Connection):
    """A connection that is open already."""

    def __init__(self, client: GraphClient) -> None:
        super().__init__({}, lambda said: None)
        self._client = client


@dataclass
class Stack:
    """What the engine keeps: each resource's id, inputs and properties by its key, in the order of making."""

    kept: dict[str, Values] = field(default_factory=dict)
    azuread: dict[str, Values] = field(default_factory=dict)
    """The groups and policies that azuread has made, by name."""


class Campaign:
    """A stack of two waves on one tenant; `up` brings a period into force."""

    def __init__(self, folder: Path, stack: Stack) -> None:
        self.folder = folder
        self.stack = stack
        self.simulated = Simulated(PEOPLE, str(folder / "tenant.sqlite"))
        self.db = self.simulated.tenant.db
        pipeline = self.simulated.tenant.pipeline
        self.app = pipeline.signed_in({"authorization": f"Bearer {self.simulated.token}"})

    @classmethod
    def begun(cls, folder: Path) -> Self:
        """A tenant in which everybody of both waves has a compliant computer, and an empty stack."""
        folder.mkdir()
        campaign = cls(folder, Stack())
        people = campaign.db.execute(
            "SELECT id, user_principal_name FROM person WHERE account_enabled AND user_type = 'Member' "
            "AND user_principal_name NOT LIKE 'breakglass%' ORDER BY position LIMIT 40"
        ).fetchall()
        with transaction(campaign.db):
            for person, _ in people:
                device = str(uuid.uuid4())
                # What the seed gave them is neither managed nor compliant, and would be lost.
                campaign.db.execute("DELETE FROM owned_device WHERE person_id = ?", (person,))
                campaign.db.execute("DELETE FROM device_owner WHERE person_id = ?", (person,))
                campaign.db.execute(_COMPUTER, (device, person))
                campaign.db.execute(_REGISTERED, (device, person))
        names = [row[1] for row in people]
        for wave, people in (("one", names[:12]), ("two", names[12:40])):
            (folder / f"{wave}.csv").write_text("userPrincipalName\n" + "\n".join(people) + "\n")
        return campaign

    def copy(self, folder: Path) -> Self:
        """The same campaign on a tenant of its own, as it is now."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("tenant.sqlite*"))
        with transaction(self.db):
            pass
        self.db.execute("VACUUM INTO ?", (str(folder / "tenant.sqlite"),))
        return type(self)(folder, deepcopy(self.stack))

    def close(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)

    # ---- a run

    def run(self, period: int, point: Point | None = None) -> list[str]:
        """Bring the period into force, or end everything with 0; answers the writes of ours.

        Raises KilledError where it is killed at `point`.
        """
        carrier = self.carrier(point)
        provider = self._provider(carrier)
        if period == 0:
            asyncio.run(self._destroy(provider, carrier))
        else:
            asyncio.run(self._up(provider, carrier, period))
        return carrier.writes

    def preview(self, period: int) -> list[str]:
        """What a second run would change; nothing may be written by it."""
        if period == 0:
            return [f"{key} would be deleted" for key in self.stack.kept]
        carrier = self.carrier()
        return [*asyncio.run(self._changes(self._provider(carrier), period)), *carrier.writes]

    async def _changes(self, provider: IntuneProvider, period: int) -> list[str]:
        changes = []
        async for key, inputs in self._declared(period):
            if key not in self.stack.kept:
                changes.append(f"{key} would be made")
                continue
            found = await self._resource(provider, key).diff(inputs)
            if found.changes == DiffResponse.DIFF_SOME:
                changes.append(f"{key}: {', '.join(found.detailedDiff)}")
        return changes

    def carrier(self, point: Point | None = None) -> Carrier:
        """What carries the requests of one run."""
        return Carrier(self.simulated, self.app, point)

    def patience(self) -> Patience:
        """How long one request waits."""
        return Patience(3.0, sleep=_at_once, chance=lambda: 0.0)

    def _provider(self, carrier: Carrier) -> IntuneProvider:
        provider = IntuneProvider("0.0.0", {}, tell=lambda said: None)
        provider.connection = _Connected(GraphClient(URL, carrier, patience=self.patience))
        return provider

    def _resource(self, provider: IntuneProvider, key: str) -> Declared:
        token, _, name = key.partition("/")
        return Declared(provider, f"intune:index:{token}", name, **self.stack.kept.get(key, {}))

    async def _up(self, provider: IntuneProvider, carrier: Carrier, period: int) -> None:
        async for key, inputs in self._declared(period):
            resource = self._resource(provider, key)
            noted = await resource.check(inputs) if key.startswith("DevicesWithoutPolicy") else {}
            try:
                await resource.up(inputs)
                if carrier.killed:
                    raise KilledError
            except KilledError:
                if key not in self.stack.kept and "former" in noted:
                    # What ./migrate puts into the state where a killed run has noted it (stack.killed_run).
                    self.stack.kept[key] = {"resource_id": "devices-without-policy", "inputs": noted}
                    self.stack.kept[key]["state"] = noted
                raise
            self.stack.kept[key] = _kept(resource)

    async def _destroy(self, provider: IntuneProvider, carrier: Carrier) -> None:
        provider.connection.goes_back = True
        for key in reversed(list(self.stack.kept)):
            await self._resource(provider, key).destroy()
            if carrier.killed:
                raise KilledError
            del self.stack.kept[key]

    # ---- what is declared

    async def _declared(self, period: int) -> AsyncIterator[tuple[str, Values]]:
        """Keys and inputs in the order of dependence; what azuread makes is made on the way."""
        stages = _stages(period)
        excluded = self._break_glass()
        yield "Campaign/campaign", self._campaign(period, excluded)
        yield "DevicesWithoutPolicy/devices", {"compliant": period < 3}
        template = "NotificationTemplate/reminder"
        yield template, _template(period)
        for late, (wave, title) in enumerate(WAVES.items()):
            if stages[wave] == "planned":
                continue
            group = await self._group(f"Intune waves: {title}")
            enforced = await self._group(f"Intune waves: {title} (enforced)")
            people = str(self.folder / f"{wave}.csv")
            yield f"GroupMembership/{wave}", {"groupId": group, "peopleFile": people}
            yield f"StageGate/{wave}", _gate(wave, stages[wave], period, group, enforced)
            for platform in ("windows",):
                yield (
                    f"PlatformRestriction/{wave}-{platform}",
                    _restriction(title, platform, stages[wave], group, len(WAVES) - late),
                )
            sent = self.stack.kept.get(template, {}).get("resource_id", "")
            yield f"CompliancePolicy/{wave}", _compliance(title, stages[wave], group, sent)
            policy = await self._policy(title, stages[wave], group, enforced, excluded)
            yield f"Admission/{wave}", _admission(wave, stages[wave], group, enforced, policy)

    def _campaign(self, period: int, excluded: list[str]) -> Values:
        return {
            "name": "adatum",
            "period": period,
            "stages": _stages(period),
            "nextStages": _stages(period + 1),
            "waves": [
                {"id": wave, "title": title, "platforms": ["windows"], "size": 2}
                for wave, title in WAVES.items()
            ],
            "firstDay": "2025-01-06",
            "periodDays": 14,
            "breakGlassIds": excluded,
            "refusesUnprotected": True,
        }

    # ---- azuread

    def _break_glass(self) -> list[str]:
        found = self.db.execute("SELECT id FROM person WHERE user_principal_name LIKE 'breakglass%'")
        return sorted(row[0] for row in found)

    async def ask(self, method: str, path: str, body: Values) -> Values:
        """One request of azuread's."""
        answer = await answered(self.simulated, self.app, method, URL + path, body, {})
        assert answer.status < 400, answer
        made: Values = answer.body or {}
        return made

    async def _group(self, name: str) -> str:
        if name not in self.stack.azuread:
            body = {"displayName": name, "mailNickname": "x", "mailEnabled": False, "securityEnabled": True}
            self.stack.azuread[name] = await self.ask("POST", "/v1.0/groups", body)
        return str(self.stack.azuread[name]["id"])

    async def _policy(self, title: str, stage: str, group: str, enforced: str, excluded: list[str]) -> Values:
        """The policy as azuread leaves it: it writes what its own state has otherwise, and nothing else."""
        name = f"Intune waves: {title} needs a compliant device"
        users = {"includeGroups": [enforced if stage == "enforce" else group], "excludeUsers": excluded}
        desired: Values = {
            "displayName": name,
            "state": ENABLED if stage == "enforce" else REPORT_ONLY,
            "conditions": {
                "clientAppTypes": ["all"],
                "applications": {"includeApplications": ["All"]},
                "platforms": {"includePlatforms": ["windows"]},
                "users": users,
            },
            "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
        }
        known = self.stack.azuread.get(name)
        if known is None:
            made = await self.ask("POST", POLICIES, desired)
            self.stack.azuread[name] = known = {"id": made["id"], "body": desired}
        elif known["body"] != desired:
            await self.ask("PATCH", f"{POLICIES}/{known['id']}", desired)
            known["body"] = desired
        return {
            "id": known["id"],
            "state": desired["state"],
            "includedGroups": users["includeGroups"],
            "excludedUsers": excluded,
            "platforms": ["windows"],
        }

    # ---- what there is

    def there(self) -> Values:
        """What the tenant and the stack have, with names in the place of ids."""
        found = snapshot(self.db)
        groups = [name for name in self.stack.azuread if name.endswith((*WAVES.values(), "(enforced)"))]
        for policy in found["compliancePolicies"]:
            del policy["version"]
        told = {
            "policies": found["policies"],
            "restrictions": [
                {**each, "description": document["description"]}
                for each in found["restrictions"]
                for document in every_configuration(self.db)
                if document["id"] == each["id"]
            ],
            "compliance": found["compliancePolicies"],
            "templates": [
                {"template": each["displayName"], "description": each["description"], "messages": rows}
                for each in every_template(self.db)
                for rows in [[_text(one) for one in messages_of(self.db, each["id"])]]
            ],
            "devices": found["secureByDefault"],
            "groups": sorted(each["displayName"] for each in found["groups"]),
            "members": {name: self._members(name) for name in groups},
            "state": {
                key: {name: value for name, value in kept["state"].items() if name not in _OF_THE_MOMENT}
                for key, kept in self.stack.kept.items()
            },
        }
        text = json.dumps(told, sort_keys=True)
        text = text.replace(str(self.folder), "FOLDER")
        for object_id, name in self._names(found):
            text = text.replace(object_id, name)
        whole: Values = json.loads(text)
        for kind in ("policies", "restrictions", "compliance", "templates"):
            whole[kind].sort(key=lambda each: json.dumps(each, sort_keys=True))
        return whole

    def _members(self, name: str) -> list[str]:
        query = "SELECT member_id FROM membership WHERE group_id = ? ORDER BY 1"
        return [row[0] for row in self.db.execute(query, (self.stack.azuread[name]["id"],))]

    def _names(self, found: Values) -> Iterator[tuple[str, str]]:
        for kind in ("groups", "policies", "restrictions", "compliancePolicies", "notificationTemplates"):
            for each in found[kind]:
                yield each["id"], f"{kind}:{each['displayName']}"


_COMPUTER = """
INSERT INTO managed_device (id, person_id, device_name, platform, operating_system, os_version, owner_type,
  compliance_state, enrolled, last_sync, maker, model, serial_number, user_principal_name, user_display_name)
VALUES (?, ?, 'PC', 'windows', 'Windows', '10.0', 'company', 'compliant', '2026-01-05T08:00:00+00:00',
  '2026-01-05T08:00:00+00:00', 'x', 'x', 'x', 'x', 'x')
"""
_REGISTERED = """
INSERT INTO owned_device (id, person_id, platform, personal, maker, model, os_version, enrolled)
VALUES (?, ?, 'windows', 0, 'x', 'x', '10.0', 1)
"""
# The last is as it was when that one was written, and another one may be put before it later in the same run.
_OF_THE_MOMENT = ("since", "evidence", "observedPriority")


def _stages(period: int) -> dict[str, str]:
    return {wave: STAGES[max(0, min(period - late, len(STAGES) - 1))] for late, wave in enumerate(WAVES)}


def _template(period: int) -> Values:
    bodies = {"en-us": "Please look at your device.", "de-de": "Bitte sehen Sie nach."}
    messages = [
        {"locale": locale, "subject": f"Period {min(period, 3)}", "body": f"<p>{body}</p>"}
        for locale, body in list(bodies.items())[: 1 if period < 2 else 2]
    ]
    return {"displayName": "Intune waves: reminder", "defaultLocale": "en-us", "messages": messages}


def _gate(wave: str, stage: str, period: int, group: str, enforced: str) -> Values:
    return {
        "wave": wave,
        "title": WAVES[wave],
        "stage": stage,
        "groupId": group,
        "enforcedGroupId": enforced,
        "platforms": ["windows"],
        "period": period,
        "thresholds": {"coverage": 80.0} if stage == "enforce" else {},
    }


def _restriction(title: str, platform: str, stage: str, group: str, priority: int) -> Values:
    return {
        "displayName": f"Intune waves: {title} ({'Windows' if platform == 'windows' else 'iOS'})",
        "description": "why",
        "platform": platform,
        "platformBlocked": stage == "announce",
        "personalDevicesBlocked": stage == "enforce",
        "groupIds": [group],
        "priority": priority,
    }


def _compliance(title: str, stage: str, group: str, template: str) -> Values:
    grace = {"announce": 336, "instruct": 336, "deadline": 168, "enforce": 24}[stage]
    return {
        "displayName": f"Intune waves: {title} compliance (Windows)",
        "description": "why",
        "platform": "windows",
        "settings": {"bitLockerEnabled": True, "passwordMinimumLength": 8 if stage == "enforce" else 6},
        "groupIds": [group] if stage != "announce" else [],
        "graceHours": grace,
        "reminders": [{"templateId": template, "hoursAfter": 12}] if stage != "announce" else [],
    }


def _admission(wave: str, stage: str, group: str, enforced: str, policy: Values) -> Values:
    return {
        "wave": wave,
        "title": WAVES[wave],
        "stage": stage,
        "groupId": group,
        "enforcedGroupId": enforced,
        "platforms": ["windows"],
        "breakGlassIds": policy["excludedUsers"],
        "policy": policy,
        "thresholds": {"coverage": 80.0},
    }


def _text(message: Values) -> Values:
    return {name: message[name] for name in ("locale", "subject", "messageTemplate", "isDefault")}


def _kept(resource: Declared) -> Values:
    return {"resource_id": resource.resource_id, "inputs": resource.inputs, "state": resource.state}


async def _at_once(seconds: float) -> None:
    """Wait for nothing."""


# ---- the matrix


@dataclass
class Walked:
    """How many points there were, and what was wrong at which of them."""

    points: int = 0
    during_the_mending: int = 0
    wrong: list[str] = field(default_factory=list)
    writes: set[str] = field(default_factory=set)
    """The writes that were met, with a star in the place of each id."""


class Matrix:
    """Walks the campaign and kills its run at every write of every period."""

    def __init__(self, folder: Path, *, twice: int = 1) -> None:
        """`twice` rerun points are drawn for each first one, at which the mending run is killed too."""
        self.folder = folder
        self.twice = twice
        self.random = random.Random(12)
        self.walked = Walked()
        self.copies = 0

    def walk(self, steps: tuple[int, ...] = STEPS) -> Walked:
        pace, conditional_access.write_pace = conditional_access.write_pace, lambda: Pace(1, 0)
        campaign = Campaign.begun(self.folder / "campaign")
        try:
            for number, period in enumerate(steps):
                campaign = self._step(campaign, number, period)
        finally:
            conditional_access.write_pace = pace
            campaign.close()
        return self.walked

    def _step(self, before: Campaign, number: int, period: int) -> Campaign:
        """Every point of the step to `period`; answers the campaign after a calm one."""
        calm = self._copy(before)
        writes = calm.run(period)
        self.walked.writes |= {_starred(each) for each in writes}
        told = calm.preview(period)
        assert not told, f"period {period}, calm: {told}"
        wanted = calm.there()
        for write in range(1, len(writes) + 1):
            for moment in Moment:
                point = Point(write, moment)
                said = f"step {number}, period {period}: {writes[write - 1]}, killed {moment}"
                self._point(before, period, point, wanted, said)
        before.close()
        return calm

    def _point(self, before: Campaign, period: int, point: Point, wanted: Values, said: str) -> None:
        campaign = self._copy(before)
        self._killed(campaign, period, point)
        mended = self._copy(campaign)
        writes = self._mend(mended, period, wanted, said)
        mended.close()
        self.walked.points += 1
        for _ in range(self.twice if writes else 0):
            again = Point(self.random.randint(1, len(writes)), self.random.choice(list(Moment)))
            second = self._copy(campaign)
            self._killed(second, period, again)
            more = f"{said}; the rerun at {writes[again.write - 1]} {again.moment}"
            self._mend(second, period, wanted, more)
            second.close()
            self.walked.during_the_mending += 1
        campaign.close()

    def _killed(self, campaign: Campaign, period: int, point: Point) -> None:
        try:
            campaign.run(period, point)
        except KilledError:
            return
        raise AssertionError(f"period {period}: {point} was not met")

    def _mend(self, campaign: Campaign, period: int, wanted: Values, said: str) -> list[str]:
        try:
            writes = campaign.run(period)
        except Exception as refused:
            self.walked.wrong.append(f"{said}: the rerun is refused: {type(refused).__name__}: {refused}")
            return []
        found = campaign.there()
        self.walked.wrong += [f"{said}: {each}" for each in _differences("", wanted, found)]
        if told := campaign.preview(period):
            self.walked.wrong.append(f"{said}: the next preview is not empty: {told}")
        return writes

    def _copy(self, campaign: Campaign) -> Campaign:
        self.copies += 1
        return campaign.copy(self.folder / f"copy-{self.copies}")


def _differences(where: str, wanted: Any, found: Any) -> Iterator[str]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name in sorted(wanted.keys() | found.keys()):
            yield from _differences(f"{where}/{name}", wanted.get(name), found.get(name))
    elif wanted != found:
        yield f"{where}: {found} in place of {wanted}"


def _starred(write: str) -> str:
    return "/".join("*" if len(part) >= 36 else part for part in write.split("/"))


def main() -> None:
    """`python -m tests.provider.unkind.crash_matrix [TWICE]`: how many points, and what was wrong."""
    twice = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with TemporaryDirectory() as folder:
        walked = Matrix(Path(folder), twice=twice).walk()
    print("\n".join([*sorted(walked.writes), "", *walked.wrong]))
    print(f"{walked.points} points and {walked.during_the_mending} in reruns: {len(walked.wrong)} wrong")
    sys.exit(bool(walked.wrong))


if __name__ == "__main__":
    main()
