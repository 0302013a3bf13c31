"""Faults as a real client over TLS meets them, and the clock as it reads it."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from intune_waves.graph.client.connection import open_client
from intune_waves.stack.sign_in import check_sign_in
from tests.conformance.conftest import Running

USERS = "/v1.0/users?$select=id&$top=5"


@pytest.fixture
def http(adatum: Running) -> Iterator[httpx.Client]:
    token = adatum.credential().get_token(f"{adatum.url}/.default").token
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(verify=adatum.status["ca_file"], base_url=adatum.url, headers=headers) as client:
        yield client
    adatum.control("PUT", "faults", {"name": "calm"})


def failing(adatum: Running, **failure: Any) -> None:
    adatum.control("PUT", "faults", {"failures": [{"times": 1, "path": "/users", **failure}]})


def test_a_connection_is_cut_and_the_next_one_works(adatum: Running, http: httpx.Client) -> None:
    failing(adatum, cut=True)
    with pytest.raises(httpx.TransportError):
        http.get(USERS)
    assert len(http.get(USERS).json()["value"]) == 5


def test_a_body_breaks_off_in_the_middle(adatum: Running, http: httpx.Client) -> None:
    failing(adatum, truncate=50)
    with pytest.raises(httpx.RemoteProtocolError, match="50 bytes"):
        http.get(USERS)
    assert len(http.get(USERS).json()["value"]) == 5


def test_a_redirect_is_a_redirect(adatum: Running, http: httpx.Client) -> None:
    failing(adatum, redirect="https://elsewhere.example/")
    answer = http.get(USERS)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://elsewhere.example/")


def test_a_cut_while_signing_in_is_one_that_is_tried_again(adatum: Running) -> None:
    """azure-identity tries a token request again that had no answer."""
    cut = {"at": "signIn", "path": "*/oauth2/v2.0/token", "cut": True, "times": 1}
    adatum.control("PUT", "faults", {"failures": [cut]})
    assert adatum.credential().get_token(f"{adatum.url}/.default").token
    [told] = adatum.control("GET", "faults")["failures"]
    assert told["met"] == 1


@pytest.mark.parametrize("days", [0, 30])
def test_the_date_of_an_answer_is_the_tenants(adatum: Running, http: httpx.Client, days: int) -> None:
    if days:
        adatum.control("POST", "clock", {"days": days})
    clock = adatum.control("GET", "status")["clock"]
    for path in (USERS, "/v1.0/groups/x", "/metadata/endpoints"):
        dates = http.get(path).headers.get_list("date")
        assert [parsedate_to_datetime(each).isoformat() for each in dates] == [clock]


async def test_ours_signs_in_and_reads_while_one_connection_in_ten_is_cut(
    adatum: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look for the addresses, the check of the secret, the token and the read, each more than once."""
    monkeypatch.setattr("intune_waves.graph.client.trust._FIRST_WAIT_SECONDS", 0.01)
    environment = {
        "ARM_TENANT_ID": adatum.status["tenant_id"],
        "ARM_CLIENT_ID": adatum.status["client_id"],
        "ARM_CLIENT_SECRET": adatum.status["client_secret"],
        "ARM_METADATA_HOSTNAME": adatum.url.removeprefix("https://"),
        "SSL_CERT_FILE": adatum.status["ca_file"],
    }
    adatum.control("PUT", "faults", {"name": "cut-connections"})
    for _ in range(12):
        check_sign_in(environment)
        async with await open_client(environment) as client:
            assert len((await client.get(USERS.removeprefix("/v1.0"))).objects("value")) == 5
    assert sum(each["met"] for each in adatum.control("GET", "faults")["failures"]) > 3
