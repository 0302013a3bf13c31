"""$batch: up to twenty requests in one, each by itself."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated, error

JSON = {"Content-Type": "application/json"}


def batch(adatum: Simulated, *items: dict[str, Any]) -> Any:
    return adatum.ask("POST", "/v1.0/$batch", {"requests": list(items)})


def test_items_are_answered_by_id_and_logged_under_the_batch(adatum: Simulated) -> None:
    group, people = adatum.new_group()["id"], adatum.user_ids(20)
    adatum.control("DELETE", "requests")
    links = [f"https://localhost/v1.0/directoryObjects/{each}" for each in people]
    answer = batch(
        adatum,
        {
            "id": "add",
            "method": "PATCH",
            "url": f"/groups/{group}",
            "headers": JSON,
            "body": {"members@odata.bind": links},
        },
        {"id": "remove", "method": "DELETE", "url": f"groups/{group}/members/{people[0]}/$ref"},
        {"id": "find", "method": "GET", "url": "/users?$filter=startswith(userPrincipalName,'breakglass')"},
    )
    responses = {each["id"]: each for each in answer.json()["responses"]}
    assert {name: each["status"] for name, each in responses.items()} == {
        "add": 204,
        "remove": 204,
        "find": 200,
    }
    assert "body" not in responses["add"]
    assert len(responses["find"]["body"]["value"]) == 2
    assert adatum.count_members(group) == 19
    logged = adatum.control("GET", "requests").json()["requests"]
    parents = [each["batch"] for each in logged[:3]]
    assert len(set(parents)) == 1
    assert parents[0] == logged[3]["request_id"]
    assert logged[3]["path"] == "/v1.0/$batch"


def test_a_failed_item_leaves_the_others_and_fails_its_dependents(adatum: Simulated) -> None:
    answer = batch(
        adatum,
        {"id": "1", "method": "GET", "url": "/users/nobody@adatum.com"},
        {"id": "2", "method": "GET", "url": "/users?$top=1", "dependsOn": ["1"]},
        {"id": "3", "method": "GET", "url": "/users?$top=1", "dependsOn": ["2"]},
        {"id": "4", "method": "GET", "url": "/users?$top=1"},
    )
    assert answer.status_code == 200
    assert [each["status"] for each in answer.json()["responses"]] == [404, 424, 424, 200]


USERS = {"method": "GET", "url": "/users?$top=1"}


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"requests": []},
        {"requests": [{"id": str(number), **USERS} for number in range(21)]},
        {"requests": [{"id": "1", **USERS}, {"id": "1", **USERS}]},
        {"requests": [USERS]},
        {"requests": [{"id": True, **USERS}]},
        {"requests": [{"id": "a", **USERS}, {"id": "A", **USERS}]},
        {"requests": [{"id": "1", "method": "GET"}]},
        {"requests": [{"id": "1", "method": "FETCH", "url": "/users"}]},
        {"requests": [{"id": "1", "method": "POST", "url": "/groups", "body": {}}]},
        {"requests": [{"id": "1", **USERS, "dependsOn": ["2"]}, {"id": "2", **USERS}]},
    ],
)
def test_a_batch_that_is_none_is_refused_whole(adatum: Simulated, body: Any) -> None:
    assert error(adatum.ask("POST", "/v1.0/$batch", body))[:2] == (400, "BadRequest")


def test_a_batch_in_a_batch_is_not_served(adatum: Simulated) -> None:
    item = {"id": "1", "method": "POST", "url": "/$batch", "headers": JSON, "body": {}}
    assert batch(adatum, item).json()["responses"][0]["status"] == 501


def test_an_id_may_be_a_number_and_its_case_does_not_count(adatum: Simulated) -> None:
    url = "/users?$top=1&$select=id"
    items: list[dict[str, Any]] = [
        {"id": 1, "method": "GET", "url": url},
        {"id": "B", "method": "GET", "url": url, "dependsOn": ["1"]},
        {"id": "c", "method": "GET", "url": url, "dependsOn": ["b", 1]},
    ]
    parts = batch(adatum, *items).json()["responses"]
    assert [(part["id"], part["status"]) for part in parts] == [("1", 200), ("B", 200), ("c", 200)]
