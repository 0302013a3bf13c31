"""Failed enrollments: counted per person and attempt, page by page, and never more than are allowed."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.troubleshooting_event import MOST_PAGES, EnrollmentFailures, read_failures
from tests.graph.fake_graph import URL, FakeCarrier, Sent, answering, refused

KIND = "#microsoft.graph.enrollmentTroubleshootingEvent"
PEOPLE = frozenset(range(1, 100))
SINCE = datetime(2027, 1, 11, 8, tzinfo=UTC)


def event(person: int | None, attempt: str, **more: Any) -> dict[str, Any]:
    user = "" if person is None else f"00000000-0000-0000-0000-{person:012x}"
    return {"@odata.type": KIND, "id": f"e-{attempt}", "correlationId": attempt, "userId": user, **more}


def paged(*pages: list[dict[str, Any]]) -> FakeCarrier:
    """A tenant that lists these pages, one after the other."""

    def respond(request: Sent) -> Answer:
        at = int(unquote(request.path).partition("$skiptoken=")[2] or 0)
        following = f"{URL}/v1.0/deviceManagement/troubleshootingEvents?$skiptoken={at + 1}"
        more = {"@odata.nextLink": following} if at + 1 < len(pages) else {}
        return Answer(200, {}, {"value": pages[at], **more})

    return FakeCarrier(respond)


async def read(carrier: FakeCarrier, since: datetime | None = SINCE) -> EnrollmentFailures | None:
    return await read_failures(carrier.client(budget=0), PEOPLE, since=since)


async def test_each_attempt_of_the_people_counts_once_through_all_pages() -> None:
    carrier = paged(
        [event(1, "a"), event(1, "a", id="another event of it"), event(400, "b")],
        [event(1, "c"), event(2, "d"), event(None, "e")],
    )
    assert await read(carrier) == EnrollmentFailures({1: 2, 2: 1}, complete=True)
    assert len(carrier.sent) == 2


async def test_an_attempt_without_a_correlation_counts_by_its_event() -> None:
    rows = [event(1, "", id=each, correlationId=None) for each in ("a", "b")]
    assert await read(paged(rows)) == EnrollmentFailures({1: 2}, complete=True)


async def test_events_of_another_kind_do_not_count() -> None:
    other = event(1, "a", **{"@odata.type": "#microsoft.graph.appleVppTokenTroubleshootingEvent"})
    assert await read(paged([other])) == EnrollmentFailures({}, complete=True)


async def test_only_what_failed_since_then_is_asked_for() -> None:
    carrier = paged([])
    await read(carrier)
    await read(carrier, since=None)
    assert [sent.path.partition("troubleshootingEvents")[2] for sent in carrier.sent] == [
        "?$filter=eventDateTime%20ge%202027-01-11T08:00:00Z",
        "",
    ]


@pytest.mark.parametrize(("pages", "complete"), [(MOST_PAGES, True), (MOST_PAGES + 1, False)])
async def test_reading_ends_after_so_many_pages(pages: int, complete: bool) -> None:
    carrier = paged(*([event(1, str(number))] for number in range(pages)))
    assert await read(carrier) == EnrollmentFailures({1: MOST_PAGES}, complete=complete)
    assert len(carrier.sent) == MOST_PAGES


@pytest.mark.parametrize("status", [403, 404, 501])
async def test_a_tenant_without_the_list_has_none(status: int) -> None:
    assert await read(answering(refused(status, "No"))) is None


@pytest.mark.parametrize("status", [400, 401, 429, 503])
async def test_whatever_else_goes_wrong_is_an_error(status: int) -> None:
    with pytest.raises(GraphError):
        await read(FakeCarrier(lambda _: refused(status, "No")))
