"""The controls under /_tenant/."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.simulated_tenant.simulated import CONTROL_TOKEN, POLICIES, Simulated
from tools.simulated_tenant.application import build_application
from tools.simulated_tenant.controls import Controls
from tools.simulated_tenant.snapshot import snapshot
from tools.simulated_tenant.state import open_tenant

WINDOWS = "#microsoft.graph.windows10CompliancePolicy"


def test_reset_brings_the_seed_back_and_keeps_the_app(adatum: Simulated) -> None:
    fresh = adatum.snapshot()
    adatum.new_group()
    adatum.new_restriction()
    adatum.ask("POST", POLICIES, adatum.policy())
    adatum.new_compliance_policy(sent={adatum.new_template(): [24]})
    adatum.ask("PATCH", "/v1.0/deviceManagement", {"settings": {"secureByDefault": True}})
    adatum.control("POST", "clock", {"days": 30})
    assert adatum.snapshot() != fresh
    assert adatum.control("POST", "reset").status_code == 200
    assert adatum.snapshot() == fresh
    assert adatum.get("/v1.0/users?$top=1").status_code == 200
    assert adatum.sign_in().status_code == 200


def test_the_request_log_keeps_no_bodies_and_starts_after_an_id(adatum: Simulated) -> None:
    adatum.control("DELETE", "requests")
    adatum.new_group("A very special name")
    adatum.get("/v1.0/groups?$top=1")
    first, second = adatum.control("GET", "requests").json()["requests"]
    assert (first["method"], first["path"], first["status"]) == ("POST", "/beta/groups", 201)
    assert "special" not in str(first)
    later = adatum.control("GET", f"requests?since={first['id']}").json()["requests"]
    assert later == [second]
    assert adatum.control("GET", "requests?since=x").status_code == 400


def test_the_snapshot_counts_people_and_lists_none(adatum: Simulated) -> None:
    group = adatum.new_group()["id"]
    adatum.add_members(group, adatum.user_ids(7))
    restriction = adatum.new_restriction("Wave", platform="mac", platformBlocked=True)
    adatum.assign(restriction["id"], group)
    found = adatum.snapshot()
    assert {each["displayName"]: each["members"] for each in found["groups"]} == {
        "IT Department": 15,
        "Engineering": 130,
        "All Employees": 599,
        "Wave": 7,
    }
    assert found["restrictions"][0]["groups"] == ["Wave"]
    assert found["restrictions"][0]["platformBlocked"] is True
    assert found["users"] == {"total": 602, "enabled": 599}


def test_the_snapshot_tells_what_is_asked_of_devices(adatum: Simulated) -> None:
    group, template = adatum.new_group()["id"], adatum.new_template()
    policy = adatum.new_compliance_policy(group, grace=48, sent={template: [24]})
    path = f"/v1.0/deviceManagement/deviceCompliancePolicies/{policy}"
    adatum.ask("PATCH", path, {"@odata.type": WINDOWS, "bitLockerEnabled": True, "osMinimumVersion": "10.0"})
    found = adatum.snapshot()
    assert found["compliancePolicies"] == [
        {
            "id": policy,
            "displayName": "Wave",
            "description": None,
            "type": "windows10CompliancePolicy",
            "version": 2,
            "settings": {"bitLockerEnabled": True, "osMinimumVersion": "10.0"},
            "graceHours": 48,
            "actions": [{"actionType": "notification", "hours": 24, "templateId": template}],
            "groupIds": [group],
            "groups": ["Wave"],
        }
    ]
    assert found["notificationTemplates"] == [
        {
            "id": template,
            "displayName": "Reminder",
            "defaultLocale": "en-us",
            "locales": ["en-us"],
            "sent": 0,
            "people": 0,
        }
    ]
    assert found["secureByDefault"] is False


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"name": "earthquake"}),
        ("behaviour", {"name": "angry"}),
        ("application", {"rights": "all"}),
        ("application", {"password": "x"}),
        ("faults", []),
    ],
)
def test_a_control_that_is_asked_for_wrongly_says_so(adatum: Simulated, path: str, body: Any) -> None:
    answer = adatum.control("PUT", path, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("client", "host"),
    [("192.0.2.7", "localhost"), ("127.0.0.1", "tenant.example.com"), ("127.0.0.1", "192.0.2.1")],
)
async def test_controls_answer_this_machine_only(client: str, host: str) -> None:
    application = build_application(open_tenant(":memory:", people=5), CONTROL_TOKEN)
    transport = httpx.ASGITransport(application, client=(client, 1))
    headers = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url=f"https://{host}", headers=headers) as http:
        assert (await http.get("/_tenant/status")).status_code == 403


_GIVEN = [
    {},
    {"Authorization": "Bearer "},
    {"Authorization": "Bearer of-somebody"},
    {"Authorization": f"Basic {CONTROL_TOKEN}"},
    {"Authorization": CONTROL_TOKEN},
]


@pytest.mark.parametrize("headers", _GIVEN)
@pytest.mark.parametrize("token", [CONTROL_TOKEN, ""])
def test_every_control_asks_for_its_token(headers: dict[str, str], token: str) -> None:
    tenant = open_tenant(":memory:", people=5)
    before = snapshot(tenant.db)
    transport = httpx.ASGITransport(build_application(tenant, token), client=("127.0.0.1", 1))

    async def sent() -> list[int]:
        async with httpx.AsyncClient(
            transport=transport, base_url="https://localhost", headers=headers
        ) as http:
            asked = [
                (method, each.path)
                for each in Controls(tenant, token).routes()
                for method in (each.methods or set()) - {"HEAD"}
            ]
            assert len(asked) >= 16
            return [(await http.request(method, path, json={})).status_code for method, path in asked]

    assert set(asyncio.run(sent())) == {401}
    assert snapshot(tenant.db) == before


def test_graph_s_own_token_opens_no_control(adatum: Simulated) -> None:
    assert adatum.ask("GET", "/_tenant/snapshot").status_code == 401
