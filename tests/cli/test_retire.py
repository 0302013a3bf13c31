"""`./migrate retire`: the checklist with its verdicts, what else refuses, and the exit code."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import Check, ChecklistItem, Closing
from intune_waves.cli import retire as retiring
from intune_waves.cli.app import app
from intune_waves.declarations import load
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.observing.connection import Connection
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState
from tests.graph.fake_graph import FakeCarrier, Sent, batch_answer, id_of, refused

ITEMS = (
    ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR),
    ChecklistItem("mdm-scope", "Intune only", Check.MDM_SCOPE),
    ChecklistItem("agent-gone", "The old agent is gone", Check.OLD_SERVICE_DEVICES),
)
CAMPAIGN = replace(load(PROJECT / "waves"), closing=Closing(12, ITEMS))
OWNER = "00000000-0000-4000-8000-000000000001"


class _Connected(Connection):
    def __init__(self, home: Path, client: GraphClient) -> None:
        super().__init__({"INTUNE_WAVES_HOME": str(home)})
        self._client = client


def answer(request: Sent, agents: list[str], connector: str) -> Answer:
    """A tenant of nobody but the break-glass accounts, with these devices, all of one owner."""
    if request.path.endswith("$batch"):
        return batch_answer(request, _in_batch)
    if "managedDeviceOverview" in request.path:
        return Answer(200, {}, {"enrolledDeviceCount": len(agents)})
    if "managedDevices" in request.path:
        rows = [{"userId": OWNER, "operatingSystem": "Windows", "managementAgent": each} for each in agents]
        return Answer(200, {}, {"value": rows})
    if "complianceManagementPartners" in request.path:
        return Answer(200, {}, {"value": [{"displayName": "Contoso", "partnerState": connector}]})
    if "mobileDeviceManagementPolicies" in request.path:
        return refused(403, "Authorization_RequestDenied", "a person only")
    return Answer(200, {}, {"value": [], "@odata.count": 0})


def _in_batch(item: Any) -> Answer:
    if "getByIds" in item["url"]:
        return Answer(200, {}, {"value": [{"id": OWNER, "userPrincipalName": "adele@adatum.com"}]})
    if "userPrincipalName%20in" in item["url"]:
        names = [f"breakglass{number}@adatum.com" for number in (1, 2)]
        accounts = [{"id": id_of(name[6:11]), "userPrincipalName": name} for name in names]
        return Answer(200, {}, {"value": accounts})
    return Answer(200, {}, {"value": [], "accountEnabled": True})


Tenant = Callable[..., Path]


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Puts a tenant and a campaign behind the command; answers the folder of private lists."""

    def put(agents: list[str], connector: str, campaign: Campaign = CAMPAIGN, fails: bool = False) -> Path:
        file = StackFile(Path("Pulumi.dev.yaml"), "config:\n  intune-waves:period: '11'\n")
        stack = Stack("dev", file, environment={}, home=RuntimeHome(tmp_path), state=StackState(11))
        carrier = FakeCarrier(
            lambda request: refused(403, "Forbidden") if fails else answer(request, agents, connector)
        )
        connection = _Connected(tmp_path, carrier.client(budget=0))
        monkeypatch.setattr(Stack, "open", lambda name: stack)
        monkeypatch.setattr(Stack, "tenant", lambda opened: connection)
        monkeypatch.setattr(retiring, "declared_campaign", lambda: campaign)
        return tmp_path / "missing" / "old-service.csv"

    return put


def test_what_is_open_is_told_and_whoever_is_left_is_listed(tenant: Tenant) -> None:
    listed = tenant(["jamf", "mdm", "jamf"], "enabled")
    told = CliRunner().invoke(app, ["retire", "--json"])
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert {each["id"]: each["verdict"] for each in found["checklist"]} == {
        "connector-off": "no",
        "mdm-scope": "unknown",
        "agent-gone": "no",
    }
    assert (found["stack"], found["period"], found["in_force"], found["allowed"]) == ("dev", 12, 11, False)
    assert found["old_service"] == {"devices": 2, "people": 1, "listed": f"they are listed in {listed}"}
    assert listed.read_text().splitlines()[1] == f"adele@adatum.com,{OWNER},managed by another service"
    assert "adele" not in told.output


def test_for_people_it_is_a_table_and_what_else_refuses(tenant: Tenant) -> None:
    listed = tenant(["jamf"], "enabled")
    told = CliRunner().invoke(app, ["retire"])
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert lines[0] == "The campaign closes in period 12 (2027-06-14); period 11 is in force."
    assert "connector-off │ no      │ The connector is off  │ the connector of Contoso is on" in lines[4]
    assert (
        "retire: the previous service still manages 1 device of 1 person; they are listed in "
        f"{listed}; let them leave it, or remove devices that are gone [retire-old-service]" in lines
    )
    assert "[retire-checklist]" not in told.stdout
    assert lines[-1] == "The campaign may not close yet; docs/retire.md tells the road."


def test_the_guards_of_every_step_are_asked_too(tenant: Tenant) -> None:
    tenant([], "terminated")
    told = CliRunner().invoke(app, ["retire"])
    assert told.exit_code == 1
    assert "The old service manages no device that Intune knows of." in told.stdout
    assert "[group-known]" in told.stdout


def test_a_tenant_that_cannot_be_read_is_one_message(tenant: Tenant) -> None:
    tenant([], "terminated", fails=True)
    told = CliRunner().invoke(app, ["retire"])
    assert told.exit_code == 1
    assert "[graph-forbidden]" in str(told.exception)


def test_a_campaign_that_never_closes_is_told_how_to(tenant: Tenant) -> None:
    tenant([], "terminated", replace(CAMPAIGN, closing=None))
    told = CliRunner().invoke(app, ["retire"])
    assert str(told.exception) == (
        "waves/campaign.yaml: retire: nothing says when the campaign closes [no-retirement]\n"
        "  next: write retire with a period and a checklist; docs/retire.md shows one"
    )
