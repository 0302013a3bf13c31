"""What failures do to answers, and whose turn it is."""

from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated, error
from tools.simulated_tenant.connection import ConnectionCutError


def unkind(adatum: Simulated, *failures: dict[str, Any], **more: Any) -> Simulated:
    answer = adatum.control("PUT", "faults", {"failures": list(failures), **more})
    assert answer.status_code == 200, answer.text
    return adatum


def met(adatum: Simulated) -> list[tuple[int, int]]:
    """How many requests matched each failure and met it."""
    told = adatum.control("GET", "faults").json()["failures"]
    return [(each["matched"], each["met"]) for each in told]


def test_a_failure_is_aimed_at_the_nth_match(adatum: Simulated) -> None:
    unkind(adatum, {"method": "GET", "path": "/groups*", "nth": [2, 4], "status": 500})
    assert adatum.get("/v1.0/users?$top=1").status_code == 200
    assert [adatum.get("/v1.0/groups").status_code for _ in range(5)] == [200, 500, 200, 500, 200]
    assert met(adatum) == [(5, 2)]


def test_some_matches_are_passed_over_first(adatum: Simulated) -> None:
    unkind(adatum, {"path": "/groups", "skip": 2, "times": 1})
    assert [adatum.get("/v1.0/groups").status_code for _ in range(4)] == [200, 200, 503, 200]


def test_a_share_is_drawn_alike_for_one_seed(adatum: Simulated) -> None:
    def statuses(seed: int) -> list[int]:
        unkind(adatum, {"share": 0.5, "status": [429, 500, 503]}, seed=seed)
        return [adatum.get("/v1.0/groups").status_code for _ in range(40)]

    first = statuses(1)
    assert statuses(1) == first
    assert statuses(2) != first
    assert set(first) == {200, 429, 500, 503}
    assert 8 < first.count(200) < 32


def test_the_read_after_a_create_is_refused_once_for_each_new_object(adatum: Simulated) -> None:
    old = adatum.new_group()["id"]
    adatum.control("PUT", "faults", {"name": "refused-after-create"})
    first, second = adatum.new_group()["id"], adatum.new_group()["id"]
    paths = [f"/v1.0/groups/{each}" for each in (old, first, second, first, second)]
    assert [adatum.get(path).status_code for path in paths] == [200, 403, 403, 200, 200]
    assert error(adatum.get(f"/v1.0/groups/{adatum.new_group()['id']}/members"))[0] == 403


def test_a_connection_is_cut_before_or_after_the_work(adatum: Simulated) -> None:
    for after, made in ((False, 0), (True, 1)):
        cut = {"method": "POST", "path": "/identity/*", "times": 1, "cut": True, "afterWrite": after}
        unkind(adatum, cut)
        with pytest.raises(ConnectionCutError):
            adatum.ask("POST", POLICIES, adatum.policy())
        assert len(adatum.snapshot()["policies"]) == made
        request = adatum.control("GET", "requests").json()["requests"][-1]
        assert (request["method"], request["status"]) == ("POST", 0)


def test_a_cut_in_a_batch_cuts_the_batch(adatum: Simulated) -> None:
    unkind(adatum, {"path": "/groups", "cut": True, "times": 1})
    items = [{"id": str(number), "method": "GET", "url": "/groups"} for number in range(3)]
    with pytest.raises(ConnectionCutError):
        adatum.ask("POST", "/v1.0/$batch", {"requests": items})
    assert met(adatum) == [(1, 1)]


def test_a_list_that_ends_early_still_tells_its_count(adatum: Simulated) -> None:
    unkind(adatum, {"path": "/users", "endsEarly": 2, "nth": 1})
    whole = adatum.eventual("/v1.0/users?$select=id&$top=100&$count=true").json()
    assert (len(whole["value"]), whole["@odata.count"]) == (98, 602)
    assert "@odata.nextLink" not in whole
    whole = adatum.eventual("/v1.0/users?$select=id&$top=100&$count=true").json()
    assert len(whole["value"]) == 100
    assert "@odata.nextLink" in whole


def test_a_next_link_names_itself_or_another_host(adatum: Simulated) -> None:
    path = "/v1.0/groups?$top=2&$select=id"
    unkind(adatum, {"nextLink": "self", "nth": 1}, {"nextLink": "https://elsewhere.example", "nth": 2})
    links = [adatum.get(path).json()["@odata.nextLink"] for _ in range(3)]
    assert (
        links[0] == f"https://localhost{path}".replace("$", "%24") or links[0] == f"https://localhost{path}"
    )
    assert links[1].startswith("https://elsewhere.example/v1.0/groups?")
    assert "skiptoken" in links[2]


def test_a_redirect_names_another_place(adatum: Simulated) -> None:
    unkind(adatum, {"path": "/groups", "redirect": "https://elsewhere.example/x", "status": 307})
    answer = adatum.get("/v1.0/groups")
    assert (answer.status_code, answer.headers["location"]) == (307, "https://elsewhere.example/x")
    assert answer.content == b""


def test_a_body_breaks_off(adatum: Simulated) -> None:
    unkind(adatum, {"path": "/users", "truncate": 40, "times": 1})
    with pytest.raises((ConnectionCutError, httpx.RemoteProtocolError)):
        adatum.get("/v1.0/users")
    assert adatum.get("/v1.0/users").status_code == 200


@pytest.mark.parametrize("form", ["seconds", "imf", "rfc850", "asctime"])
def test_retry_after_comes_in_every_form(adatum: Simulated, form: str) -> None:
    unkind(adatum, {"path": "/groups", "status": 429, "retryAfter": 90, "retryAfterAs": form})
    named = adatum.get("/v1.0/groups").headers["retry-after"]
    if form == "seconds":
        assert named == "90"
        return
    date = adatum.get("/v1.0/groups").headers["date"]
    until, now = (parsedate_to_datetime(each).replace(tzinfo=None) for each in (named, date))
    waited = until - now
    assert 88 <= waited.total_seconds() <= 90
    assert ("GMT" in named) is (form != "asctime")


def test_whoever_comes_back_too_early_is_named(adatum: Simulated) -> None:
    unkind(adatum, {"path": "/groups", "times": 2, "status": 429, "retryAfter": 10})
    adatum.get("/v1.0/groups")
    adatum.seconds += 4
    adatum.get("/v1.0/groups", User_Agent="Impatient/1.0")
    adatum.seconds += 10
    adatum.get("/v1.0/groups", User_Agent="Patient/1.0")
    alarms = [each["alarm"] for each in adatum.control("GET", "requests").json()["requests"]]
    assert alarms[-3:] == [None, "came back 6.0 s before Retry-After: Impatient/1.0", None]


def test_signing_in_fails_only_where_a_plan_says_so(adatum: Simulated) -> None:
    unkind(adatum, {"status": 503})
    assert adatum.sign_in().status_code == 200
    unkind(adatum, {"at": "signIn", "path": "*/token", "nth": 1, "status": 503, "retryAfter": 1})
    refused = adatum.sign_in()
    assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")
    assert refused.headers["retry-after"] == "1"
    assert adatum.sign_in().status_code == 200
    unkind(adatum, {"at": "signIn", "path": "/metadata/endpoints", "cut": True})
    with pytest.raises(ConnectionCutError):
        adatum.send("GET", "/metadata/endpoints")


def test_plans_are_joined(adatum: Simulated) -> None:
    assert adatum.control("PUT", "faults", {"name": "flaky+latency+slow-replication"}).status_code == 200
    plan = adatum.tenant.fault_plan
    assert (plan.name, plan.latency, plan.reads) == ("flaky+latency+slow-replication", 150, 3)
    assert len(plan.failures) == 4
    assert adatum.control("PUT", "faults", {"name": "flaky+earthquake"}).status_code == 400


def test_hands_in_the_portal_are_an_app_of_their_own(adatum: Simulated) -> None:
    ours = adatum.token
    hands = adatum.control("POST", "hands").json()
    unkind(adatum, {"method": "POST", "status": 503})
    assert adatum.ask("POST", POLICIES, adatum.policy()).status_code == 503
    adatum.token = hands["access_token"]
    made = adatum.ask("POST", POLICIES, adatum.policy(state="enabled"))
    assert made.status_code == 201
    last = adatum.control("GET", "requests").json()["requests"][-1]
    assert last["app"] == hands["app"]
    [app] = {each["app"] for each in adatum.control("GET", "enforcement/events").json()["events"]}
    assert app == hands["app"]
    unkind(adatum, {"method": "GET", "app": hands["app"], "status": 500})
    assert adatum.get(POLICIES).status_code == 500
    adatum.token = ours
    assert adatum.get(POLICIES).status_code == 200


@pytest.mark.parametrize(
    "failure",
    [
        {"share": 2},
        {"nth": "first"},
        {"at": "moon"},
        {"status": 200},
        {"status": ["x"]},
        {"retryAfterAs": "soon"},
        {"endsEarly": -1},
        {"truncate": "half"},
        {"afterWrite": "yes"},
    ],
)
def test_a_failure_that_is_none_is_refused(adatum: Simulated, failure: dict[str, Any]) -> None:
    assert adatum.control("PUT", "faults", {"failures": [failure]}).status_code == 400


def _batch_of(number: int) -> dict[str, Any]:
    return {"requests": [{"id": str(each), "method": "GET", "url": "/groups"} for each in range(number)]}


@pytest.mark.parametrize("after", [False, True])
def test_a_batch_has_one_connection_to_be_cut(adatum: Simulated, after: bool) -> None:
    unkind(adatum, {"cut": True, "nth": [2], "afterWrite": after})
    assert adatum.ask("POST", "/v1.0/$batch", _batch_of(20)).status_code == 200
    with pytest.raises(ConnectionCutError):
        adatum.ask("POST", "/v1.0/$batch", _batch_of(20))
    assert adatum.ask("POST", "/v1.0/$batch", _batch_of(20)).status_code == 200
    assert met(adatum) == [(3, 1)]


def test_what_is_no_cut_of_connections_meets_the_items(adatum: Simulated) -> None:
    unkind(adatum, {"nth": [2], "status": 500}, {"cut": True, "path": "/groups", "nth": [3]})
    answer = adatum.ask("POST", "/v1.0/$batch", _batch_of(2))
    assert [each["status"] for each in answer.json()["responses"]] == [200, 500]
    with pytest.raises(ConnectionCutError):
        adatum.ask("POST", "/v1.0/$batch", _batch_of(1))
