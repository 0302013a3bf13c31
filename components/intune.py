"""The resources of the native `intune` provider, as a Pulumi program declares them."""

from collections.abc import Mapping
from typing import Any

import pulumi


class Provider(pulumi.ProviderResource):
    """The native provider, which the engine starts while the program still reads."""

    def __init__(self, config: pulumi.Config) -> None:
        """`config` is the stack's configuration of `intune`; the environment fills what it leaves out."""
        inputs = {
            "credential": config.get("credential"),
            "tenantId": config.get("tenantId"),
            "clientId": config.get("clientId"),
            "clientSecret": config.get_secret("clientSecret"),
            "metadataHost": config.get("metadataHost"),
        }
        super().__init__("intune", "intune", inputs)


class Campaign(pulumi.CustomResource):
    """The period in force and every wave's stage. Everything else depends on it, so a refused step stops
    before any change.
    """

    period: pulumi.Output[int]
    since: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        name: str,
        period: int,
        step: Mapping[str, Any],
        confirmed_step: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`step` is what the step is judged by, see components.step_facts. `confirmed_step` is "2->5": the
        very step of more than one period that somebody has agreed to.
        """
        inputs = {"name": name, "period": period, "confirmedStep": confirmed_step, "since": None, **step}
        super().__init__("intune:index:Campaign", resource_name, inputs, opts)


class ClosingGate(pulumi.CustomResource):
    """Stands before the one policy for everybody; judges again what an interrupted run has left."""

    def __init__(
        self, resource_name: str, *, campaign: str, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """`campaign` is the campaign's name."""
        super().__init__("intune:index:ClosingGate", resource_name, {"campaign": campaign}, opts)


class GroupMembership(pulumi.CustomResource):
    """Who is in a group. The state keeps a count and a digest, never a member."""

    count: pulumi.Output[int]
    digest: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        group_id: pulumi.Input[str],
        people_file: str | None = None,
        share: Mapping[str, Any] | None = None,
        remainder: bool = False,
        except_group_ids: list[pulumi.Input[str]],
        except_user_ids: list[pulumi.Input[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Exactly one of `people_file`, `share` and `remainder` says who belongs to the group."""
        inputs: dict[str, Any] = {
            "groupId": group_id,
            "peopleFile": people_file,
            "share": share,
            "remainder": {} if remainder else None,
            "exceptGroupIds": except_group_ids,
            "exceptUserIds": except_user_ids,
            "count": None,
            "digest": None,
        }
        super().__init__("intune:index:GroupMembership", resource_name, inputs, opts)


class PlatformRestriction(pulumi.CustomResource):
    """An enrollment restriction for one platform, assigned to groups and ranked among the others."""

    def __init__(
        self,
        resource_name: str,
        *,
        display_name: str,
        description: str,
        platform: str,
        platform_blocked: bool,
        personal_devices_blocked: bool,
        group_ids: list[pulumi.Input[str]],
        priority: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`priority` counts from 1, the best, among the tenant's restrictions for that platform."""
        inputs = {
            "displayName": display_name,
            "description": description,
            "platform": platform,
            "platformBlocked": platform_blocked,
            "personalDevicesBlocked": personal_devices_blocked,
            "groupIds": group_ids,
            "priority": priority,
        }
        super().__init__("intune:index:PlatformRestriction", resource_name, inputs, opts)


class StageGate(pulumi.CustomResource):
    """The stage that a wave is in. A step whose thresholds do not hold ends the run, in preview too."""

    stage: pulumi.Output[str]
    period: pulumi.Output[int]
    evidence: pulumi.Output[Mapping[str, Any] | None]
    means: pulumi.Output[str | None]
    """What the last step meant to the wave's people."""

    def __init__(
        self,
        resource_name: str,
        *,
        wave: str,
        title: str,
        stage: str,
        period: int,
        group_id: pulumi.Input[str],
        platforms: list[str],
        thresholds: Mapping[str, Any] | None,
        overrides: list[Mapping[str, Any]] | None,
        expected_size: int | None,
        reading_max_age_hours: float | None,
        grace_ends: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`thresholds` and `overrides` are those of `stage`; `period` is the campaign's in force;
        `grace_ends` is the day that people are told in deadline, as year-month-day.
        """
        inputs = {
            "wave": wave,
            "title": title,
            "stage": stage,
            "period": period,
            "groupId": group_id,
            "platforms": platforms,
            "thresholds": thresholds,
            "overrides": overrides,
            "expectedSize": expected_size,
            "readingMaxAgeHours": reading_max_age_hours,
            "graceEnds": grace_ends,
        }
        outputs = {"evidence": None, "means": None}
        super().__init__("intune:index:StageGate", resource_name, {**inputs, **outputs}, opts)
