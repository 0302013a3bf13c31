"""A compliance policy's inputs are judged in the preview, without the tenant."""

from typing import Any

import pytest

from intune_waves.provider.policy_settings import observed_settings, taken_back
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import CheckRefusedError, Declared, without_tenant

GOOD: dict[str, Any] = {
    "displayName": "Pilot",
    "platform": "ios",
    "settings": {"passcodeRequired": True},
    "groupIds": [],
    "graceHours": 24,
}


def policy() -> Declared:
    return without_tenant("CompliancePolicy")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"settings": {"passwordRequired": True}},
            "settings.passwordRequired: a policy for ios has no such setting; did you mean passcodeRequired? "
            "[compliance-setting]",
        ),
        (
            {"settings": {"OSMinimumVersion": "17"}},
            "settings.OSMinimumVersion: a policy for ios has no such setting; did you mean osMinimumVersion? "
            "[compliance-setting]",
        ),
        (
            {"settings": {"sorcery": True}},
            "settings.sorcery: a policy for ios has no such setting; docs/provider.md lists those that "
            "there are [compliance-setting]",
        ),
        (
            {"settings": {"restrictedApps": []}},
            "settings.restrictedApps: it holds more than one value and is not written here; keep it in a "
            "policy of your own [compliance-setting]",
        ),
        (
            {"settings": {"passcodeMinimumLength": 40, "passcodeRequired": "yes"}},
            "settings.passcodeMinimumLength: got 40, expected a whole number from 4 to 14 "
            "[compliance-setting-value]; settings.passcodeRequired: got 'yes', expected true or false "
            "[compliance-setting-value]",
        ),
        ({"graceHours": 8761}, "graceHours: got 8761, expected hours from 0 to 8760 [compliance-grace]"),
        ({"graceHours": -1}, "graceHours: got -1, expected hours from 0 to 8760 [compliance-grace]"),
        (
            {"reminders": [{"templateId": "t", "hoursAfter": 24}, {"templateId": "t", "hoursAfter": 25}]},
            "reminders[1].hoursAfter: got 25, expected at most the grace of 24 hours, or it comes after the "
            "deadline [compliance-reminder]",
        ),
        (
            {"reminders": [{"templateId": "t", "hoursAfter": -1}]},
            "reminders[0].hoursAfter: got -1, expected 0 or more [compliance-reminder]",
        ),
        (
            {"reminders": [{"templateId": "t", "hoursAfter": 1}, {"templateId": "t", "hoursAfter": 1}]},
            "reminders[1]: it is there twice; leave one out [compliance-reminder]",
        ),
        (
            {"reminders": [{"hoursAfter": 1}]},
            "reminders[0].templateId: it is missing; write a text [required-property]",
        ),
    ],
)
async def test_a_wrong_input_is_refused_at_its_place(wrong: dict[str, Any], said: str) -> None:
    one = policy()
    with pytest.raises(CheckRefusedError) as caught:
        await one.check({**GOOD, **wrong})
    assert str(caught.value) == said
    assert one.provider.connection._client is None


@pytest.mark.parametrize(
    "unknown",
    [
        {"settings": UNKNOWN},
        {"settings": {"passcodeMinimumLength": UNKNOWN}},
        {"platform": UNKNOWN},
        {"groupIds": UNKNOWN},
        {"groupIds": [UNKNOWN]},
        {"graceHours": UNKNOWN, "reminders": [{"templateId": UNKNOWN, "hoursAfter": 30}]},
        {"reminders": UNKNOWN},
        {"reminders": [{"templateId": "t", "hoursAfter": UNKNOWN}]},
    ],
)
async def test_what_a_preview_cannot_know_passes_and_is_foreseen(unknown: dict[str, Any]) -> None:
    one = policy()
    foreseen = await one.foresee({**GOOD, **unknown})
    assert {name: foreseen[name] for name in unknown} == unknown
    one.state, one.inputs, one.resource_id = GOOD, GOOD, "p"
    assert await one.changed({**GOOD, **unknown})
    assert one.provider.connection._client is None


async def test_another_platform_is_a_replacement() -> None:
    one = policy()
    one.state, one.resource_id = GOOD, "p"
    found = await one.diff({**GOOD, "platform": "mac", "settings": {}})
    assert list(found.replaces) == ["platform"]
    assert found.deleteBeforeReplace


async def test_no_reminder_and_no_description_are_the_same_as_none() -> None:
    one = policy()
    one.state, one.resource_id = GOOD, "p"
    assert await one.changed({**GOOD, "reminders": [], "description": ""}) == set()


@pytest.mark.parametrize(
    ("before", "wanted", "paths"),
    [
        ({}, {"passcodeBlockSimple": False, "passcodeRequiredType": "deviceDefault"}, set()),
        ({"passcodeBlockSimple": False}, {}, set()),
        ({"passcodeBlockSimple": True}, {"passcodeBlockSimple": False}, {"settings.passcodeBlockSimple"}),
        ({"passcodeBlockSimple": False}, {"passcodeBlockSimple": True}, {"settings.passcodeBlockSimple"}),
        ({"passcodeBlockSimple": True}, {}, {"settings.passcodeBlockSimple"}),
        ({}, {"passcodeMinimumLength": 6}, {"settings.passcodeMinimumLength"}),
    ],
)
async def test_to_ask_for_nothing_is_the_same_as_to_say_nothing(
    before: dict[str, Any], wanted: dict[str, Any], paths: set[str]
) -> None:
    one = policy()
    one.state, one.resource_id = {**GOOD, "settings": before}, "p"
    assert await one.changed({**GOOD, "settings": wanted}) == paths


def test_what_graph_fills_in_is_no_difference_and_an_import_leaves_it_out() -> None:
    found = {
        "passwordRequired": False,
        "passwordMinimumLength": None,
        "passwordRequiredType": "deviceDefault",
        "deviceThreatProtectionRequiredSecurityLevel": "unavailable",
        "osMinimumVersion": "",
        "firewallEnabled": True,
    }
    assert observed_settings("mac", found, declared=None) == {"firewallEnabled": True}
    declared = {
        "passwordRequired": False,
        "deviceThreatProtectionRequiredSecurityLevel": "notSet",
        "firewallBlockAllIncoming": False,
    }
    assert observed_settings("mac", found, declared=declared) == declared


def test_what_was_declared_and_is_lost_shows() -> None:
    found = {"passwordMinimumLength": None, "firewallEnabled": False, "passwordRequiredType": "numeric"}
    declared = {"passwordMinimumLength": 8, "firewallEnabled": True, "passwordRequiredType": "alphanumeric"}
    assert observed_settings("mac", found, declared=declared) == {
        "firewallEnabled": False,
        "passwordRequiredType": "numeric",
    }


def test_a_setting_is_taken_back_to_what_asks_for_nothing() -> None:
    before = {
        "passwordMinimumLength": 8,
        "firewallEnabled": True,
        "passwordRequiredType": "numeric",
        "kept": 1,
    }
    assert taken_back("mac", before, declared={"firewallEnabled": True}) == {
        "passwordMinimumLength": None,
        "passwordRequiredType": "deviceDefault",
    }
