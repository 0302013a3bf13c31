"""The resources of the native `intune` provider, as a Pulumi program declares them.

Written from intune_waves/provider/kinds/ by `python -m intune_waves.provider.written_contract`:
change the declarations there, never this file. Objects inside a property have their names on the wire.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict, Unpack

import pulumi

from .native_resource import NativeResource


class Provider(pulumi.ProviderResource):
    """Which tenant, and who signs in.

    The engine starts it while the program still reads.
    """

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


class AdmissionPolicy(TypedDict, total=False):
    """A wave's policy as it shall be in the tenant, in Graph's words."""

    id: Required[pulumi.Input[str]]
    """The policy's object id."""
    state: Required[pulumi.Input[str]]
    """enabled, or enabledForReportingButNotEnforced."""
    includedGroups: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Object ids of the groups whose people it is for."""
    excludedUsers: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Object ids of the accounts that it leaves out."""
    platforms: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The platforms on which it asks."""
    excludedApplications: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The applications that it leaves out."""


class AdmissionBrake(TypedDict, total=False):
    """How many people one run may newly admit."""

    percent: pulumi.Input[float]
    """At most this percentage of all people …"""
    floor: pulumi.Input[int]
    """… but so many people always."""


class AdmissionThresholds(TypedDict, total=False):
    """What must hold to enter a stage; nothing left out."""

    coverage: pulumi.Input[float]
    """At least this percentage of the people would lose nothing."""
    reach: pulumi.Input[float]
    """At least this percentage of the people has a compliant device on one of the platforms."""
    soak: pulumi.Input[int]
    """At least this many periods spent in the stage before."""
    failedEnrollments: pulumi.Input[float]
    """At most this percentage of tried enrollments has failed."""
    newlyBlocked: pulumi.Input[int]
    """At most this many people lose all access by the step."""
    losingADevice: pulumi.Input[int]
    """At most this many people lose a device by the step and keep another."""
    newlyAsked: pulumi.Input[int]
    """At most this many people are newly asked to act by the step."""


class AdmissionOverrides(TypedDict, total=False):
    """A threshold that a person passes for a time."""

    figure: Required[pulumi.Input[str]]
    """The threshold that is passed. One of coverage, reach, soak, failed_enrollments, newly_blocked,
    losing_a_device, newly_asked.
    """
    reason: Required[pulumi.Input[str]]
    """Why."""
    by: Required[pulumi.Input[str]]
    """Who decided it."""
    until: Required[pulumi.Input[int]]
    """The last period in which it passes."""


class AdmissionArgs(TypedDict, total=False):
    """What a Admission is declared by."""

    wave: Required[pulumi.Input[str]]
    """The wave's id."""
    title: Required[pulumi.Input[str]]
    """The wave's title."""
    stage: Required[pulumi.Input[str]]
    """The stage that the wave is in. One of planned, announce, instruct, deadline, enforce."""
    group_id: Required[pulumi.Input[str]]
    """The object id of the wave's target group."""
    enforced_group_id: Required[pulumi.Input[str]]
    """The object id of the group that the enabled policy includes."""
    platforms: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Devices on these platforms count."""
    break_glass_ids: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """Object ids of accounts that are never admitted."""
    policy: pulumi.Input[AdmissionPolicy] | None
    """The wave's policy; left out where the wave has none of its own."""
    newcomer_days: pulumi.Input[int] | None
    """How many days a newcomer who would lose access waits."""
    brake: pulumi.Input[AdmissionBrake] | None
    """How many people one run may newly admit."""
    thresholds: pulumi.Input[AdmissionThresholds] | None
    """What must hold when the wave enters enforce."""
    overrides: pulumi.Input[Sequence[AdmissionOverrides]] | None
    """Thresholds that a person passes for a time."""
    expected_size: pulumi.Input[int] | None
    """With fewer people in the target group no count is trusted."""
    reading_max_age_hours: pulumi.Input[float] | None
    """How old a reading may be; a day when left out."""


class Admission(NativeResource):
    """The people who are under a wave's enabled policy, admitted by a judgement in the write itself.

    It stands behind the wave's policy. While the wave is not enforced nobody is in the group. When the wave
    enters enforce, its gate and all guards are judged once more on fresh facts, and everybody of the wave is
    admitted. After that whoever comes to the wave is a newcomer: one who loses nothing is admitted at once,
    any other waits for a day of their own. Whoever leaves the wave is let out. The policy itself is compared
    with the tenant in every preview, and put back where somebody changed it by hand.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[AdmissionArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:Admission",
            given=given,
            outputs=("admitted", "digest", "listed", "waiting", "takenOut", "evidence"),
        )

    @property
    def admitted(self) -> pulumi.Output[int]:
        """How many people are in the enforced group."""
        return self.read("admitted")

    @property
    def digest(self) -> pulumi.Output[str]:
        """Digest of the members of the enforced group."""
        return self.read("digest")

    @property
    def listed(self) -> pulumi.Output[int]:
        """How many people were in the target group."""
        return self.read("listed")

    @property
    def waiting(self) -> pulumi.Output[int]:
        """How many newcomers wait for their day."""
        return self.read("waiting")

    @property
    def taken_out(self) -> pulumi.Output[int]:
        """How many people were taken out by hand, and are left out until a day."""
        return self.read("takenOut")

    @property
    def evidence(self) -> pulumi.Output[Mapping[str, Any]]:
        """What the last write rested on; left out while nobody is enforced."""
        return self.read("evidence")


class CampaignWaves(TypedDict, total=False):
    """What is judged of a wave."""

    id: Required[pulumi.Input[str]]
    """The wave's id."""
    title: Required[pulumi.Input[str]]
    """Its title, from which its objects are named."""
    platforms: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The platforms that its people enroll."""
    group: pulumi.Input[str]
    """Name or id of the group that the tenant had before."""
    everybodyElse: pulumi.Input[bool]
    """Whether it takes everybody whom no other wave has."""
    size: pulumi.Input[int]
    """How many people it is for, where that was said."""
    personalDevices: pulumi.Input[str]
    """Its rule before enforce. One of allow, block."""
    finalPersonalDevices: pulumi.Input[str]
    """Its rule from enforce on. One of allow, block."""


class CampaignOverrides(TypedDict, total=False):
    """A threshold that a person passes for a time, in one wave."""

    wave: Required[pulumi.Input[str]]
    """The wave's id."""
    stage: Required[pulumi.Input[str]]
    """The stage that is entered. One of planned, announce, instruct, deadline, enforce."""
    figure: Required[pulumi.Input[str]]
    """The threshold."""
    by: Required[pulumi.Input[str]]
    """Who decided it."""
    until: Required[pulumi.Input[int]]
    """The last period in which it passes."""


class CampaignInventories(TypedDict, total=False):
    """The export of another service's devices."""

    file: Required[pulumi.Input[str]]
    """Its path, from the project's folder."""
    service: Required[pulumi.Input[str]]
    """What people call the service."""
    digest: pulumi.Input[str]
    """SHA-256 of the file, so that the devices which count are those of the preview; left out where the
    program could not read it.
    """


class CampaignChecklist(TypedDict, total=False):
    """An item of the checklist."""

    id: Required[pulumi.Input[str]]
    """The item's id."""
    title: Required[pulumi.Input[str]]
    """What must be so."""
    check: Required[pulumi.Input[str]]
    """What the tenant is asked. One of old-service-devices, mdm-scope, connector, none."""
    done: pulumi.Input[str]
    """The day on which a person found it done."""
    by: pulumi.Input[str]
    """Who did."""


class CampaignFreezes(TypedDict, total=False):
    """Days on which nothing advances."""

    firstDay: Required[pulumi.Input[str]]
    """The first frozen day."""
    lastDay: Required[pulumi.Input[str]]
    """The last frozen day."""
    reason: Required[pulumi.Input[str]]
    """Why."""


class CampaignBrake(TypedDict, total=False):
    """How many people one step may newly enforce."""

    percent: Required[pulumi.Input[float]]
    """This percentage of the campaign's people at most."""
    floor: Required[pulumi.Input[int]]
    """So many people always."""


class CampaignGuards(TypedDict, total=False):
    """A file of the organisation's own guards."""

    file: Required[pulumi.Input[str]]
    """Its path, from the project's folder."""
    digest: Required[pulumi.Input[str]]
    """SHA-256 of its text, so that the guards which judge are the ones that were reviewed."""


class CampaignArgs(TypedDict, total=False):
    """What a Campaign is declared by."""

    period: Required[pulumi.Input[int]]
    """The period in force; 0 is before the first."""
    confirmed_step: pulumi.Input[str] | None
    """The one step of more than one period that somebody has agreed to, such as "2->5". With a reason behind
    it, such as "3->4: the office moves early", it may also come before its day.
    """
    stages: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """Each wave's stage, by wave id. A stage that moves is judged."""
    next_stages: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """The stages of the period after, which are judged as a warning."""
    stop: pulumi.Input[str] | None
    """Why every enforced wave is back at report-only; left out while none is."""
    waves: pulumi.Input[Sequence[CampaignWaves]] | None
    """What is judged of each wave, in the order of the schedule."""
    overrides: pulumi.Input[Sequence[CampaignOverrides]] | None
    """Thresholds that a person passes for a time."""
    gates: pulumi.Input[Mapping[str, Any]] | None
    """By wave id, the thresholds and overrides of the stage that it is in, as its gate has them."""
    active_days: pulumi.Input[int] | None
    """For how many days a device counts as active after it was last seen; 30 when left out."""
    inventories: pulumi.Input[Sequence[CampaignInventories]] | None
    """The exports of other services' devices, which count beside Intune's and Entra ID's."""
    sign_in_log: pulumi.Input[bool] | None
    """Whether the devices count too that people have lately signed in from; not when left out."""
    lists: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """By wave id, the list of the wave's people, whose lines a refusal names when some of them are gone."""
    files: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """By wave id, the file or line of a table that declares it, where it is no file beside campaign.yaml."""
    closed: pulumi.Input[bool] | None
    """Whether one policy is for everybody; left out while the waves have theirs."""
    checklist: pulumi.Input[Sequence[CampaignChecklist]] | None
    """What must be so before the campaign closes."""
    days: pulumi.Input[Mapping[str, Any]] | None
    """By wave id, the first day of each stage, as people are told: year-month-day by the stage's name."""
    first_day: pulumi.Input[str] | None
    """The first day of period 1, as year-month-day."""
    period_days: pulumi.Input[int] | None
    """How many days a period lasts."""
    first_days: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """The first days of the first periods, where they are no period's length apart."""
    weekday: pulumi.Input[int] | None
    """The day of the week on which periods begin, 0 for Monday."""
    freezes: pulumi.Input[Sequence[CampaignFreezes]] | None
    """Days on which nothing advances."""
    brake: pulumi.Input[CampaignBrake] | None
    """How many people one step may newly enforce."""
    guards: pulumi.Input[Sequence[CampaignGuards]] | None
    """The files of the organisation's own guards, which judge beside ours."""
    refuses_unprotected: pulumi.Input[bool] | None
    """Whether the program makes the tenant count devices without a compliance policy as noncompliant."""
    break_glass_ids: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """Object ids of the break-glass accounts."""
    excluded_ids: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """Object ids of the accounts that are never in the campaign; left out where there are none."""
    name: Required[pulumi.Input[str]]
    """The campaign's name; another name is another campaign."""
    unfound: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """What the program has not found in the tenant or could not read: it refuses every step but one back."""


class Campaign(NativeResource):
    """The campaign's period in force. A step of more than one period is refused.

    Holds the period in force and the stages of all waves, and judges each step before anything changes.

    Everything else depends on it. A refusal is a failed check, so a preview shows it too: a step of more than
    one period that nobody has confirmed, and, when a wave goes on, all that the guards find in the tenant as
    it would be. Going back is judged without the tenant. While no stage moves nothing is read.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[CampaignArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:Campaign",
            given=given,
            outputs=("entered", "later", "since"),
        )

    @property
    def entered(self) -> pulumi.Output[Mapping[str, int] | None]:
        """The period in which each wave came into its stage, by wave id."""
        return self.read("entered")

    @property
    def later(self) -> pulumi.Output[Mapping[str, Any] | None]:
        """By wave id, the days that became later after people had been told them: the period in which they
        did, and what was told, by the stage's name. Kept until the stage has come, so that people can be
        told.
        """
        return self.read("later")

    @property
    def since(self) -> pulumi.Output[str]:
        """When the period came into force, in UTC (ISO 8601)."""
        return self.read("since")


class ClosingGateArgs(TypedDict, total=False):
    """What a ClosingGate is declared by."""

    campaign: Required[pulumi.Input[str]]
    """The campaign's name."""


class ClosingGate(NativeResource):
    """Stands before the one policy for everybody once the campaign closes.

    Is in the state once the campaign has been let close.

    The campaign judges the step that closes it. Where a run was interrupted after that, the campaign is
    closed in the state and the one policy is not there yet: so this gate, which is new in the next run too,
    judges again.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[ClosingGateArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:ClosingGate",
            given=given,
            outputs=(),
        )


class CompliancePolicyReminders(TypedDict, total=False):
    """A mail to the owner of a device that falls short."""

    templateId: Required[pulumi.Input[str]]
    """The notification template that is mailed."""
    hoursAfter: Required[pulumi.Input[int]]
    """Hours after a device was found not to comply; at most graceHours."""


class CompliancePolicyArgs(TypedDict, total=False):
    """What a CompliancePolicy is declared by."""

    display_name: Required[pulumi.Input[str]]
    """The name that the Intune admin centre shows."""
    description: pulumi.Input[str] | None
    """What it is for; a mark of this provider is added to it in the tenant."""
    platform: Required[pulumi.Input[str]]
    """The platform; Graph cannot change it. One of windows, mac, ios, android, androidForWork."""
    settings: Required[pulumi.Input[Mapping[str, Any]]]
    """What a device must fulfil, by Graph's own names; docs/provider.md lists them by platform."""
    group_ids: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The groups that it is assigned to; an empty list assigns it to nobody."""
    grace_hours: Required[pulumi.Input[int]]
    """Hours from 0 to 8760 before a device that falls short counts as noncompliant."""
    reminders: pulumi.Input[Sequence[CompliancePolicyReminders]] | None
    """Mails to the owner of a device that falls short, while the grace lasts."""
    wave: pulumi.Input[str] | None
    """The id of the wave whose policy it is, by whose gate a stricter one is judged."""
    enforced_group_id: pulumi.Input[str] | None
    """The group of the people whom a device that falls short locks out. Without it nobody is."""


class CompliancePolicy(NativeResource):
    """What the devices of one platform must fulfil, and how long they may fall short.

    A compliance policy for one platform, with its grace, its reminders and the groups that it is assigned to.
    An empty list of groups is allowed: the policy is there and touches nobody.

    Only the settings that the program declares are compared; what Graph fills in for the others makes no
    difference. A setting that is no longer declared is taken back to what asks for nothing.

    Calls: a preview the one list that all policies of a run share; a create one, and two more for an
    assignment; an update one for name, description and settings together, one for grace and reminders
    together, two for the assignment, which is read back; a read one; a delete one.

    A policy that a killed run left is taken over by the mark in its description, as PlatformRestriction does;
    one without the mark never is. When it is made but not assigned, it is kept and the next run assigns it.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[CompliancePolicyArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:CompliancePolicy",
            given=given,
            outputs=("otherActions",),
        )

    @property
    def other_actions(self) -> pulumi.Output[Sequence[str] | None]:
        """What somebody else had Graph do to such devices, seen by a refresh; the next update ends it."""
        return self.read("otherActions")


class DevicesWithoutPolicyArgs(TypedDict, total=False):
    """What a DevicesWithoutPolicy is declared by."""

    compliant: Required[pulumi.Input[bool]]
    """Whether such devices count as compliant."""


class DevicesWithoutPolicy(NativeResource):
    """Whether devices without a compliance policy count as compliant, in the whole tenant.

    While they do, a rule that asks for a compliant device lets them pass.

    A tenant has it once. Create takes it as it finds it, whoever set it, and keeps that as `former`; delete
    puts `former` back. It is read before the write and noted with what the engine notes of a create that it
    begins, so that `./migrate` finds it where a run was killed after the write. The tenant's other settings
    are read and sent along, because Graph takes them as one object.

    Calls: a preview one; create three, update and delete two each, one less when nothing is to be written; a
    read one.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[DevicesWithoutPolicyArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:DevicesWithoutPolicy",
            given=given,
            outputs=("former",),
        )

    @property
    def former(self) -> pulumi.Output[bool | None]:
        """What was so before this resource was made; put back at its end."""
        return self.read("former")


class EnrollmentRestrictionArgs(TypedDict, total=False):
    """What a EnrollmentRestriction is declared by."""

    wave: Required[pulumi.Input[str]]
    """The wave's id."""
    platform: Required[pulumi.Input[str]]
    """The platform. One of windows, mac, ios, android, androidForWork."""
    group_id: Required[pulumi.Input[str]]
    """The wave's group."""
    rule: Required[pulumi.Input[str]]
    """What its people may enroll; "not yet" is nothing. One of not yet, corporate devices only, personal
    devices too.
    """


class EnrollmentRestriction(NativeResource):
    """What a wave's people may enroll on one platform. It touches new enrollments only.

    A wave declares one for each of its platforms. What waves declare alike is one object of the tenant, which
    SharedRestrictions keeps: this resource says what the wave gets, and a preview, a refresh and `drift` hold
    it against the restriction that the tenant has for the wave's group.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[EnrollmentRestrictionArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:EnrollmentRestriction",
            given=given,
            outputs=(),
        )


class GroupMembershipShare(TypedDict, total=False):
    """A stable part of an existing group."""

    groupId: Required[pulumi.Input[str]]
    """The group of which a part is taken; groups inside it count."""
    size: pulumi.Input[int]
    """How many people are taken."""
    percent: pulumi.Input[float]
    """How much of the group is taken, instead of size."""
    seed: pulumi.Input[str]
    """Another seed takes another stable part."""


class GroupMembershipArgs(TypedDict, total=False):
    """What a GroupMembership is declared by."""

    people_file: pulumi.Input[str] | None
    """A CSV or text file of user principal names, relative to the project."""
    share: pulumi.Input[GroupMembershipShare] | None
    """A stable part of an existing group."""
    remainder: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """An empty mapping: every enabled member user of the tenant."""
    group_id: Required[pulumi.Input[str]]
    """The group's object id."""
    except_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """People in these groups are not taken."""
    except_user_ids: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """These people are not taken: break-glass accounts."""
    expected_size: pulumi.Input[int] | None
    """Fewer people than this are refused before anything is written, when the group is first filled and when
    another source is declared; not when people have left since.
    """


class GroupMembership(NativeResource):
    """Who is in a group: the people of a file, a stable share of another group, or everybody else.

    Keeps exactly the declared people in a group, by 20 members to a write and 20 writes to a $batch.

    Create takes a group that has members already: those who belong stay, the others are removed. So it can be
    repeated after a killed run. Delete removes all members, one request each; declare the resource with
    Pulumi's `deleted_with=<the group>`, and no request is sent when the group dies with it.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[GroupMembershipArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:GroupMembership",
            given=given,
            outputs=("sourceDigest", "sourceCount", "drift", "count", "digest", "desiredDigest"),
        )

    @property
    def source_digest(self) -> pulumi.Output[str | None]:
        """Digest of the names in peopleFile."""
        return self.read("sourceDigest")

    @property
    def source_count(self) -> pulumi.Output[int | None]:
        """Number of names in peopleFile."""
        return self.read("sourceCount")

    @property
    def drift(self) -> pulumi.Output[str | None]:
        """Whom a refresh found missing or too many, in numbers; the next update removes it."""
        return self.read("drift")

    @property
    def count(self) -> pulumi.Output[int]:
        """How many members the group has."""
        return self.read("count")

    @property
    def digest(self) -> pulumi.Output[str]:
        """Digest of the members that the group has."""
        return self.read("digest")

    @property
    def desired_digest(self) -> pulumi.Output[str]:
        """Digest of the members that it shall have."""
        return self.read("desiredDigest")


class NotificationTemplateMessages(TypedDict, total=False):
    """The text for one locale."""

    locale: Required[pulumi.Input[str]]
    """The language, such as en-us; upper and lower case are the same."""
    subject: Required[pulumi.Input[str]]
    """The subject; at most 78 characters."""
    body: Required[pulumi.Input[str]]
    """The text; at most 2000 characters, its markup counted."""


class NotificationTemplateArgs(TypedDict, total=False):
    """What a NotificationTemplate is declared by."""

    display_name: Required[pulumi.Input[str]]
    """The name that the Intune admin centre shows."""
    description: pulumi.Input[str] | None
    """What it is for; a mark of this provider is added to it in the tenant."""
    default_locale: Required[pulumi.Input[str]]
    """The locale of the message for people whose language has none."""
    messages: Required[pulumi.Input[Sequence[NotificationTemplateMessages]]]
    """The texts, one for each locale; the default locale's must be among them."""


class NotificationTemplate(NativeResource):
    """The mail that Intune sends to people whose device falls short, by language.

    A notification template and its messages, one for each locale. A compliance policy's reminder names it.

    Calls: a preview the one list that all templates of a run share; a create one and one for each message; an
    update one to read what is there, then one for each message that differs and one when name, description or
    default locale do; a read one; a delete one.

    A template that a killed run left is taken over by the mark in its description, and its messages are
    brought to those declared: v1.0 has no description, beta has. One without the mark is never taken over.
    When it is made without all its messages it is kept, and the next run adds the missing ones.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[NotificationTemplateArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:NotificationTemplate",
            given=given,
            outputs=(),
        )


class PlatformRestrictionArgs(TypedDict, total=False):
    """What a PlatformRestriction is declared by."""

    display_name: Required[pulumi.Input[str]]
    """The name that the Intune admin centre shows."""
    description: pulumi.Input[str] | None
    """What it is for; a mark of this provider is added to it in the tenant."""
    platform: Required[pulumi.Input[str]]
    """The platform; Graph cannot change it. One of windows, mac, ios, android, androidForWork."""
    platform_blocked: Required[pulumi.Input[bool]]
    """Whether the platform may not enroll at all."""
    personal_devices_blocked: Required[pulumi.Input[bool]]
    """Whether personal devices may not enroll."""
    os_minimum_version: pulumi.Input[str] | None
    """The oldest version that may enroll."""
    os_maximum_version: pulumi.Input[str] | None
    """The newest version that may enroll."""
    group_ids: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The groups that it is assigned to."""
    priority: Required[pulumi.Input[int]]
    """The priority among the platform's restrictions; 1 is best, and only the best applies to a person."""


class PlatformRestriction(NativeResource):
    """An enrollment restriction for one platform. It touches new enrollments only.

    It is assigned to groups, and has a priority among the platform's restrictions.

    What a killed run of this very resource left behind is taken over by the resource's own mark in the
    description, so no twin appears. A restriction without the mark is never taken over, whatever its name;
    importing is explicit. A forced replacement takes over its own original, and the engine then asks to
    delete that id: it is kept.

    Waves had one each until they shared theirs (SharedRestrictions). One that has become a shared one is not
    this resource's any more, and outlives it.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[PlatformRestrictionArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:PlatformRestriction",
            given=given,
            outputs=("observedPriority",),
        )

    @property
    def observed_priority(self) -> pulumi.Output[int]:
        """The priority that Graph shows."""
        return self.read("observedPriority")


class SharedRestrictionsArgs(TypedDict, total=False):
    """What a SharedRestrictions is declared by."""

    platform: Required[pulumi.Input[str]]
    """The platform. One of windows, mac, ios, android, androidForWork."""
    not_yet: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """The groups whose people may not enroll yet, by wave id."""
    corporate_devices_only: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """The groups whose people may enroll corporate devices only, by wave id."""
    personal_devices_too: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    """The groups whose people may enroll personal devices too, by wave id."""


class SharedRestrictions(NativeResource):
    """The enrollment restrictions of one platform that waves share, one object for each rule in use.

    Each is assigned to the groups of all waves under its rule. It is made with the first wave that needs it
    and goes with the last. A wave that changes its rule is put under the new one before it is taken from the
    old one; the narrower rule has the better priority, so in between the narrower of the two holds. Whom
    somebody else has assigned by hand stays assigned, and is told.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[SharedRestrictionsArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:SharedRestrictions",
            given=given,
            outputs=("objects", "byHand"),
        )

    @property
    def objects(self) -> pulumi.Output[Mapping[str, str]]:
        """The ids of the objects in the tenant, by name."""
        return self.read("objects")

    @property
    def by_hand(self) -> pulumi.Output[Sequence[str]]:
        """What else they are assigned to, by somebody else's hand."""
        return self.read("byHand")


class StageGateThresholds(TypedDict, total=False):
    """What must hold to enter a stage; nothing left out."""

    coverage: pulumi.Input[float]
    """At least this percentage of the people would lose nothing."""
    reach: pulumi.Input[float]
    """At least this percentage of the people has a compliant device on one of the platforms."""
    soak: pulumi.Input[int]
    """At least this many periods spent in the stage before."""
    failedEnrollments: pulumi.Input[float]
    """At most this percentage of tried enrollments has failed."""
    newlyBlocked: pulumi.Input[int]
    """At most this many people lose all access by the step."""
    losingADevice: pulumi.Input[int]
    """At most this many people lose a device by the step and keep another."""
    newlyAsked: pulumi.Input[int]
    """At most this many people are newly asked to act by the step."""


class StageGateOverrides(TypedDict, total=False):
    """A threshold that a person passes for a time."""

    figure: Required[pulumi.Input[str]]
    """The threshold that is passed. One of coverage, reach, soak, failed_enrollments, newly_blocked,
    losing_a_device, newly_asked.
    """
    reason: Required[pulumi.Input[str]]
    """Why."""
    by: Required[pulumi.Input[str]]
    """Who decided it."""
    until: Required[pulumi.Input[int]]
    """The last period in which it passes."""


class StageGateArgs(TypedDict, total=False):
    """What a StageGate is declared by."""

    wave: Required[pulumi.Input[str]]
    """The wave's id."""
    title: pulumi.Input[str] | None
    """The wave's title."""
    stage: Required[pulumi.Input[str]]
    """The stage that the wave shall be in. One of planned, announce, instruct, deadline, enforce."""
    period: Required[pulumi.Input[int]]
    """The period of the step; while the stage stays, that in which the wave came into it."""
    group_id: Required[pulumi.Input[str]]
    """The object id of the wave's group."""
    enforced_group_id: pulumi.Input[str] | None
    """The object id of the group that the wave's enabled policy includes."""
    platforms: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Devices on these platforms count."""
    asks_on: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """In enforce, the platforms on which the wave's people are asked, in conditional access's words."""
    leaves_out: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """In enforce, the applications that the policy leaves out."""
    thresholds: pulumi.Input[StageGateThresholds] | None
    """What must hold to enter the stage; nothing left out."""
    overrides: pulumi.Input[Sequence[StageGateOverrides]] | None
    """Thresholds that a person passes for a time."""
    expected_size: pulumi.Input[int] | None
    """With fewer people in the group no count is trusted."""
    people_file: pulumi.Input[str] | None
    """The list of the wave's people, whose lines a refusal names when some of them are gone."""
    reading_max_age_hours: pulumi.Input[float] | None
    """How old a reading may be; a day when left out."""
    grace_ends: pulumi.Input[str] | None
    """In deadline, the day that people are told, as year-month-day."""


class StageGate(NativeResource):
    """The stage that a wave is in. A step forward whose thresholds do not hold is refused.

    The refusal is a failed check, so a preview shows it before anything changes. The tenant is read when, and
    only when, the stage moves forward and a threshold of the stage that is entered asks for it. What cannot
    be read, or only in part, never passes. A step back needs no gate.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **given: Unpack[StageGateArgs],
    ) -> None:
        super().__init__(
            resource_name,
            opts,
            token="intune:index:StageGate",
            given=given,
            outputs=("evidence", "means", "mayAskOn", "mayLeaveOut"),
        )

    @property
    def evidence(self) -> pulumi.Output[Mapping[str, Any] | None]:
        """What the gate rested on when it passed."""
        return self.read("evidence")

    @property
    def means(self) -> pulumi.Output[str | None]:
        """What the last step meant to the wave's people."""
        return self.read("means")

    @property
    def may_ask_on(self) -> pulumi.Output[Sequence[str]]:
        """The platforms that the judgement has let the policy ask on. The policy takes them from here, so
        that a run that leaves the gate out writes nothing that was not judged.
        """
        return self.read("mayAskOn")

    @property
    def may_leave_out(self) -> pulumi.Output[Sequence[str]]:
        """The applications that it leaves out; they come from here for the same reason."""
        return self.read("mayLeaveOut")
