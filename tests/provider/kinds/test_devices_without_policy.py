"""The tenant's setting is taken over, kept, and put back, against the real tenant process."""

import pytest

from intune_waves.graph.client.errors import Forbidden
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import Declare, Declared
from tests.provider.live_tenant import SETTINGS, LiveTenant


@pytest.fixture
def setting(declare: Declare) -> Declared:
    return declare("DevicesWithoutPolicy")


def compliant(tenant: LiveTenant) -> bool:
    return not tenant.call("GET", SETTINGS)["settings"]["secureByDefault"]


def methods(tenant: LiveTenant) -> list[str]:
    return [one["method"] for one in tenant.requests()]


async def test_it_is_written_with_its_siblings_kept_and_put_back_at_the_end(
    tenant: LiveTenant, setting: Declared
) -> None:
    tenant.call("PATCH", SETTINGS, {"settings": {"deviceComplianceCheckinThresholdDays": 17}})
    tenant.forget_requests()
    state = await setting.up({"compliant": False})
    assert methods(tenant) == ["GET", "GET", "PATCH"]
    assert state == {"compliant": False, "former": True}
    whole = tenant.call("GET", SETTINGS)["settings"]
    assert (whole["secureByDefault"], whole["deviceComplianceCheckinThresholdDays"]) == (True, 17)
    tenant.forget_requests()
    assert await setting.changed({"compliant": False}) == set()
    assert methods(tenant) == ["GET"]
    tenant.call("PATCH", SETTINGS, {"settings": {"secureByDefault": False}})
    assert await setting.changed({"compliant": False}) == {"compliant"}
    assert await setting.up({"compliant": False}) == state
    assert not compliant(tenant)
    tenant.forget_requests()
    await setting.destroy()
    assert methods(tenant) == ["GET", "PATCH"]
    assert compliant(tenant)


async def test_a_value_that_is_so_already_is_not_written(tenant: LiveTenant, setting: Declared) -> None:
    tenant.forget_requests()
    assert await setting.up({"compliant": True}) == {"compliant": True, "former": True}
    await setting.destroy()
    assert methods(tenant) == ["GET", "GET", "GET"]


async def test_a_change_keeps_what_was_before_the_resource(tenant: LiveTenant, setting: Declared) -> None:
    await setting.up({"compliant": False})
    tenant.forget_requests()
    assert await setting.up({"compliant": True}) == {"compliant": True, "former": True}
    assert methods(tenant) == ["GET", "PATCH"]


async def test_drift_shows_and_is_repaired(tenant: LiveTenant, setting: Declared) -> None:
    await setting.up({"compliant": False})
    tenant.call("PATCH", SETTINGS, {"settings": {"secureByDefault": False}})
    tenant.forget_requests()
    assert await setting.refresh()
    assert methods(tenant) == ["GET"]
    assert await setting.changed({"compliant": False}) == {"compliant"}
    assert await setting.up({"compliant": False}) == {"compliant": False, "former": True}
    assert not compliant(tenant)


async def test_a_second_one_takes_the_value_over(tenant: LiveTenant, declare: Declare) -> None:
    first, second = declare("DevicesWithoutPolicy", "a"), declare("DevicesWithoutPolicy", "b")
    await first.up({"compliant": False})
    assert await second.up({"compliant": False}) == {"compliant": False, "former": False}


async def test_an_import_leaves_the_value_at_its_end(tenant: LiveTenant, setting: Declared) -> None:
    setting.resource_id = "devices-without-policy"
    assert await setting.refresh()
    assert (setting.inputs, setting.state) == ({"compliant": True}, {"compliant": True, "former": True})
    setting.inputs, setting.resource_id = {}, "another"
    with pytest.raises(Refusal, match="import-found"):
        await setting.refresh()


async def test_a_preview_knows_the_former_value_only_afterwards() -> None:
    one = Declared(IntuneProvider("0.0.0", {}), "intune:index:DevicesWithoutPolicy")
    assert await one.foresee({"compliant": UNKNOWN}) == {"compliant": UNKNOWN, "former": UNKNOWN}
    assert one.provider.connection._client is None


async def test_a_403_names_the_right(tenant: LiveTenant, setting: Declared) -> None:
    tenant.faults({"failures": [{"method": "PATCH", "path": "/deviceManagement", "status": 403}]})
    with pytest.raises(Forbidden, match=r"DeviceManagementConfiguration\.ReadWrite\.All"):
        await setting.up({"compliant": False})


async def test_what_was_so_before_is_noted_before_the_write(tenant: LiveTenant, setting: Declared) -> None:
    tenant.forget_requests()
    assert await setting.check({"compliant": False}) == {"compliant": False, "former": True}
    assert methods(tenant) == ["GET"]
    setting.inputs = {"compliant": False, "former": True}
    tenant.call("PATCH", SETTINGS, {"settings": {"secureByDefault": True}})
    assert await setting.up({"compliant": False}) == {"compliant": False, "former": True}
    await setting.destroy()
    assert compliant(tenant)


async def test_a_state_of_an_earlier_version_keeps_it_and_shows_no_change(
    tenant: LiveTenant, setting: Declared
) -> None:
    tenant.call("PATCH", SETTINGS, {"settings": {"secureByDefault": True}})
    setting.resource_id, setting.inputs = "devices-without-policy", {"compliant": False}
    setting.state = {"compliant": False, "former": True}
    assert await setting.changed({"compliant": False}) == set()
    await setting.refresh()
    assert setting.inputs == {"compliant": False}
    await setting.destroy()
    assert compliant(tenant)
