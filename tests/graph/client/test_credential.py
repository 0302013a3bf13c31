"""A credential is picked by what is set, and what the sign-in service says becomes one sentence."""

import pytest

from intune_waves.graph.client.credential import Credential, build, choose_credential, explain, scopes
from intune_waves.graph.client.errors import SignInError
from intune_waves.graph.client.tenant_address import TenantAddress

ADDRESS = TenantAddress("t", "https://login.microsoftonline.com", "https://graph.microsoft.com")
SECRET = {"ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "hidden-value"}


@pytest.mark.parametrize(
    ("env", "credential"),
    [
        (SECRET, Credential.CLIENT_SECRET),
        ({**SECRET, "ARM_CLIENT_CERTIFICATE_PATH": "x.pfx"}, Credential.CLIENT_CERTIFICATE),
        ({**SECRET, "ARM_USE_OIDC": "true"}, Credential.OIDC),
        ({"ARM_USE_CLI": "true"}, Credential.AZURE_CLI),
        ({**SECRET, "INTUNE_CREDENTIAL": "device-code"}, Credential.DEVICE_CODE),
    ],
)
def test_the_credential(env: dict[str, str], credential: Credential) -> None:
    assert choose_credential(env) is credential


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


def test_a_device_code_asks_for_the_rights_of_every_call_and_for_nobodys_mail() -> None:
    assert scopes(Credential.CLIENT_SECRET, ADDRESS) == ["https://graph.microsoft.com/.default"]
    assert scopes(Credential.DEVICE_CODE, ADDRESS) == [
        f"https://graph.microsoft.com/{right}"
        for right in (
            "Application.Read.All",
            "AuditLog.Read.All",
            "Device.Read.All",
            "DeviceManagementConfiguration.ReadWrite.All",
            "DeviceManagementManagedDevices.Read.All",
            "DeviceManagementServiceConfig.ReadWrite.All",
            "Group.ReadWrite.All",
            "GroupMember.ReadWrite.All",
            "Policy.Read.All",
            "Policy.ReadWrite.ConditionalAccess",
            "User.Read.All",
        )
    ]
