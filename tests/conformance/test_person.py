"""A person who signs in by device code has what was asked for, and that is enough for every call of ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.graph import compliance_policy, conditional_access, enrollment_restriction
from intune_waves.graph import notification_template as templates
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.device_management import let_devices_without_policy_comply
from intune_waves.graph.group import groups_named, made_at
from intune_waves.graph.group_membership import enabled_people_of_group, member_ids, reconcile
from intune_waves.graph.mail import sent_on
from intune_waves.graph.management_partner import read_connectors
from intune_waves.graph.mobility_policy import read_mdm_apps
from intune_waves.graph.troubleshooting_event import read_failures
from intune_waves.graph.user import count_enabled_members, principal_names, read_accounts, resolve_names
from intune_waves.observing.devices import read_devices
from tests.conformance.conftest import Running


@dataclass
class Person:
    """Somebody signed in, the codes that they were shown, and Adatum's group that is asked about."""

    client: GraphClient
    codes: list[str]
    group: str


@pytest.fixture
async def person(adatum: Running) -> AsyncIterator[Person]:
    environment = {
        "ARM_TENANT_ID": adatum.status["tenant_id"],
        "ARM_METADATA_HOSTNAME": adatum.url.removeprefix("https://"),
        "SSL_CERT_FILE": adatum.status["ca_file"],
        "INTUNE_CREDENTIAL": "device-code",
    }
    codes: list[str] = []
    async with await open_client(environment, codes.append) as client:
        group = (await groups_named(client, ["IT Department"]))["IT Department"][0]
        yield Person(client, codes, group)


async def test_what_guards_and_gates_read_is_allowed(person: Person) -> None:
    client = person.client
    people = sorted(await enabled_people_of_group(client, person.group))
    names = await principal_names(client, people[:3])
    assert await resolve_names(client, [*names.values()]) == {name: id_ for id_, name in names.items()}
    assert (await read_accounts(client, people[:1]))[people[0]].enabled
    assert await count_enabled_members(client) > len(people)
    assert await made_at(client, person.group)
    assert (await read_devices(client, DeviceEvidence())).doubts == ()
    assert await read_failures(client, frozenset(), since=None) is not None
    await conditional_access.list_policies(client)
    await enrollment_restriction.read_enrollment(client)
    await compliance_policy.list_policies(client)
    await templates.list_templates(client)
    await read_connectors(client)
    assert await read_mdm_apps(client)
    assert len(person.codes) == 1, "the person is asked once"


async def test_what_resources_write_is_allowed(person: Person) -> None:
    client = person.client
    restriction = enrollment_restriction.Restriction("A", "B", "ios", False, True)
    made = await enrollment_restriction.create(client, restriction)
    await enrollment_restriction.delete(client, made.id, name="A")
    template = await templates.create(client, templates.Template("A", "B", "en-us"))
    await templates.delete(client, template.id, name="A")
    policy = compliance_policy.Policy("A", "B", "ios")
    policy_id = (await compliance_policy.create(client, policy, actions=compliance_policy.Actions(24))).id
    await compliance_policy.delete(client, policy_id, name="A")
    await let_devices_without_policy_comply(client, False)
    await let_devices_without_policy_comply(client, True)
    existing = await member_ids(client, person.group)
    gone = min(existing)
    await reconcile(client, person.group, desired=existing - {gone}, existing=existing)
    await reconcile(client, person.group, desired=existing, existing=existing - {gone})


async def test_an_account_tells_the_groups_around_its_groups(person: Person) -> None:
    client = person.client
    body = {"displayName": "Outer", "mailNickname": "x", "mailEnabled": False, "securityEnabled": True}
    outer = (await client.post("/groups", body)).object_id()
    await reconcile(client, outer, desired={person.group}, existing=())
    somebody = min(await member_ids(client, person.group))
    account = (await read_accounts(client, [somebody]))[somebody]
    assert {outer, person.group} <= account.groups


async def test_nobodys_mail_is_asked_for(person: Person) -> None:
    with pytest.raises(Forbidden, match=r"Grant the identity Mail\.Read with admin consent"):
        await sent_on(person.client, "administrator@adatum.com", key="key")
