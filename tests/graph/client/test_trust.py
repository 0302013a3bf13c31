"""Which certificate authorities are believed comes from the environment that is handed over."""

from pathlib import Path

import pytest
import trustme

from intune_waves.graph.client.errors import Unreachable
from intune_waves.graph.client.trust import trust


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
