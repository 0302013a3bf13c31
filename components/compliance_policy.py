"""The compliance policies of a wave, and the reminder that they send."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from intune_waves.campaign.compliance_policy import DesiredCompliance
from intune_waves.campaign.naming import reminder_name
from intune_waves.campaign.wave import Wave

from .intune import CompliancePolicy, NotificationTemplate, NotificationTemplateMessages
from .target_group import TargetGroup


@dataclass(frozen=True, slots=True)
class Reminder:
    """What Intune mails to people whose device is in its grace, by locale."""

    default_locale: str
    messages: Sequence[NotificationTemplateMessages]


def compliance_policies(
    wave: Wave,
    desired: Sequence[DesiredCompliance],
    *,
    group: TargetGroup,
    enforced_id: pulumi.Input[str],
    reminder: Reminder | None,
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    """Declare the wave's compliance policies, and the template of their reminders.

    `reminder` is None while they send none. A stricter policy is judged by the people of the enforced group.
    """
    template = _template(wave, reminder, opts=opts) if reminder else None
    return [
        CompliancePolicy(
            f"{wave.id}-{each.platform.value}",
            display_name=each.display_name,
            description="What a device needs before it counts as compliant.",
            platform=each.platform.value,
            settings=each.settings,
            group_ids=[group.id] if each.assigned else [],
            grace_hours=each.grace_hours,
            reminders=[
                {"templateId": template.id, "hoursAfter": hours} for hours in each.reminders if template
            ],
            wave=wave.id,
            enforced_group_id=enforced_id,
            opts=opts,
        )
        for each in desired
    ]


def _template(wave: Wave, reminder: Reminder, *, opts: pulumi.ResourceOptions) -> NotificationTemplate:
    return NotificationTemplate(
        wave.id,
        display_name=reminder_name(wave),
        description="Reminds people of the day on which access asks for a compliant device.",
        default_locale=reminder.default_locale,
        messages=reminder.messages,
        opts=opts,
    )
