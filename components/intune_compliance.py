"""What asks devices to comply, and reminds people, of the native `intune` provider."""

from collections.abc import Mapping
from typing import Any

import pulumi


class CompliancePolicy(pulumi.CustomResource):
    """What the devices of one platform must fulfil, for whom, and how long they may fall short."""

    def __init__(
        self,
        resource_name: str,
        *,
        display_name: str,
        description: str,
        platform: str,
        settings: Mapping[str, Any],
        group_ids: list[pulumi.Input[str]],
        grace_hours: int,
        reminders: list[Mapping[str, Any]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`settings` are Graph's own names (docs/provider.md). No group assigns it to nobody. Each
        reminder has `templateId`, a NotificationTemplate's id, and `hoursAfter`, at most `grace_hours`.
        """
        inputs = {
            "displayName": display_name,
            "description": description,
            "platform": platform,
            "settings": settings,
            "groupIds": group_ids,
            "graceHours": grace_hours,
            "reminders": reminders,
        }
        super().__init__("intune:index:CompliancePolicy", resource_name, inputs, opts)


class NotificationTemplate(pulumi.CustomResource):
    """The mail that Intune sends to people whose device falls short, by language."""

    def __init__(
        self,
        resource_name: str,
        *,
        display_name: str,
        description: str,
        default_locale: str,
        messages: list[Mapping[str, str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Each message has `locale`, `subject` (78 characters) and `body` (2000)."""
        inputs = {
            "displayName": display_name,
            "description": description,
            "defaultLocale": default_locale,
            "messages": messages,
        }
        super().__init__("intune:index:NotificationTemplate", resource_name, inputs, opts)


class DevicesWithoutPolicy(pulumi.CustomResource):
    """Whether devices without a compliance policy count as compliant, in the whole tenant."""

    former: pulumi.Output[bool]
    """What was so before; put back when the resource is deleted."""

    def __init__(
        self, resource_name: str, *, compliant: bool, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        inputs = {"compliant": compliant, "former": None}
        super().__init__("intune:index:DevicesWithoutPolicy", resource_name, inputs, opts)
