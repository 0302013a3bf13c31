"""Secrets stay secret, settings are judged, and the schema says what the properties say."""

import json
from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import (
    CheckRequest,
    ConfigureRequest,
    CreateRequest,
    GetSchemaRequest,
    PropertyDiff,
)

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.kinds import every_kind
from intune_waves.provider.protocol.wire import UNKNOWN, from_wire, to_wire
from tests.provider.engine import without_tenant

URN = "urn:pulumi:dev::p::intune:index:Campaign::c"


async def test_a_secret_input_is_a_secret_in_the_checked_inputs_and_the_state() -> None:
    provider = IntuneProvider("0.0.0", {})
    given = to_wire({"name": "hidden", "period": 1}, {"name"})
    checked = (await provider.check(CheckRequest(urn=URN, news=given))).inputs
    made = (await provider.create(CreateRequest(urn=URN, properties=checked))).properties
    for values in (checked, made):
        plain, secrets = from_wire(values)
        assert (plain["name"], plain["period"], secrets) == ("hidden", 1, {"name"})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"credential": "password"}, "expected one of client-secret"),
        ({"tenant": "x"}, "there is no such setting; there are credential, tenantId"),
        ({"tenantId": 1}, "it is no text"),
    ],
)
async def test_a_wrong_setting_is_refused(settings: dict[str, Any], said: str) -> None:
    given = to_wire({**settings, "clientSecret": "hidden-value", "version": "0.1.0"})
    request = CheckRequest(urn="urn", news=given)
    response = await IntuneProvider("0.0.0", {}).check_config(request)
    reasons = [failure.reason for failure in response.failures]
    assert len(reasons) == 1
    assert said in reasons[0]
    assert "hidden-value" not in reasons[0]
    assert from_wire(response.inputs)[1] == {"clientSecret"}


async def test_settings_are_laid_over_the_environment() -> None:
    provider = IntuneProvider("0.0.0", {"ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "app"})
    settings = {"credential": "device-code", "clientId": "tool", "tenantId": UNKNOWN}
    await provider.configure(ConfigureRequest(args=to_wire(settings)))
    environment = provider.connection.environment
    assert environment["ARM_TENANT_ID"] == "t"
    assert environment["INTUNE_CREDENTIAL"] == "device-code"
    assert environment["INTUNE_PUBLIC_CLIENT_ID"] == "tool"
    assert provider.connection._client is None
    await provider.connection.close()


async def test_the_schema_describes_every_property() -> None:
    answer = await IntuneProvider("1.2.3", {}).get_schema(GetSchemaRequest())
    schema = json.loads(answer.schema)
    assert (schema["name"], schema["version"]) == ("intune", "1.2.3")
    kinds = every_kind()
    assert set(schema["resources"]) == set(kinds)
    for token, kind in kinds.items():
        described = schema["resources"][token]["properties"]
        assert set(described) == {declared.name for declared in kind.properties}
        assert all(one["description"] for one in described.values())
    share = schema["resources"]["intune:index:GroupMembership"]["inputProperties"]["share"]["$ref"]
    assert schema["types"][share.removeprefix("#/types/")]["required"] == ["groupId"]
    assert schema["provider"]["inputProperties"]["clientSecret"]["secret"] is True
    assert "digest" not in schema["resources"]["intune:index:GroupMembership"]["inputProperties"]
    policy = schema["resources"]["intune:index:CompliancePolicy"]
    assert policy["inputProperties"]["settings"]["additionalProperties"] == {"$ref": "pulumi.json#/Any"}
    assert policy["inputProperties"]["platform"]["willReplaceOnChanges"] is True
    reminder = policy["inputProperties"]["reminders"]["items"]["$ref"]
    assert schema["types"][reminder.removeprefix("#/types/")]["required"] == ["templateId", "hoursAfter"]


async def test_differences_carry_their_kinds() -> None:
    membership = without_tenant("GroupMembership")
    membership.resource_id = "g"
    membership.state = {"groupId": "g", "share": {"groupId": "s", "size": 5}, "exceptUserIds": ["a", "b"]}
    wanted = {
        "groupId": "h",
        "share": {"groupId": "s", "percent": 5},
        "exceptUserIds": ["b", "a"],
        "exceptGroupIds": ["c"],
        "expectedSize": 1,
    }
    found = (await membership.diff(wanted)).detailedDiff
    assert {path: one.kind for path, one in found.items()} == {
        "groupId": PropertyDiff.UPDATE_REPLACE,
        "share.size": PropertyDiff.DELETE,
        "share.percent": PropertyDiff.ADD,
        "exceptGroupIds": PropertyDiff.ADD,
    }
    assert all(one.inputDiff for one in found.values())
