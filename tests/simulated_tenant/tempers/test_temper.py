"""Tempers: small files that can be combined and seeded, and what each of them lets a program meet."""

import re

import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated
from tools.simulated_tenant.faults.plan import FaultPlanError, plan_from
from tools.simulated_tenant.tempers.temper import temper_names, written_temper

READS = "/v1.0/users?$select=id&$top=1"
# RFC 9110, 5.6.7 and 10.2.3.
FORMS = {
    "none": r"",
    "seconds": r"\d+",
    "IMF-fixdate": r"\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT",
    "RFC 850": r"\w+day, \d\d-\w{3}-\d\d [\d:]+ GMT",
    "asctime": r"\w{3} \w{3} [ \d]\d [\d:]+ \d{4}",
}


def in_force(adatum: Simulated, name: str, seed: int | None = None) -> None:
    answer = adatum.control("PUT", "temper", {"name": name, **({} if seed is None else {"seed": seed})})
    assert answer.status_code == 200, answer.text


def statuses(adatum: Simulated, count: int) -> list[int]:
    return [adatum.get(READS).status_code for _ in range(count)]


def test_there_are_six_and_each_says_what_it_does() -> None:
    assert temper_names() == ["calm", "failing", "hands", "lagging", "refusing", "throttled"]
    for name in temper_names():
        assert plan_from(written_temper(name)).name == name


def test_they_can_be_combined() -> None:
    both = plan_from(written_temper("throttled+lagging"))
    assert both.name == "throttled+lagging"
    assert (both.reads, both.replicas, both.latency) == (3, 2, 150)
    assert "conditionalAccess" in both.throttled_families
    whole = plan_from(written_temper("+".join(temper_names())))
    assert len(whole.failures) >= 15
    assert len(whole.hands) == 5


@pytest.mark.parametrize("name", ["angry", "calm+angry", ""])
def test_an_unknown_one_is_refused_by_name(adatum: Simulated, name: str) -> None:
    with pytest.raises(FaultPlanError, match="there are calm, failing"):
        written_temper(name)
    assert adatum.control("PUT", "temper", {"name": name}).status_code == 400


def test_the_seed_says_which_requests_meet_what(adatum: Simulated) -> None:
    met: dict[int, list[list[int]]] = {}
    for seed in (1, 1, 2):
        in_force(adatum, "throttled", seed)
        met.setdefault(seed, []).append(statuses(adatum, 60))
    assert met[1][0] == met[1][1]
    assert met[1][0] != met[2][0]


def test_throttled_asks_to_wait_in_every_form_and_in_none(adatum: Simulated) -> None:
    in_force(adatum, "throttled")
    asked = {
        form
        for answer in (adatum.get(READS) for _ in range(400))
        if answer.status_code == 429
        for form, pattern in FORMS.items()
        if re.fullmatch(pattern, answer.headers.get("retry-after", ""))
    }
    assert asked == set(FORMS)


def test_what_stands_in_a_batch_is_throttled_one_by_one(adatum: Simulated) -> None:
    in_force(adatum, "throttled")
    items = [{"id": str(number), "method": "GET", "url": READS.removeprefix("/v1.0")} for number in range(20)]
    for _ in range(5):
        answer = adatum.ask("POST", "/v1.0/$batch", {"requests": items})
        seen = {each["status"] for each in answer.json()["responses"]}
        if seen == {200, 429}:
            return
    raise AssertionError("no batch was throttled in part")


def test_lagging_has_a_second_replica(adatum: Simulated) -> None:
    group = adatum.new_group("Old")["id"]
    in_force(adatum, "lagging")
    assert adatum.ask("PATCH", f"/v1.0/groups/{group}", {"displayName": "New"}).status_code == 204
    seen = [adatum.get(f"/v1.0/groups/{group}").json()["displayName"] for _ in range(5)]
    assert seen == ["New", "Old", "New", "New", "New"]


def test_hands_reach_in_by_their_script_and_are_no_program(adatum: Simulated) -> None:
    policy = adatum.ask("POST", POLICIES, adatum.policy(displayName="Intune waves: Pilot")).json()["id"]
    group = adatum.new_group("Intune waves: Pilot")["id"]
    in_force(adatum, "hands")
    statuses(adatum, 69)
    assert adatum.count_members(group) == 1, "60 requests of a program"
    assert adatum.get(f"{POLICIES}/{policy}").json()["state"] == "enabled"
    done = {each["says"]: each["done"] for each in adatum.control("GET", "faults").json()["hands"]}
    assert done["a policy of ours is switched on and loses its exclusions"] == 1
    assert done["somebody is put into a group of ours"] == 1
    statuses(adatum, 60)
    assert adatum.get(f"/v1.0/groups/{group}").json()["displayName"] == "Renamed by hand"


def test_who_comes_back_too_early_is_named(adatum: Simulated) -> None:
    adatum.control("PUT", "faults", {"failures": [{"times": 1, "status": 429, "retryAfter": 30}]})
    for _ in range(2):
        adatum.get(READS, User_Agent="a program")
    assert adatum.control("GET", "faults").json()["early"] == {"a program": 1}
