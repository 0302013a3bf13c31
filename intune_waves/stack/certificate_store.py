"""The system's store of trusted certificates, where a program's own variable is not looked at.

Go reads SSL_CERT_FILE on Linux; on macOS and Windows it asks the system ("Package crypto/x509", Go 1.26).
"""

import subprocess
from pathlib import Path

from intune_waves.stack.refusal import RefusedError

_KEYCHAIN = "~/Library/Keychains/login.keychain-db"


def trusting(platform: str, ca_file: Path) -> list[str] | None:
    """The command that lets this user's programs trust the authority; None where none is needed."""
    if platform == "darwin":
        keychain = str(Path(_KEYCHAIN).expanduser())
        return ["security", "add-trusted-cert", "-r", "trustRoot", "-k", keychain, str(ca_file)]
    if platform == "win32":
        return ["certutil", "-user", "-addstore", "Root", str(ca_file)]
    return None


def distrusting(platform: str, ca_file: Path, *, serial: str) -> list[str] | None:
    """The command that takes the authority out again; `serial` is its serial number in hexadecimal."""
    if platform == "darwin":
        return ["security", "remove-trusted-cert", str(ca_file)]
    if platform == "win32":
        return ["certutil", "-user", "-delstore", "Root", serial]
    return None


def serial_of(ca_file: Path) -> str:
    """The serial number of a certificate. Raises RefusedError where there is none."""
    # Imported here: only who trusts or distrusts the tenant waits for it.
    from cryptography import x509

    try:
        return f"{x509.load_pem_x509_certificate(ca_file.read_bytes()).serial_number:x}"
    except (OSError, ValueError):
        raise RefusedError(f"{ca_file}: there is no certificate yet", "./migrate tenant start") from None


def change(command: list[str] | None, what: str) -> None:
    """Say what is done and do it. Raises RefusedError where the system refuses."""
    if command is None:
        print(
            "Nothing to do: on Linux every program that ./migrate starts is told of the certificate itself."
        )
        return
    print(f"{what}, for this user alone:\n  {' '.join(command)}")
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as missing:
        raise RefusedError(f"{command[0]} cannot be started: {missing.strerror}") from None
    if code:
        raise RefusedError(f"{command[0]} ended with exit code {code}", "see its message above")
