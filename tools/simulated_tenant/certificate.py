"""TLS: one certificate authority per home, kept, and a certificate for localhost that it signs."""

import os

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tools.simulated_tenant.home import Home, said_plainly, write_private

NAMES = ("localhost", "127.0.0.1", "::1")


def ensure_certificate(home: Home) -> None:
    """Make authority and certificate where they are missing or do not belong together; else keep them, so
    that trust lasts.

    Raises TenantError when the folder cannot be written.
    """
    with said_plainly(home.folder):
        if not _belong_together(home):
            authority = trustme.CA(organization_name="Adatum Corporation (simulated tenant)")
            certificate = authority.issue_cert(*NAMES)
            chain = certificate.private_key_and_cert_chain_pem.bytes().decode("ascii")
            write_private(home.ca_file, authority.cert_pem.bytes().decode("ascii"))
            write_private(home.ca_key_file, authority.private_key_pem.bytes().decode("ascii"))
            write_private(home.certificate_file, chain)
        os.chmod(home.certificate_file, 0o600)


def _belong_together(home: Home) -> bool:
    try:
        authority = x509.load_pem_x509_certificate(home.ca_file.read_bytes())
        key = load_pem_private_key(home.ca_key_file.read_bytes(), password=None)
        served = x509.load_pem_x509_certificates(home.certificate_file.read_bytes())[0]
        served.verify_directly_issued_by(authority)
    except (FileNotFoundError, ValueError, TypeError, InvalidSignature):
        return False
    return key.public_key() == authority.public_key()
