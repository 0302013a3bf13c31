"""Groups are filled side by side, where nothing of one says who is in the other."""

from typing import Any

import pulumi
import pytest
from pulumi.runtime import settings

from components.target_group import TargetGroup, target_group
from components.tenant_lookup import Lookups
from intune_waves.campaign.people import EverybodyElse, ListedPeople, People, Share
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import AtPeriod, Wave
from tests.components.recording import Recording

LISTED = ListedPeople(1, upns=("a@adatum.com",))


@pytest.mark.parametrize(
    ("people", "waits"),
    [(LISTED, False), (Share("IT", size=10), True), (EverybodyElse(), True)],
    ids=["list", "share", "everybody-else"],
)
async def test_only_who_leaves_out_others_waits_for_them(people: People, waits: bool) -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    monitor: Any = settings.get_monitor()
    register, told = monitor.RegisterResource, {}

    def telling(request: Any) -> Any:
        told[request.type.rpartition(":")[2], request.name] = list(request.dependencies)
        return register(request)

    monitor.RegisterResource = telling
    first = _declared("first", LISTED)
    second = _declared("second", people, first)
    urn = await first.filled[0].urn.future()
    await second.filled[0].urn.future()
    assert (urn in told["GroupMembership", "second"]) is waits


def _declared(name: str, people: People, *earlier: TargetGroup) -> TargetGroup:
    wave = Wave(name, name.title(), people, AtPeriod(1), (Platform.WINDOWS,))
    return target_group(
        wave, earlier=earlier, break_glass_ids=["glass"], lookups=Lookups(), opts=pulumi.ResourceOptions()
    )
