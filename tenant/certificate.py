"""TLS: one certificate authority per home, kept, and a certificate for localhost that it signs."""

import os

import trustme

from tenant.home import Home, said_plainly, write_private

NAMES = ("localhost", "127.0.0.1", "::1")


def ensure_certificate(home: Home) -> None:
    """Make the authority and the certificate that are missing; those that are there are kept, so trust lasts.

    Raises TenantError when the folder cannot be written.
    """
    with said_plainly(home.folder):
        if home.ca_file.exists() and home.ca_key_file.exists():
            authority = trustme.CA.from_pem(home.ca_file.read_bytes(), home.ca_key_file.read_bytes())
        else:
            authority = trustme.CA(organization_name="Adatum Corporation (simulated tenant)")
            write_private(home.ca_file, authority.cert_pem.bytes().decode("ascii"))
            write_private(home.ca_key_file, authority.private_key_pem.bytes().decode("ascii"))
            home.certificate_file.unlink(missing_ok=True)
        if not home.certificate_file.exists():
            certificate = authority.issue_cert(*NAMES)
            chain = certificate.private_key_and_cert_chain_pem.bytes().decode("ascii")
            write_private(home.certificate_file, chain)
        os.chmod(home.certificate_file, 0o600)
