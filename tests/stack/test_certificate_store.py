"""The certificate is offered to the system's store where programs look there, for this user alone."""

import sys
from pathlib import Path

import pytest
import trustme

from intune_waves.stack.certificate_store import change, distrusting, serial_of, trusting
from intune_waves.stack.refusal import RefusedError

CA = Path("/home/ca.pem")


def test_macos_and_windows_have_their_own_commands() -> None:
    mac = trusting("darwin", CA)
    assert mac is not None
    assert mac[:4] == ["security", "add-trusted-cert", "-r", "trustRoot"]
    assert "-d" not in mac, "the system's own keychain would be everybody's"
    assert distrusting("darwin", CA, serial="0a") == ["security", "remove-trusted-cert", str(CA)]
    assert trusting("win32", CA) == ["certutil", "-user", "-addstore", "Root", str(CA)]
    assert distrusting("win32", CA, serial="0a") == ["certutil", "-user", "-delstore", "Root", "0a"]


def test_linux_needs_none(capsys: pytest.CaptureFixture[str]) -> None:
    change(trusting("linux", CA), "Adding")
    assert capsys.readouterr().out.startswith("Nothing to do: on Linux ")


def test_what_is_done_is_said_and_a_refusal_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", "raise SystemExit(4)"]
    with pytest.raises(RefusedError, match="ended with exit code 4"):
        change(command, "Adding it")
    assert capsys.readouterr().out.startswith("Adding it, for this user alone:\n  ")
    with pytest.raises(RefusedError, match="cannot be started"):
        change(["/nowhere/security"], "Adding it")


def test_the_serial_number_is_the_certificates(tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    assert int(serial_of(tmp_path / "ca.pem"), 16) > 0
    with pytest.raises(RefusedError, match="there is no certificate yet"):
        serial_of(tmp_path / "gone.pem")
