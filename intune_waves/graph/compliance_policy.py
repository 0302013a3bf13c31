"""Compliance policies: what Graph keeps, and the calls that read and write it.

Sources: "Create windows10CompliancePolicy", "scheduleActionsForRules action", "assign action" and
"deviceComplianceActionItem resource type", Microsoft Learn, 2024-08; that a policy must have exactly one
block action when it is made, and that its actions are read by $expand only: microsoft-graph-docs-contrib
5561, 7391.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intune_waves.graph import group_assignment
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import Conflict, NotFound
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.compliance_settings import POLICY_TYPES, SETTINGS, Setting

_PATH = "/deviceManagement/deviceCompliancePolicies"
_WHOLE = "$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)"
_PLATFORMS = {odata_type: platform for platform, odata_type in POLICY_TYPES.items()}
# Graph keeps one rule whatever it is called; this is the name that Microsoft's own samples send.
_RULE = "PasswordRequired"


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """A notification, so many hours after a device was found not to comply."""

    template_id: str
    hours_after: int


@dataclass(frozen=True, slots=True)
class Actions:
    """What happens to a device that does not comply. `others` are actions that this project never sets, in
    words, such as `retire after 72 hours`.
    """

    grace_hours: int
    reminders: tuple[Reminder, ...] = ()
    others: tuple[str, ...] = ()

    def to_wire(self) -> list[dict[str, Any]]:
        """The one rule that Graph keeps, with exactly one block action."""
        block = {"actionType": "block", "gracePeriodHours": self.grace_hours, "notificationTemplateId": ""}
        mails = [
            {
                "actionType": "notification",
                "gracePeriodHours": reminder.hours_after,
                "notificationTemplateId": reminder.template_id,
                "notificationMessageCCList": [],
            }
            for reminder in self.reminders
        ]
        return [{"ruleName": _RULE, "scheduledActionConfigurations": [block, *mails]}]


@dataclass(frozen=True, slots=True)
class Policy:
    """The content of a policy. `platform` is windows, mac, ios, android or androidForWork; `settings` are
    Graph's own names, see graph.compliance_settings.
    """

    display_name: str
    description: str
    platform: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def to_wire(self) -> dict[str, Any]:
        """The body of a PATCH; a POST needs the actions too."""
        return {
            "@odata.type": POLICY_TYPES[self.platform],
            "displayName": self.display_name,
            "description": self.description,
            **self.settings,
        }


@dataclass(frozen=True, slots=True)
class ExistingPolicy:
    """A policy in the tenant. Its settings are all that Graph names, those that ask for nothing too;
    `groups` are sorted.
    """

    id: str
    content: Policy
    actions: Actions
    groups: tuple[str, ...]


def about(name: str) -> str:
    """How an error names a policy."""
    return f"the compliance policy {name!r}"


def _from_wire(body: JsonObject) -> ExistingPolicy:
    platform = _PLATFORMS[body.text("@odata.type")]
    content = Policy(
        display_name=body.text("displayName", ""),
        description=body.text("description", ""),
        platform=platform,
        settings={
            name: _value(body, name, setting=SETTINGS[platform][name])
            for name in body.plain()
            if name in SETTINGS[platform]
        },
    )
    groups = sorted(map(group_assignment.target_of, body.objects("assignments")))
    return ExistingPolicy(body.text("id"), content, _actions(body), tuple(groups))


def _value(body: JsonObject, name: str, *, setting: Setting) -> bool | int | str | None:
    """What Graph says of a setting; a choice or a version may be one that is not known here."""
    if name not in body:
        return None
    if setting.kind == "boolean":
        return body.flag(name)
    return body.whole(name) if setting.kind == "integer" else body.text(name, "")


def _actions(body: JsonObject) -> Actions:
    grace, reminders, others = 0, [], []
    for rule in body.objects("scheduledActionsForRule"):
        for action in rule.objects("scheduledActionConfigurations"):
            kind, hours = action.text("actionType"), action.whole("gracePeriodHours", 0)
            if kind == "block":
                grace = hours
            elif kind == "notification":
                reminders.append(Reminder(action.text("notificationTemplateId", ""), hours))
            else:
                others.append(f"{kind} after {hours} hours")
    return Actions(grace, tuple(sorted(reminders)), tuple(sorted(others)))


async def list_policies(client: GraphClient) -> list[ExistingPolicy]:
    """All policies of the platforms that this project knows, whole. One call a page."""
    policies = Collection(client, f"{_PATH}?{_WHOLE}", about="the compliance policies", version="beta")
    return [_from_wire(body) async for body in policies.rows() if body.text("@odata.type") in _PLATFORMS]


async def read(client: GraphClient, policy_id: str) -> ExistingPolicy | None:
    """One policy, whole; None when it is gone. One call. Raises Conflict when it is of a type that this
    project does not know.
    """
    path = f"{_PATH}/{policy_id}"
    try:
        body = await client.get(f"{path}?{_WHOLE}", about=about(policy_id), version="beta")
    except NotFound:
        return None
    body = body.unwrapped("id")
    kind = body.text("@odata.type", "")
    if kind not in _PLATFORMS:
        raise Conflict(
            about(policy_id),
            f"GET /beta{path}",
            message=f"it is a {kind.removeprefix('#microsoft.graph.') or 'policy of no type'}",
            next_step=f"Give the id of a policy for {', '.join(POLICY_TYPES)}.",
        )
    return _from_wire(body)


async def create(client: GraphClient, content: Policy, *, actions: Actions) -> ExistingPolicy:
    """Make a policy, assigned to nobody yet. One call. Where its outcome is not known, look for the policy
    before you repeat it (graph.client.create_once).
    """
    body = {**content.to_wire(), "scheduledActionsForRule": actions.to_wire()}
    made = await client.post(_PATH, body, about=about(content.display_name), version="beta")
    return ExistingPolicy(made.text("id"), content, actions, ())


async def update(client: GraphClient, policy_id: str, *, content: Policy) -> None:
    """Change name, description and settings; a setting that is not named stays. One call."""
    path = f"{_PATH}/{policy_id}"
    await client.patch(path, content.to_wire(), about=about(content.display_name), version="beta")


async def schedule(client: GraphClient, policy_id: str, *, name: str, actions: Actions) -> None:
    """Replace what happens to a device that does not comply: a PATCH of the policy cannot. One call."""
    body = {"deviceComplianceScheduledActionForRules": actions.to_wire()}
    path = f"{_PATH}/{policy_id}/scheduleActionsForRules"
    await client.post(path, body, about=about(name), version="beta", repeatable=True)


async def assign(client: GraphClient, policy_id: str, *, name: str, group_ids: Iterable[str]) -> None:
    """Assign to exactly these groups, none for nobody. Two calls. Raises Conflict when the list read back is
    another one.
    """
    await group_assignment.assign(
        client, f"{_PATH}/{policy_id}", about=about(name), field="assignments", group_ids=group_ids
    )


async def delete(client: GraphClient, policy_id: str, *, name: str) -> None:
    """Delete; fine when it is gone already."""
    try:
        await client.delete(f"{_PATH}/{policy_id}", about=about(name), version="beta")
    except NotFound:
        return
