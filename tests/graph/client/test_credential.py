"""A lane is picked by what is set, and what the sign-in service says becomes one sentence."""

import pytest

from intune_waves.graph.client.credential import Lane, build, choose_lane, explain, scopes
from intune_waves.graph.client.errors import SignInError
from intune_waves.graph.client.tenant_address import TenantAddress

ADDRESS = TenantAddress("t", "https://login.microsoftonline.com", "https://graph.microsoft.com")
SECRET = {"ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "hidden-value"}


@pytest.mark.parametrize(
    ("env", "lane"),
    [
        (SECRET, Lane.CLIENT_SECRET),
        ({**SECRET, "ARM_CLIENT_CERTIFICATE_PATH": "x.pfx"}, Lane.CLIENT_CERTIFICATE),
        ({**SECRET, "ARM_USE_OIDC": "true"}, Lane.OIDC),
        ({"ARM_USE_CLI": "true"}, Lane.AZURE_CLI),
        ({**SECRET, "INTUNE_CREDENTIAL": "device-code"}, Lane.DEVICE_CODE),
    ],
)
def test_the_lane(env: dict[str, str], lane: Lane) -> None:
    assert choose_lane(env) is lane


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "no credential is set"),
        ({"INTUNE_CREDENTIAL": "password"}, "one of client-secret"),
        ({"ARM_CLIENT_SECRET": "hidden-value"}, "ARM_CLIENT_ID is not set"),
        ({"ARM_CLIENT_ID": "c", "ARM_CLIENT_CERTIFICATE_PATH": "/nowhere.pfx"}, "certificate cannot be read"),
    ],
)
def test_what_is_missing_is_named_without_the_secret(env: dict[str, str], said: str) -> None:
    with pytest.raises(SignInError, match=said) as caught:
        build(env, ADDRESS)
    assert "hidden-value" not in str(caught.value)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("AADSTS7000215: Invalid client secret provided.", "the client secret is wrong"),
        ("AADSTS7000222: The provided client secret keys are expired.", "the client secret has expired"),
        ("AADSTS700016: Application not found", "no such application"),
        ("Azure CLI not found on path", "nobody is signed in to the Azure CLI"),
        ("something else\nwith a second line", "something else"),
    ],
)
def test_a_failed_sign_in_is_one_sentence(message: str, said: str) -> None:
    text = str(explain(message))
    assert said in text
    assert "second line" not in text


def test_a_device_code_asks_for_named_rights() -> None:
    assert scopes(Lane.CLIENT_SECRET, ADDRESS) == ["https://graph.microsoft.com/.default"]
    asked = scopes(Lane.DEVICE_CODE, ADDRESS)
    assert "https://graph.microsoft.com/DeviceManagementServiceConfig.ReadWrite.All" in asked
