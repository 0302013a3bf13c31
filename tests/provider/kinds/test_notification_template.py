"""A template's messages are made, changed and taken away one by one, against the real tenant process."""

from typing import Any

import pytest

from intune_waves.graph.client.errors import Forbidden
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import CheckRefusedError, Declare, Declared, without_tenant
from tests.provider.live_tenant import TEMPLATES, LiveTenant

ENGLISH = {"locale": "en-us", "subject": "Enroll", "body": "<p>Please.</p>"}
GERMAN = {"locale": "de-de", "subject": "Anmelden", "body": "<p>Bitte.</p>"}
FRENCH = {"locale": "fr-fr", "subject": "Inscription", "body": "<p>Merci.</p>"}
MESSAGES = f"{TEMPLATES.removeprefix('/beta')}/*/localizedNotificationMessages"


@pytest.fixture
def template(declare: Declare) -> Declared:
    return declare("NotificationTemplate")


def inputs(*messages: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {
        "displayName": "Reminder",
        "description": "why",
        "defaultLocale": "en-us",
        "messages": list(messages or (ENGLISH, GERMAN)),
        **others,
    }


def made(tenant: LiveTenant) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tenant.call("GET", f"{TEMPLATES}?$expand=localizedNotificationMessages")[
        "value"
    ]
    return found


def subjects(tenant: LiveTenant) -> dict[str, tuple[str, bool]]:
    (one,) = made(tenant)
    return {
        each["locale"]: (each["subject"], each["isDefault"]) for each in one["localizedNotificationMessages"]
    }


def methods(tenant: LiveTenant) -> list[str]:
    return [one["method"] for one in tenant.requests()]


async def test_a_template_is_made_with_its_messages_and_a_second_up_writes_nothing(
    tenant: LiveTenant, template: Declared
) -> None:
    tenant.forget_requests()
    await template.up(inputs(GERMAN, ENGLISH))
    assert methods(tenant) == ["GET", "POST", "POST", "POST"]
    assert subjects(tenant) == {"en-us": ("Enroll", True), "de-de": ("Anmelden", False)}
    tenant.forget_requests()
    assert await template.changed(inputs(ENGLISH, GERMAN)) == set()
    assert tenant.writes() == {}


@pytest.mark.parametrize(
    ("changed", "paths", "called"),
    [
        (inputs(ENGLISH, {**GERMAN, "subject": "Neu"}), {"messages[1].subject"}, ["PATCH"]),
        (inputs(ENGLISH, GERMAN, FRENCH), {"messages"}, ["POST"]),
        (inputs(ENGLISH), {"messages"}, ["DELETE"]),
        (inputs(ENGLISH, GERMAN, displayName="New"), {"displayName"}, ["PATCH"]),
        (
            inputs(GERMAN, FRENCH, defaultLocale="de-de"),
            {"messages", "defaultLocale"},
            ["PATCH", "PATCH", "POST", "DELETE"],
        ),
    ],
    ids=["one text", "one more", "one less", "name", "another default"],
)
async def test_only_what_differs_is_written(
    tenant: LiveTenant, template: Declared, changed: dict[str, Any], paths: set[str], called: list[str]
) -> None:
    await template.up(inputs())
    tenant.forget_requests()
    assert await template.changed(changed) == paths
    assert tenant.writes() == {}
    await template.up(changed)
    assert [one for one in methods(tenant) if one != "GET"] == called
    assert set(subjects(tenant)) == {one["locale"] for one in changed["messages"]}
    assert await template.refresh()
    assert await template.changed(changed) == set()


async def test_drift_shows_by_message_and_is_repaired(tenant: LiveTenant, template: Declared) -> None:
    await template.up(inputs())
    path = f"{TEMPLATES}/{template.resource_id}"
    tenant.call(
        "PATCH", f"{path}/localizedNotificationMessages/{template.resource_id}_de-de", {"subject": "Mein"}
    )
    tenant.call("PATCH", path, {"displayName": "Mine"})
    tenant.forget_requests()
    assert await template.refresh()
    assert methods(tenant) == ["GET"]
    assert await template.changed(inputs()) == {"displayName", "messages[1].subject"}
    await template.up(inputs())
    assert subjects(tenant)["de-de"] == ("Anmelden", False)


async def test_what_a_killed_run_left_is_taken_over_and_no_twin_is_made(
    tenant: LiveTenant, declare: Declare, another_run: IntuneProvider
) -> None:
    killed = Declared(another_run, "intune:index:NotificationTemplate")
    await killed.up(inputs(FRENCH, defaultLocale="fr-fr"))
    again = declare("NotificationTemplate")
    await again.up(inputs())
    assert again.resource_id == killed.resource_id
    assert subjects(tenant) == {"en-us": ("Enroll", True), "de-de": ("Anmelden", False)}
    killed.provider = again.provider
    await killed.destroy()
    assert len(made(tenant)) == 1, "a forced replacement took over its original"


async def test_one_of_the_same_name_is_refused(tenant: LiveTenant, template: Declared) -> None:
    tenant.call(
        "POST", TEMPLATES, {"displayName": "Reminder", "description": "why", "defaultLocale": "en-us"}
    )
    with pytest.raises(Refusal, match=r"nobody's mark.*\[foreign-object\]"):
        await template.up(inputs())
    assert len(made(tenant)) == 1


async def test_one_without_all_its_messages_is_kept_and_completed_next(
    tenant: LiveTenant, template: Declared
) -> None:
    tenant.faults({"failures": [{"method": "POST", "path": MESSAGES, "times": 1, "status": 400}]})
    with pytest.raises(
        HalfMade, match=r"the notification template 'Reminder', en-us: POST .*: 400"
    ) as caught:
        await template.up(inputs())
    half = caught.value
    template.resource_id, template.state, template.inputs = half.resource_id, half.state, inputs()
    assert await template.changed(inputs()) == {"messages"}
    await template.up(inputs())
    assert subjects(tenant) == {"en-us": ("Enroll", True), "de-de": ("Anmelden", False)}


async def test_an_import_reads_inputs_that_show_no_difference(tenant: LiveTenant, template: Declared) -> None:
    declared = inputs(GERMAN, ENGLISH)
    await template.up(declared)
    template.inputs, template.state = {}, {}
    assert await template.refresh()
    assert template.inputs == declared
    template.inputs, template.resource_id = {}, "nowhere"
    with pytest.raises(Refusal, match="import-found"):
        await template.refresh()


async def test_one_deleted_by_hand_is_named_and_gone_after_a_refresh(
    tenant: LiveTenant, template: Declared
) -> None:
    await template.up(inputs())
    tenant.call("DELETE", f"{TEMPLATES}/{template.resource_id}")
    with pytest.raises(
        Refusal, match=r"'Reminder' was deleted by hand .* \./migrate refresh.*\[template-gone\]"
    ):
        await template.up(inputs(ENGLISH))
    await template.destroy()
    assert not await template.refresh()


async def test_a_403_names_the_right(tenant: LiveTenant, template: Declared) -> None:
    path = TEMPLATES.removeprefix("/beta")
    tenant.faults({"failures": [{"method": "POST", "path": path, "status": 403, "code": "Forbidden"}]})
    with pytest.raises(Forbidden, match=r"DeviceManagementServiceConfig\.ReadWrite\.All"):
        await template.up(inputs())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"messages": [{**ENGLISH, "subject": "x" * 79}]},
            "messages[0].subject: got 79 characters, expected 1 to 78 [template-length]",
        ),
        (
            {"messages": [ENGLISH, {**GERMAN, "body": "x" * 2001}]},
            "messages[1].body: got 2001 characters, expected 1 to 2000 [template-length]",
        ),
        (
            {"messages": [{**ENGLISH, "body": ""}]},
            "messages[0].body: got 0 characters, expected 1 to 2000 [template-length]",
        ),
        ({"messages": []}, "messages: got none, expected one message or more [template-message]"),
        (
            {"defaultLocale": "fr-fr"},
            "defaultLocale: got 'fr-fr', expected the locale of a message: en-us, de-de [template-locale]",
        ),
        (
            {"messages": [ENGLISH, {**ENGLISH, "locale": "EN-US"}]},
            "messages[1].locale: EN-US has a message already; leave one out [template-locale]",
        ),
        (
            {"defaultLocale": "de", "messages": [{**GERMAN, "locale": "de"}]},
            "messages[0].locale: got 'de', expected a language and a region such as de-de [template-locale]",
        ),
    ],
)
async def test_a_wrong_input_is_refused_at_its_place(wrong: dict[str, Any], said: str) -> None:
    one = without_tenant("NotificationTemplate")
    with pytest.raises(CheckRefusedError) as caught:
        await one.check(inputs(**wrong))
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "unknown",
    [{"messages": UNKNOWN}, {"defaultLocale": UNKNOWN}, {"messages": [{**ENGLISH, "body": UNKNOWN}, GERMAN]}],
)
async def test_what_a_preview_cannot_know_passes(unknown: dict[str, Any]) -> None:
    one = without_tenant("NotificationTemplate")
    foreseen = await one.foresee(inputs(**unknown))
    assert {name: foreseen[name] for name in unknown} == unknown
    one.state, one.resource_id = inputs(), "t"
    assert await one.changed(inputs(**unknown))
