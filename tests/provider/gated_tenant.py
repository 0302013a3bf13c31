"""A tenant of two lists without a network, and a gate kind that reads it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.observing.connection import Connection
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.kinds.stage_gate import StageGateKind
from intune_waves.provider.protocol.kind import Kind
from tests.graph.fake_graph import URL, FakeCarrier, Sent, batch_answer, refused

Values = dict[str, Any]


def person(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def gate_step(stage: str, period: int = 4, **more: Any) -> Values:
    """The inputs of the pilot's gate."""
    return {
        "wave": "limited-pilot",
        "stage": stage,
        "period": period,
        "groupId": "g",
        "platforms": ["windows"],
        **more,
    }


@dataclass
class GatedTenant:
    """`people` are in each group; the first `covered` of them have a compliant device, the next `broken` one
    that is not. `overview` is what the overview counts where it disagrees with the list.
    """

    home: Path
    people: int = 10
    covered: int = 9
    broken: int = 0
    phones: tuple[int, ...] = ()
    """Who has a phone besides that nobody manages."""
    overview: int | None = None
    failing: str = ""
    failed: tuple[int, ...] = ()
    """Whose attempt to enroll has failed, once for each time that they stand here."""
    pages: int = 1
    """Pages of failed attempts, each like the other."""
    made: str | None = "2026-12-01T08:00:00Z"
    """When the group was made."""
    signed_in: tuple[tuple[int, str], ...] = ()
    """Who signed in, and what the pilot's report-only policy said of it."""
    clock: datetime = datetime(2027, 1, 11, 8, tzinfo=UTC)
    carrier: FakeCarrier = field(init=False)
    asked: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.carrier = FakeCarrier(self._respond)

    def reads(self, part: str) -> int:
        """How many requests have gone to a path with `part`."""
        return len([path for path in self.asked if part in path])

    def connection(self, **environment: str) -> Connection:
        """A connection to this tenant, open already."""
        known = {"INTUNE_WAVES_HOME": str(self.home), **environment}
        return _Connected(known, self.carrier.client(budget=0))

    def kind(self) -> Kind[Any]:
        """A gate as in a new provider process."""
        connection = self.connection()
        made = StageGateKind(connection)
        made._judging = GateJudging(connection, lambda: self.clock)
        return made

    def pass_hours(self, hours: float) -> None:
        self.clock += timedelta(hours=hours)

    def _respond(self, request: Sent) -> Answer:
        self.asked.append(request.path)
        if self.failing and self.failing in request.path:
            return refused(403, "Forbidden", "no right")
        if "troubleshootingEvents" in request.path:
            rows = [_failed(*each) for each in enumerate(self.failed)]
            following = (
                f"{URL}{request.path.partition('?')[0]}?$skiptoken={self.reads('troubleshootingEvents')}"
            )
            more = {"@odata.nextLink": following} if self.reads("troubleshootingEvents") < self.pages else {}
            return Answer(200, {}, {"value": rows, **more})
        if request.path.endswith("/groups/g?$select=id,createdDateTime"):
            return Answer(200, {}, {"id": "g", "createdDateTime": self.made})
        if "signIns" in request.path:
            result = "reportOnlyFailure" if "reportOnlyFailure" in request.path else "reportOnlySuccess"
            rows = [_signed_in(number) for number, said in self.signed_in if said == result]
            return Answer(200, {}, {"value": rows})
        if "conditionalAccess/policies" in request.path:
            return Answer(200, {}, {"value": [POLICY]})
        if "/v1.0/devices?" in request.path:
            rows = [
                _registered(number, number < self.covered) for number in range(self.covered + self.broken)
            ]
            rows += [_phone(number) for number in self.phones]
            return Answer(200, {}, {"@odata.count": len(rows), "value": rows})
        if "managedDeviceOverview" in request.path:
            counted = self.covered + self.broken if self.overview is None else self.overview
            return Answer(200, {}, {"enrolledDeviceCount": counted})
        if "managedDevices" in request.path:
            states = ["compliant"] * self.covered + ["noncompliant"] * self.broken
            return Answer(200, {}, {"value": [_device(*each) for each in enumerate(states)]})
        if request.path.endswith("$batch"):
            return batch_answer(request, self._people)
        assert "/transitiveMembers/" in request.path or request.path.startswith("/v1.0/users?")
        rows = [
            {"id": person(n), "accountEnabled": True, "userPrincipalName": f"p{n}@adatum.com"}
            for n in range(self.people)
        ]
        return Answer(200, {}, {"@odata.count": len(rows), "value": rows})

    def _people(self, item: Any) -> Answer:
        if item["method"] == "GET":
            known = {f"p{number}@adatum.com": person(number) for number in range(self.people)}
            asked = re.findall(r"'([^']+)'", unquote(item["url"]))
            users = [{"id": known[each], "userPrincipalName": each} for each in asked if each in known]
            return Answer(200, {}, {"value": users})
        ids = item["body"]["ids"]
        users = [{"id": each, "userPrincipalName": f"p{int(each[-12:], 16)}@adatum.com"} for each in ids]
        return Answer(200, {}, {"value": users})


class _Connected(Connection):
    """A connection that is open already."""

    def __init__(self, environment: dict[str, str], client: GraphClient) -> None:
        super().__init__(environment)
        self._client = client


POLICY = {
    "id": "p1",
    "displayName": "Intune waves: Limited pilot needs a compliant device",
    "state": "enabledForReportingButNotEnforced",
    "createdDateTime": "2027-01-01T08:00:00Z",
    "modifiedDateTime": None,
}


def _failed(number: int, who: int) -> Values:
    kind = "#microsoft.graph.enrollmentTroubleshootingEvent"
    return {"@odata.type": kind, "id": str(number), "correlationId": f"c{number}", "userId": person(who)}


def _signed_in(number: int) -> Values:
    return {"userId": person(number), "createdDateTime": "2027-01-15T08:00:00Z"}


def _device(owner: int, state: str) -> Values:
    whose = {"userId": person(owner), "complianceState": state}
    known = {"azureADDeviceId": _device_id(owner), "lastSyncDateTime": "2027-01-10T08:00:00Z"}
    return {**whose, **known, "operatingSystem": "Windows", "managementAgent": "mdm"}


def _registered(owner: int, compliant: bool, number: int = 0, system: str = "Windows") -> Values:
    return {
        "deviceId": _device_id(owner, number),
        "operatingSystem": system,
        "isCompliant": compliant,
        "accountEnabled": True,
        "approximateLastSignInDateTime": "2027-01-10T08:00:00Z",
        "registeredOwners": [{"id": person(owner)}],
    }


def _phone(owner: int) -> Values:
    return _registered(owner, compliant=False, number=1, system="IPhone")


def _device_id(owner: int, number: int = 0) -> str:
    return f"0000000{number}-0000-4000-9000-{owner:012x}"
