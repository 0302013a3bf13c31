"""What Entra ID says of the services that devices may enroll with."""

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.mobility_policy import MdmApp, read_mdm_apps
from tests.graph.fake_graph import answering, refused


async def test_an_mdm_app_has_an_id_a_name_and_a_scope() -> None:
    rows = [
        {"id": "AB", "displayName": "Microsoft Intune", "appliesTo": "all"},
        {"id": "CD", "displayName": None, "appliesTo": "none"},
    ]
    carrier = answering(Answer(200, {}, {"value": rows}))
    assert await read_mdm_apps(carrier.client()) == [
        MdmApp("ab", "Microsoft Intune", "all"),
        MdmApp("cd", "CD", "none"),
    ]
    assert carrier.sent[0].path.startswith("/beta/policies/mobileDeviceManagementPolicies?")


async def test_an_app_is_refused_the_mdm_scope() -> None:
    with pytest.raises(Forbidden):
        await read_mdm_apps(answering(refused(403, "Authorization_RequestDenied")).client())
