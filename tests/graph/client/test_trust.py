"""Which certificate authorities are believed, and how often one asks who breaks off."""

import socket
import ssl
from collections.abc import Callable
from email.message import Message
from http.client import IncompleteRead, RemoteDisconnected
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
import trustme

from intune_waves.graph.client.errors import Unreachable
from intune_waves.graph.client.trust import TRIES, passes_by, patiently, trust


def test_the_named_authority_is_the_only_one(tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    (believed,) = trust({"SSL_CERT_FILE": str(tmp_path / "ca.pem")}).get_ca_certs()
    assert "trustme" in str(believed["subject"])


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_that_is_no_certificate_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    with pytest.raises(Unreachable, match="which is no readable certificate") as refused:
        trust({"SSL_CERT_FILE": str(path)})
    assert str(path) in str(refused.value)


BROKEN = URLError(ConnectionResetError(104, "reset"))


def _answer(status: int, retry_after: str | None = None) -> HTTPError:
    headers = Message()
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return HTTPError("https://login.test", status, "", headers, None)


@pytest.mark.parametrize(
    ("failed", "passes"),
    [
        (BROKEN, True),
        (RemoteDisconnected("closed"), True),
        (URLError(ssl.SSLEOFError(8, "EOF")), True),
        (IncompleteRead(b""), True),
        (_answer(503), True),
        (_answer(429), True),
        (_answer(401), False),
        (URLError(ConnectionRefusedError(111, "refused")), False),
        (URLError(socket.gaierror(-2, "unknown")), False),
        (URLError(ssl.SSLCertVerificationError(1, "not trusted")), False),
        (URLError(TimeoutError("timed out")), False),
        (ValueError("no JSON"), False),
    ],
)
def test_what_may_be_gone_at_the_next_try(failed: Exception, passes: bool) -> None:
    assert passes_by(failed) is passes


def _asked(*failures: Exception) -> tuple[list[float], Callable[[], str]]:
    left = list(failures)

    def request() -> str:
        if left:
            raise left.pop(0)
        return "answered"

    return [], request


def test_what_breaks_off_is_asked_again_after_a_growing_while() -> None:
    slept, request = _asked(BROKEN, _answer(503), BROKEN)
    assert patiently(request, slept.append) == "answered"
    assert slept == [0.5, 1.0, 2.0]


def test_a_retry_after_is_waited_for_and_a_long_one_is_not() -> None:
    slept, request = _asked(_answer(429, "7"))
    assert patiently(request, slept.append) == "answered"
    assert slept == [7.0]
    slept, request = _asked(_answer(429, "315"))
    with pytest.raises(HTTPError):
        patiently(request, slept.append)
    assert slept == []


def test_it_is_asked_five_times_at_most_and_what_does_not_pass_once() -> None:
    slept, request = _asked(*[BROKEN] * TRIES)
    with pytest.raises(URLError):
        patiently(request, slept.append)
    assert len(slept) == TRIES - 1
    slept, request = _asked(_answer(401), BROKEN)
    with pytest.raises(HTTPError):
        patiently(request, slept.append)
    assert slept == []
