"""An event is delivered, signed and tried again; and what fails says so without a secret."""

import hashlib
import hmac
import json
import socket

import pytest

from intune_waves.campaign.webhook import Webhook, is_address
from intune_waves.webhook import delivery
from intune_waves.webhook.delivery import (
    SECRET,
    SIGNATURE,
    WAITS,
    Address,
    NotDeliveredError,
    address_of,
    deliver,
)
from tests.webhook.receiver import receiving

EVENT = {"event": "period", "organisation": "Ädatum", "period": 5}


def sent(address: str, environment: dict[str, str] | None = None) -> list[float]:
    """Deliver without waiting; answers the waits."""
    waits: list[float] = []
    deliver(EVENT, Address(address), environment=environment or {}, sleep=waits.append)
    return waits


def test_an_event_is_signed_with_the_secret_of_the_environment() -> None:
    with receiving(202) as receiver:
        assert sent(f"{receiver.address}/hook?sig=s3cret", {SECRET: "key"}) == [0.0]
    ((headers, body),) = receiver.taken
    assert json.loads(body) == EVENT
    assert headers[SIGNATURE] == "sha256=" + hmac.new(b"key", body, hashlib.sha256).hexdigest()
    assert headers["Content-Type"] == "application/json"


def test_without_a_secret_it_is_not_signed() -> None:
    with receiving(200) as receiver:
        sent(receiver.address)
    assert SIGNATURE not in receiver.taken[0][0]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_receiver_that_is_not_ready_is_tried_again(status: int) -> None:
    with receiving(status, status, 200) as receiver:
        assert sent(receiver.address) == [*WAITS]
    assert len({body for _, body in receiver.taken}) == 1


@pytest.mark.parametrize(("status", "tries"), [(400, 1), (404, 1), (302, 1), (500, 3)])
def test_a_receiver_that_refuses_is_named_by_its_host_alone(status: int, tries: int) -> None:
    with receiving(status) as receiver, pytest.raises(NotDeliveredError) as caught:
        sent(f"{receiver.address}/hook?sig=s3cret")
    assert str(caught.value) == f"{receiver.address.removeprefix('http://')}: it answered {status}"
    assert len(receiver.taken) == tries, "a redirect is not followed"


def test_a_receiver_that_is_not_there_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotDeliveredError) as caught:
        sent(f"http://127.0.0.1:{port}/?sig=s3cret")
    assert str(caught.value) == f"127.0.0.1:{port}: no connection comes about"


def test_a_receiver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        with pytest.raises(NotDeliveredError) as caught:
            sent(f"http://127.0.0.1:{port}/?sig=s3cret")
    assert str(caught.value) == f"127.0.0.1:{port}: it does not answer in time"


def test_an_address_can_be_a_secret_of_the_environment() -> None:
    secret = Webhook(url_from="ADATUM_WEBHOOK")
    assert address_of(secret, {"ADATUM_WEBHOOK": "https://hooks.test/a?sig=s"}).host == "hooks.test"
    with pytest.raises(NotDeliveredError, match=r"the environment variable ADATUM_WEBHOOK does not hold"):
        address_of(secret, {})
    with pytest.raises(NotDeliveredError) as caught:
        address_of(secret, {"ADATUM_WEBHOOK": "http://hooks.test/a?sig=s3cret"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://hooks.test/x", True),
        ("https://hooks.test:8443/x", True),
        ("http://127.0.0.1:80/x", True),
        ("http://[::1]/x", True),
        ("http://hooks.test/x", False),
        ("https://me:secret@hooks.test/x", False),
        ("https://hooks.test:many/x", False),
        ("https:///x", False),
        ("ftp://hooks.test/x", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_events_go_over_tls_or_stay_on_this_machine(url: str, right: bool) -> None:
    assert is_address(url) is right
