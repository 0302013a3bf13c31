"""The SDK's own adapter carries the requests: signed in, and without a retry of its own."""

import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import (
    GraphError,
    SignInError,
    Unavailable,
    UnexpectedAnswer,
    Unreachable,
)
from intune_waves.graph.client.request_adapter import AdapterCarrier
from intune_waves.graph.client.tenant_address import TenantAddress

ADDRESS = TenantAddress("t", "https://login.test", "https://graph.test", known_cloud=False)


class Token:
    """A credential that needs no sign-in service."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.problem = problem

    async def get_token(self, *scopes: str, **options: object) -> object:
        assert scopes == ("https://graph.test/.default",)
        if self.problem:
            raise self.problem
        return AccessToken("secret-token", 2**31)

    async def close(self) -> None:
        return


class Packed(httpx.AsyncByteStream):
    """What says that it is gzip and is not."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{}"


Connect = Callable[..., GraphClient]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    def make(answer: Callable[[httpx.Request], httpx.Response], token: Token | None = None) -> GraphClient:
        monkeypatch.setattr(
            "intune_waves.graph.client.request_adapter.build", lambda *_, **__: token or Token()
        )
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        env = {"ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "s"}
        return GraphClient(ADDRESS.graph_url, AdapterCarrier(env, ADDRESS, http=http))

    return make


async def test_a_request_is_signed_in_and_carries_its_body(connect: Connect) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"id": "1"})

    async with connect(answer) as client:
        made = await client.post(
            "/groups?$select=id", {"displayName": "Ä"}, version="beta", headers={"X-Y": "1"}
        )
    assert made.text("id") == "1"
    assert str(seen[0].url) == "https://graph.test/beta/groups?$select=id"
    assert json.loads(seen[0].content) == {"displayName": "Ä"}
    assert seen[0].headers["Authorization"] == "Bearer secret-token"
    assert seen[0].headers["X-Y"] == "1"


async def test_the_sdk_does_not_repeat_a_post_on_503(connect: Connect) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(503, headers={"Retry-After": "0"}, text="<html>gateway</html>")

    async with connect(answer) as client:
        with pytest.raises(Unavailable):
            await client.post("/groups", {})
    assert len(sent) == 1


async def test_a_next_link_to_another_host_is_not_followed(connect: Connect) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "graph.test"
        return httpx.Response(200, json={"value": [], "@odata.nextLink": "https://elsewhere.test/v1.0/users"})

    async with connect(answer) as client:
        with pytest.raises(GraphError, match=r"its next link is not below https://graph\.test"):
            assert [user async for user in Collection(client, "/users", about="people").rows()]


@pytest.mark.parametrize("location", ["https://graph.test/v1.0/users", "https://elsewhere.test/v1.0/users"])
async def test_a_redirect_is_not_followed(connect: Connect, location: str) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(302, headers={"Location": location})

    async with connect(answer) as client:
        with pytest.raises(UnexpectedAnswer, match="no redirect is followed"):
            await client.get("/users")
    assert len(sent) == 1


@pytest.mark.parametrize(
    "content",
    [b"<html>sign in</html>", b"{", b"\xff\xfe{}", b'{"value": "\\ud800"}', b"[" * 100_000, b"9" * 5000],
    ids=["a page", "half", "no utf-8", "half a pair", "deep", "long"],
)
async def test_a_body_that_is_no_json_is_told(connect: Connect, content: bytes) -> None:
    async with connect(lambda _: httpx.Response(200, content=content)) as client:
        with pytest.raises(UnexpectedAnswer, match="the answer is no JSON"):
            await client.get("/users")


async def test_a_body_that_cannot_be_unpacked_is_told(connect: Connect) -> None:
    packed = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Packed())
    async with connect(lambda _: packed) as client:
        with pytest.raises(UnexpectedAnswer, match=r"it cannot be read \(DecodingError\)"):
            await client.get("/users")


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"), Unreachable),
        (httpx.ConnectError("[Errno 111] Connection refused"), Unreachable),
        (httpx.ReadError("reset"), Unavailable),
    ],
)
async def test_a_failed_connection_says_which_kind(
    connect: Connect, problem: Exception, kind: type[Exception]
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise problem

    async with connect(answer) as client:
        with pytest.raises(kind) as caught:
            await client.post("/groups", {})
    assert ("certificate is not trusted" in str(caught.value)) == ("CERTIFICATE" in str(problem))


@pytest.mark.parametrize(
    "problem", [KeyError("expires_in"), TypeError("no list"), AttributeError("get"), HttpResponseError("503")]
)
async def test_a_sign_in_that_cannot_be_read_is_one_sentence(connect: Connect, problem: Exception) -> None:
    async with connect(lambda _: httpx.Response(200), Token(problem)) as client:
        with pytest.raises(SignInError, match="sign-in to Microsoft Graph: "):
            await client.get("/users")


async def test_a_refused_sign_in_is_one_sentence(connect: Connect) -> None:
    problem = ClientAuthenticationError(
        "AADSTS7000222: The provided client secret keys are expired. Trace ID: 1"
    )
    async with connect(lambda _: httpx.Response(200), Token(problem)) as client:
        with pytest.raises(SignInError, match="the client secret has expired"):
            await client.get("/users")
