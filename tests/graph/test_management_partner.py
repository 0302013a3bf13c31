"""What Intune says of the connectors of other services."""

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.management_partner import read_connectors
from tests.graph.fake_graph import answering


async def test_a_connector_has_a_name_and_a_state() -> None:
    rows = [{"displayName": "Contoso", "partnerState": "enabled"}, {"displayName": None}]
    carrier = answering(Answer(200, {}, {"value": rows}))
    assert await read_connectors(carrier.client()) == [
        ("Contoso", "enabled"),
        ("a partner without a name", "unknown"),
    ]
    assert carrier.sent[0].path.startswith("/v1.0/deviceManagement/complianceManagementPartners?")
