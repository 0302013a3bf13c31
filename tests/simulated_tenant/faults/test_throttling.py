"""Throttling: windows, units, and what a 429 carries."""

import asyncio

import httpx
import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated
from tools.simulated_tenant.faults.throttling import Throttle, cost
from tools.simulated_tenant.limits import Limits, Window
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.query import Query

NOTHING = Query(())


def test_conditional_access_takes_one_request_a_second_of_all_apps(adatum: Simulated) -> None:
    adatum.control("PUT", "faults", {"name": "throttled"})
    assert adatum.get(POLICIES).status_code == 200
    refused = adatum.get(POLICIES)
    assert refused.status_code == 429
    assert "retry-after" not in refused.headers
    assert adatum.get("/v1.0/users").status_code == 200
    adatum.seconds += 1
    assert adatum.get(POLICIES).status_code == 200


def test_a_window_slides_and_names_its_retry_after() -> None:
    now = [0.0]
    windows = {"intuneDevices": {"all": Window(3, 20, 2.5), "write": Window(1, 20, 7)}}
    throttle = Throttle(Limits({}, windows, {"other": 1}), ("intuneDevices",), now=lambda: now[0])

    def admit(method: str, app: str = "a") -> float | None:
        """Seconds to wait, None when admitted."""
        try:
            write = method != "GET"
            throttle.admit(family="intuneDevices", write=write, unit="other", query=NOTHING, app=app)
        except GraphError as refusal:
            return float(refusal.headers["retry-after"])
        return None

    assert [admit("GET"), admit("POST"), admit("PATCH"), admit("GET")] == [None, None, 7, 2.5]
    assert admit("GET", app="b") is None
    now[0] = 19.9
    assert admit("GET") == 2.5
    now[0] = 20.0
    assert [admit("POST"), admit("GET")] == [None, None]


@pytest.mark.parametrize(
    ("units", "query", "expected"),
    [(2, "", 2), (2, "$select=id", 1), (1, "$select=id", 1), (3, "$top=5", 2), (5, "$select=id&$top=19", 3),
     (3, "$top=20", 3), (3, "$expand=assignments", 4)],
)  # fmt: skip
def test_reads_of_the_directory_cost_units(units: int, query: str, expected: int) -> None:
    assert cost(units, Query.parse(query)) == expected


def test_each_item_of_a_batch_is_throttled_by_itself(adatum: Simulated) -> None:
    adatum.control("PUT", "faults", {"name": "throttled"})
    items = [
        {"id": "1", "method": "GET", "url": "/identity/conditionalAccess/policies"},
        {"id": "2", "method": "GET", "url": "/identity/conditionalAccess/policies"},
        {"id": "3", "method": "GET", "url": "/users?$top=1"},
    ]
    answer = adatum.ask("POST", "/v1.0/$batch", {"requests": items})
    assert answer.status_code == 200
    assert [each["status"] for each in answer.json()["responses"]] == [200, 429, 200]


def send(adatum: Simulated, sender: str) -> int:
    body = {"message": {"toRecipients": [{"emailAddress": {"address": "anna@adatum.com"}}]}}
    answer = adatum.ask("POST", f"/v1.0/users/{sender}/sendMail", body)
    assert answer.status_code == 202 or float(answer.headers["retry-after"]) > 0
    return int(answer.status_code)


def test_a_mailbox_sends_30_messages_a_minute_by_whichever_name(adatum: Simulated) -> None:
    adatum.control("PUT", "faults", {"name": "throttled"})
    first, other = adatum.get("/v1.0/users?$select=id,userPrincipalName&$top=2").json()["value"]
    names = [first["id"], first["userPrincipalName"]] * 15
    assert {send(adatum, name) for name in names} == {202}
    assert [send(adatum, name) for name in names[:2]] == [429, 429]
    assert send(adatum, other["id"]) == 202
    assert adatum.get(f"/v1.0/users/{first['id']}/mailFolders/sentitems/messages").status_code == 200
    adatum.seconds += 60
    assert send(adatum, first["id"]) == 202
    assert adatum.snapshot()["mail"]["sent"] == 32


async def test_a_mailbox_answers_four_requests_at_a_time(adatum: Simulated) -> None:
    adatum.tenant.set_faults({"throttling": ["mail"], "latency": 20})
    path = f"/v1.0/users/{adatum.tenant.db.execute('SELECT id FROM person').fetchone()[0]}"
    headers = {"Authorization": f"Bearer {adatum.token}"}
    async with httpx.AsyncClient(transport=adatum.transport, base_url="https://localhost") as client:
        asked = [client.get(f"{path}/mailFolders/sentitems/messages", headers=headers) for _ in range(6)]
        answers = await asyncio.gather(*asked)
        assert sorted(each.status_code for each in answers) == [200] * 4 + [429] * 2
        assert (await client.get(f"{path}/mailFolders/sentitems/messages", headers=headers)).is_success
