"""Which tenant is spoken to, and who signs in."""

from intune_waves.observing.connection import environment_with


def test_a_setting_lies_over_the_environment_and_one_that_is_none_does_not() -> None:
    settings = {"tenantId": "other", "clientId": "", "clientSecret": {"secure": "v1"}}
    merged = environment_with(settings, {"ARM_TENANT_ID": "one", "ARM_CLIENT_ID": "app"})
    assert merged == {"ARM_TENANT_ID": "other", "ARM_CLIENT_ID": "app"}


def test_an_app_id_of_the_environment_is_no_public_client() -> None:
    merged = environment_with({"credential": "device-code"}, {"ARM_CLIENT_ID": "app"})
    assert "INTUNE_PUBLIC_CLIENT_ID" not in merged
