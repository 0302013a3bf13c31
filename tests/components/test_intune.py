"""components/intune.py is what the provider's declarations say, and sends exactly what its kinds take."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.intune import CompliancePolicy, DevicesWithoutPolicy, GroupMembership, NotificationTemplate
from components.native_resource import on_the_wire
from intune_waves.provider.protocol.kinds import every_kind
from intune_waves.provider.written_contract import CLASSES, COMMAND, classes, python_name
from tests.components.recording import Recording


def test_the_classes_are_those_that_the_declarations_say() -> None:
    assert CLASSES.read_text(encoding="utf-8") == classes(), f"run `{COMMAND}`"


def test_a_name_in_python_is_found_again_on_the_wire() -> None:
    names = [one.name for kind in every_kind().values() for one in kind.properties]
    assert list(on_the_wire({python_name(name): None for name in names})) == list(dict.fromkeys(names))


def _template() -> NotificationTemplate:
    return NotificationTemplate(
        "one",
        display_name="Reminder",
        description="why",
        default_locale="en-us",
        messages=[{"locale": "en-us", "subject": "Enroll", "body": "<p>Please.</p>"}],
    )


def _policy() -> CompliancePolicy:
    return CompliancePolicy(
        "one",
        display_name="Pilot windows",
        platform="windows",
        settings={"bitLockerEnabled": True, "passwordMinimumLength": 8, "osMinimumVersion": "10.0"},
        group_ids=["g"],
        grace_hours=336,
        reminders=[{"templateId": "t", "hoursAfter": 168}],
    )


def _membership() -> GroupMembership:
    return GroupMembership("one", group_id="g", people_file=None, share={"groupId": "s", "size": 5})


@pytest.mark.parametrize(
    ("declare", "sent"),
    [
        (
            _policy,
            {
                "displayName": "Pilot windows",
                "platform": "windows",
                "settings": {
                    "bitLockerEnabled": True,
                    "passwordMinimumLength": 8,
                    "osMinimumVersion": "10.0",
                },
                "groupIds": ["g"],
                "graceHours": 336,
                "reminders": [{"templateId": "t", "hoursAfter": 168}],
            },
        ),
        (
            _template,
            {
                "displayName": "Reminder",
                "description": "why",
                "defaultLocale": "en-us",
                "messages": [{"locale": "en-us", "subject": "Enroll", "body": "<p>Please.</p>"}],
            },
        ),
        (_membership, {"groupId": "g", "share": {"groupId": "s", "size": 5}}),
        (lambda: DevicesWithoutPolicy("one", compliant=False), {"compliant": False}),
    ],
)
def test_a_class_sends_what_is_set_by_its_names_on_the_wire(
    declare: Callable[[], Any], sent: dict[str, Any]
) -> None:
    recording = Recording()
    made: list[Any] = []
    pulumi.runtime.set_mocks(recording, project="intune-waves", stack="test")
    pulumi.runtime.test(lambda: made.append(declare()))()  # type: ignore[no-untyped-call]
    ((kind, _, inputs),) = recording.registered
    assert (kind, inputs) == (f"intune:index:{type(made[0]).__name__}", sent)


def test_what_a_program_reads_is_there_by_its_name_in_python() -> None:
    told: list[Any] = []

    class Answering(Recording):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
            resource_id, outputs = super().new_resource(args)
            return resource_id, {**outputs, "count": 5, "desiredDigest": "d"}

    def program() -> None:
        members = _membership()
        members.count.apply(told.append)
        members.desired_digest.apply(told.append)

    pulumi.runtime.set_mocks(Answering(), project="intune-waves", stack="test")
    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    assert set(told) == {5, "d"}
