"""What people are members of, asked by the real msgraph-sdk."""

from msgraph.generated.models.group import Group
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.users.item.check_member_groups import check_member_groups_post_request_body as check
from msgraph.generated.users.item.get_member_groups import get_member_groups_post_request_body as get
from msgraph.graph_service_client import GraphServiceClient

from tests.conformance.conftest import Running


async def test_a_person_in_a_group_in_a_group_is_in_both(graph: GraphServiceClient, adatum: Running) -> None:
    ids = []
    for name in ("Inner", "Outer"):
        body = Group(display_name=name, mail_enabled=False, mail_nickname=name, security_enabled=True)
        made = await graph.groups.post(body)
        assert made
        assert made.id
        ids.append(made.id)
    users = await graph.users.get()
    assert users
    assert users.value
    person = users.value[0].id
    assert person
    for group, member in ((ids[0], person), (ids[1], ids[0])):
        link = ReferenceCreate(odata_id=f"{adatum.url}/v1.0/directoryObjects/{member}")
        await graph.groups.by_group_id(group).members.ref.post(link)

    user = graph.users.by_user_id(person)
    asked = check.CheckMemberGroupsPostRequestBody(group_ids=ids)
    checked = await user.check_member_groups.post(asked)
    assert checked
    assert checked.value == ids
    everything = await user.get_member_groups.post(
        get.GetMemberGroupsPostRequestBody(security_enabled_only=True)
    )
    assert everything
    assert set(ids) < set(everything.value or ())
    around = await user.transitive_member_of.graph_group.get()
    assert around
    assert {"Inner", "Outer"} < {each.display_name for each in around.value or ()}
    inside = await graph.groups.by_group_id(ids[1]).transitive_members.graph_user.get()
    assert inside
    assert [each.id for each in inside.value or ()] == [person]
    roles = await graph.directory_roles.get()
    assert roles
    assert "Global Administrator" in {each.display_name for each in roles.value or ()}
