"""The classes that a program declares send exactly what the provider's kinds take."""

from collections.abc import Callable

import pulumi
import pytest

from components.intune_compliance import CompliancePolicy, DevicesWithoutPolicy, NotificationTemplate
from intune_waves.provider.protocol.kinds import kind_of
from tests.components.recording import Recording


def _template() -> NotificationTemplate:
    message = {"locale": "en-us", "subject": "Enroll", "body": "<p>Please.</p>"}
    return NotificationTemplate(
        "one", display_name="Reminder", description="why", default_locale="en-us", messages=[message]
    )


def _policy() -> CompliancePolicy:
    return CompliancePolicy(
        "one",
        display_name="Pilot windows",
        description="why",
        platform="windows",
        settings={"bitLockerEnabled": True, "passwordMinimumLength": 8, "osMinimumVersion": "10.0"},
        group_ids=["g"],
        grace_hours=336,
        reminders=[{"templateId": "t", "hoursAfter": 168}],
    )


@pytest.mark.parametrize(
    ("token", "declare"),
    [
        ("CompliancePolicy", _policy),
        ("NotificationTemplate", _template),
        ("DevicesWithoutPolicy", lambda: DevicesWithoutPolicy("one", compliant=False)),
    ],
)
def test_a_class_sends_every_input_of_its_kind(token: str, declare: Callable[[], object]) -> None:
    recording = Recording()
    pulumi.runtime.set_mocks(recording, project="intune-waves", stack="test")
    pulumi.runtime.test(declare)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    ((kind, _, inputs),) = recording.registered
    assert kind == f"intune:index:{token}"
    assert set(inputs) == {one.name for one in kind_of(kind).properties if one.is_set}
