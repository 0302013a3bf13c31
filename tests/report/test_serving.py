"""The served page answers this machine's browser, and nobody who only pretends to be it."""

import httpx
import pytest

from intune_waves.report.serving import application

HERE = "127.0.0.1:8027"


async def _ask(host: str = HERE, method: str = "GET", path: str = "/") -> httpx.Response:
    transport = httpx.ASGITransport(application(lambda: "<h1>as of now</h1>", 8027))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HERE}") as client:
        return await client.request(method, path, headers={"host": host})


async def test_the_page_comes_with_its_policy() -> None:
    answer = await _ask()
    assert (answer.status_code, answer.text) == (200, "<h1>as of now</h1>")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("; frame-ancestors 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", [HERE, "localhost:8027", "LOCALHOST:8027"])
async def test_this_machines_names_are_answered(host: str) -> None:
    assert (await _ask(host)).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8027", "127.0.0.1", "localhost:80", "localhost.evil.example:8027", ""]
)
async def test_any_other_host_is_refused(host: str) -> None:
    answer = await _ask(host)
    assert (answer.status_code, answer.text) == (421, "not served under this name\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_it_is_only_ever_read(method: str) -> None:
    assert (await _ask(method=method)).status_code == 405


async def test_there_is_one_page_only() -> None:
    assert (await _ask(path="/favicon.ico")).status_code == 404
