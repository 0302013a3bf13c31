"""Entra's error codes in words, for the client and for the commands alike."""

import pytest

from intune_waves.graph.client.credential import explain
from intune_waves.graph.client.sign_in_reason import reason_in


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("AADSTS7000215: Invalid client secret provided.", "AADSTS7000215"),
        ("AADSTS70021: No matching federated identity record found.", "AADSTS70021"),
        ("AADSTS90002", "AADSTS90002"),
    ],
)
def test_a_code_is_known_at_the_head_of_a_message_or_alone(message: str, code: str) -> None:
    found = reason_in(message)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("message", ["AADSTS700211: another code", "see AADSTS90002 in the list", ""])
def test_a_code_that_only_begins_like_a_known_one_or_is_mentioned_is_not_taken_for_it(message: str) -> None:
    assert reason_in(message) is None


def test_the_client_says_it_as_sentences() -> None:
    assert str(explain("AADSTS700016: Application not found")) == (
        "sign-in to Microsoft Graph: the tenant knows no such application (AADSTS700016). "
        "Check ARM_CLIENT_ID and ARM_TENANT_ID. [graph-sign-in]"
    )
