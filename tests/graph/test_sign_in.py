"""People who would have been blocked: counted once each by their last sign-in, at the pace allowed."""

from typing import Any
from urllib.parse import unquote

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.sign_in import MOST_PAGES, SignInResults, read_sign_ins
from tests.graph.fake_graph import URL, FakeCarrier, Sent, refused

NAME = "Intune waves: Pilot needs a compliant device"
FAILED, PASSED = "reportOnlyFailure", "reportOnlySuccess"
PEOPLE = frozenset(range(1, 100))
MOST = MOST_PAGES * 1000


def person(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012x}"


def day(number: float) -> str:
    return f"2027-01-{int(number):02}T{int(number % 1 * 24):02}:00:00Z"


class SignedIn:
    """A tenant's policies, and its sign-ins as (person, day of January) for each result, newest first."""

    def __init__(self, failed: list[tuple[int, float]], passed: list[tuple[int, float]]) -> None:
        self.rows = {FAILED: failed, PASSED: passed}
        self.policy: dict[str, Any] = {
            "id": "p1",
            "displayName": NAME,
            "state": "enabledForReportingButNotEnforced",
            "createdDateTime": day(1),
            "modifiedDateTime": None,
        }
        self.others: list[dict[str, Any]] = [{**self.policy, "id": "p2", "displayName": "Another"}]
        self.broken: Answer | None = None
        self.now = 0.0
        self.carrier = FakeCarrier(self.respond)

    async def read(self) -> SignInResults | None:
        return await read_sign_ins(self.carrier.client(budget=0), NAME, people=PEOPLE, pace=self.pace())

    def pace(self) -> Pace:
        async def sleep(seconds: float) -> None:
            self.carrier.waits.append(seconds)
            self.now += seconds

        return Pace(5, 10, clock=lambda: self.now, sleep=sleep)

    def asked(self) -> list[str]:
        """What was asked for of the sign-ins."""
        return [unquote(sent.path) for sent in self.carrier.sent if "signIns" in sent.path]

    def respond(self, request: Sent) -> Answer:
        path = unquote(request.path)
        if "policies" in path and "signIns" not in path:
            return Answer(200, {}, {"value": [self.policy, *self.others]})
        if self.broken:
            return self.broken
        result = FAILED if FAILED in path else PASSED
        start = int(path.partition("$skiptoken=")[2] or 0)
        rows = self.rows[result][start : start + 1000]
        body: dict[str, Any] = {
            "value": [{"userId": person(who), "createdDateTime": day(at)} for who, at in rows]
        }
        if start + 1000 < len(self.rows[result]):
            first = request.path.partition("&$skiptoken")[0]
            body["@odata.nextLink"] = f"{URL}{first}&$skiptoken={start + 1000}"
        return Answer(200, {}, body)


async def test_each_person_counts_once_by_the_last_sign_in() -> None:
    tenant = SignedIn(
        failed=[(1, 15), (2, 14), (2, 13), (3, 10), (400, 9)],
        passed=[(3, 12), (4, 11), (2, 10), (500, 9)],
    )
    assert await tenant.read() == SignInResults(days=14, people=4, blocked=2, complete=True)
    asked = tenant.asked()
    assert len(asked) == 2
    assert "createdDateTime ge 2027-01-01T00:00:00Z and " in asked[0]
    said = "appliedConditionalAccessPolicies/any(c:c/id eq 'p1' and c/result eq 'reportOnlyFailure')"
    assert said in asked[0]
    assert tenant.carrier.waits == []


async def test_only_the_time_since_it_is_report_only_again_counts() -> None:
    tenant = SignedIn(failed=[(1, 15.5)], passed=[])
    tenant.policy["modifiedDateTime"] = day(14)
    assert await tenant.read() == SignInResults(days=2, people=1, blocked=1, complete=True)
    assert "createdDateTime ge 2027-01-14T00:00:00Z" in tenant.asked()[0]


async def test_nobody_who_signed_in_is_nobody() -> None:
    assert await SignedIn([], []).read() == SignInResults(days=0, people=0, blocked=0, complete=True)
    assert await SignedIn([(400, 9)], []).read() == SignInResults(8, 0, 0, complete=True)


@pytest.mark.parametrize("state", ["enabled", "disabled"])
async def test_a_policy_that_is_not_report_only_has_no_results(state: str) -> None:
    tenant = SignedIn([(1, 5)], [])
    tenant.policy["state"] = state
    assert await tenant.read() is None
    assert tenant.asked() == []


async def test_two_policies_of_one_name_have_no_results() -> None:
    tenant = SignedIn([(1, 5)], [])
    tenant.others = [{**tenant.policy, "id": "p3", "state": "disabled"}]
    assert await tenant.read() is None
    tenant.others, tenant.policy["displayName"] = [], "Renamed"
    assert await tenant.read() is None


@pytest.mark.parametrize("status", [400, 403, 404, 429, 501, 503])
async def test_a_tenant_that_does_not_say_has_none(status: int) -> None:
    tenant = SignedIn([(1, 5)], [])
    tenant.broken = refused(status, "No")
    assert await tenant.read() is None


async def test_reading_ends_after_so_many_pages_and_tells_only_of_the_days_that_it_reached() -> None:
    many = [(person_ % 90 + 1, 20.0) for person_ in range(MOST - 1)] + [(1, 18), (95, 3)]
    tenant = SignedIn(failed=many, passed=[(96, 19), (97, 2)])
    found = await tenant.read()
    assert found == SignInResults(days=2, people=91, blocked=90, complete=False)
    assert len(tenant.asked()) == MOST_PAGES + 1


async def test_the_last_page_that_is_read_may_be_the_last_that_there_is() -> None:
    tenant = SignedIn(failed=[(1, 5)] * MOST, passed=[])
    assert await tenant.read() == SignInResults(days=4, people=1, blocked=1, complete=True)


async def test_five_requests_go_at_once_and_the_sixth_waits() -> None:
    tenant = SignedIn(failed=[(1, 5)] * 6001, passed=[])
    await tenant.read()
    assert len(tenant.asked()) == 8
    assert tenant.carrier.waits == [10]


async def test_a_turn_is_free_again_after_its_time() -> None:
    tenant = SignedIn([], [])
    pace = tenant.pace()
    for _ in range(5):
        await pace.turn()
        tenant.now += 1
    await pace.turn()
    tenant.now += 100
    await pace.turn()
    assert tenant.carrier.waits == [5]
