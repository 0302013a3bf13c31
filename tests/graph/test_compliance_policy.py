"""A compliance policy is sent with its one block action, read whole, and made once."""

from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Conflict, Forbidden
from intune_waves.graph.compliance_policy import (
    Actions,
    Policy,
    Reminder,
    assign,
    create,
    list_policies,
    read,
    schedule,
    update,
)
from intune_waves.graph.compliance_settings import NOT_TAKEN, POLICY_TYPES, SETTINGS
from tests.graph.fake_graph import answering, refused

CONTENT = Policy("Pilot windows", "why\n[mark]", "windows", {"bitLockerEnabled": True})
ACTIONS = Actions(72, (Reminder("t1", 24), Reminder("t1", 48)))
BLOCK = {"actionType": "block", "gracePeriodHours": 72, "notificationTemplateId": ""}


def mail(hours: int) -> dict[str, Any]:
    return {
        "actionType": "notification",
        "gracePeriodHours": hours,
        "notificationTemplateId": "t1",
        "notificationMessageCCList": [],
    }


def existing(policy_id: str = "p1", **others: Any) -> dict[str, Any]:
    rule = {"ruleName": None, "scheduledActionConfigurations": [mail(48), BLOCK, mail(24)]}
    whole = {**CONTENT.to_wire(), "id": policy_id, "osMinimumVersion": None}
    return {
        **whole,
        "scheduledActionsForRule": [rule],
        "assignments": [{"target": {"groupId": "g"}}],
        **others,
    }


async def test_a_new_policy_is_sent_with_its_actions() -> None:
    graph = answering(Answer(201, {}, existing()))
    made = await create(graph.client(), CONTENT, actions=ACTIONS)
    assert (made.id, made.groups) == ("p1", ())
    assert [(one.method, one.path) for one in graph.sent] == [
        ("POST", "/beta/deviceManagement/deviceCompliancePolicies")
    ]
    assert graph.sent[0].json == {
        "@odata.type": "#microsoft.graph.windows10CompliancePolicy",
        "displayName": "Pilot windows",
        "description": "why\n[mark]",
        "bitLockerEnabled": True,
        "scheduledActionsForRule": [
            {"ruleName": "PasswordRequired", "scheduledActionConfigurations": [BLOCK, mail(24), mail(48)]}
        ],
    }


async def test_a_policy_is_read_whole_by_one_call() -> None:
    graph = answering(Answer(200, {}, existing()))
    found = await read(graph.client(), "p1")
    assert found is not None
    assert (found.actions, found.groups) == (ACTIONS, ("g",))
    assert found.content.settings == {"bitLockerEnabled": True, "osMinimumVersion": None}
    assert graph.sent[0].path.endswith(
        "/p1?$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)"
    )


async def test_an_action_that_is_not_ours_is_told_in_words() -> None:
    retire = {"actionType": "retire", "gracePeriodHours": 720}
    body = existing(scheduledActionsForRule=[{"scheduledActionConfigurations": [BLOCK, retire]}])
    found = await read(answering(Answer(200, {}, body)).client(), "p1")
    assert found is not None
    assert found.actions == Actions(72, (), ("retire after 720 hours",))


async def test_another_type_is_refused_and_left_out_of_the_list() -> None:
    other = {"@odata.type": "#microsoft.graph.windowsPhone81CompliancePolicy", "id": "old"}
    with pytest.raises(Conflict, match="it is a windowsPhone81CompliancePolicy"):
        await read(answering(Answer(200, {}, other)).client(), "old")
    listed = Answer(200, {}, {"value": [other, existing()]})
    assert [one.id for one in await list_policies(answering(listed).client())] == ["p1"]
    assert await read(answering(refused(404)).client(), "gone") is None


async def test_a_value_wrapper_is_accepted() -> None:
    found = await read(answering(Answer(200, {}, {"value": existing()})).client(), "p1")
    assert found is not None
    assert found.content.display_name == "Pilot windows"


async def test_each_write_is_one_call_and_an_assignment_two() -> None:
    graph = answering(Answer(200), Answer(204), Answer(200), Answer(200, {}, {"value": []}))
    client = graph.client()
    await update(client, "p1", content=CONTENT)
    await schedule(client, "p1", name="Pilot", actions=ACTIONS)
    await assign(client, "p1", name="Pilot", group_ids=[])
    root = "/beta/deviceManagement/deviceCompliancePolicies/p1"
    assert [(one.method, one.path.removeprefix(root)) for one in graph.sent] == [
        ("PATCH", ""),
        ("POST", "/scheduleActionsForRules"),
        ("POST", "/assign"),
        ("GET", "/assignments"),
    ]
    assert "scheduledActionsForRule" not in graph.sent[0].json
    assert graph.sent[1].json == {"deviceComplianceScheduledActionForRules": ACTIONS.to_wire()}
    assert graph.sent[2].json == {"assignments": []}


async def test_an_excluded_group_is_not_taken_for_an_assigned_one() -> None:
    target = {"@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget", "groupId": "g"}
    found = await read(answering(Answer(200, {}, existing(assignments=[{"target": target}]))).client(), "p1")
    assert found is not None
    assert found.groups == ("exclusion g",)


async def test_a_403_names_the_policy_the_call_and_the_right() -> None:
    answer = Answer(403, {"request-id": "r-7"}, {"error": {"code": "Forbidden", "message": "No right."}})
    with pytest.raises(Forbidden) as caught:
        await update(answering(answer).client(), "p1", content=CONTENT)
    assert str(caught.value) == (
        "the compliance policy 'Pilot windows': PATCH /beta/deviceManagement/deviceCompliancePolicies/p1: "
        "403 Forbidden: No right (request id r-7). Grant the identity "
        "DeviceManagementConfiguration.ReadWrite.All with admin consent. [graph-forbidden]"
    )


def test_every_platform_has_settings_and_each_takes_its_own_absence() -> None:
    assert set(POLICY_TYPES) == set(SETTINGS)
    for settings in SETTINGS.values():
        assert not NOT_TAKEN & set(settings)
        for setting in settings.values():
            assert setting.absent[0] is None or setting.accepts(setting.absent[0])


@pytest.mark.parametrize(
    ("name", "good", "wrong", "expected"),
    [
        ("passwordRequired", True, "yes", "true or false"),
        ("passwordMinimumLength", 8, 40, "a whole number from 4 to 14"),
        ("passwordMinimumLength", 4, True, "a whole number from 4 to 14"),
        ("passwordMinimumCharacterSetCount", 3, -1, "a whole number of 0 or more"),
        ("passwordRequiredType", "numeric", "any", "one of deviceDefault, alphanumeric, numeric"),
        ("osMinimumVersion", "14.5", 14.5, "a version such as 10.0.19045 in quotes"),
        ("osMinimumBuildVersion", "20E772520a", "20E 1", "a build such as 20E772520a"),
    ],
)
def test_a_setting_takes_what_its_page_says(name: str, good: Any, wrong: Any, expected: str) -> None:
    setting = SETTINGS["mac"][name]
    assert setting.accepts(good)
    assert not setting.accepts(wrong)
    assert setting.expected == expected
