"""The properties by which a campaign says which step it proposes."""

from intune_waves.campaign.closing import Check
from intune_waves.campaign.stage import Stage
from intune_waves.provider.protocol.property import Property

_RULE = ("allow", "block")
_STAGES = tuple(each.value for each in Stage)
STEP_PROPERTIES = (
    Property("stages", "object", "Each wave's stage, by wave id. A stage that moves is judged."),
    Property("nextStages", "object", "The stages of the period after, which are judged as a warning."),
    Property("stop", "string", "Why every enforced wave is back at report-only; left out while none is."),
    Property(
        "waves",
        "array",
        "What is judged of each wave, in the order of the schedule.",
        fields=(
            Property("id", "string", "The wave's id.", required=True),
            Property("title", "string", "Its title, from which its objects are named.", required=True),
            Property("platforms", "array", "The platforms that its people enroll.", required=True),
            Property("group", "string", "Name or id of the group that the tenant had before."),
            Property("everybodyElse", "boolean", "Whether it takes everybody whom no other wave has."),
            Property("size", "integer", "How many people it is for, where that was said."),
            Property("personalDevices", "string", "Its rule before enforce.", choices=_RULE),
            Property("finalPersonalDevices", "string", "Its rule from enforce on.", choices=_RULE),
        ),
    ),
    Property(
        "overrides",
        "array",
        "Thresholds that a person passes for a time.",
        fields=(
            Property("wave", "string", "The wave's id.", required=True),
            Property("stage", "string", "The stage that is entered.", required=True, choices=_STAGES),
            Property("figure", "string", "The threshold.", required=True),
            Property("by", "string", "Who decided it.", required=True),
            Property("until", "integer", "The last period in which it passes.", required=True),
        ),
    ),
    Property(
        "gates",
        "object",
        "By wave id, the thresholds and overrides of the stage that it is in, as its gate has them.",
    ),
    Property(
        "entered",
        "object",
        "The period in which each wave came into its stage, by wave id.",
        role="computed",
    ),
    Property(
        "closed", "boolean", "Whether one policy is for everybody; left out while the waves have theirs."
    ),
    Property(
        "checklist",
        "array",
        "What must be so before the campaign closes.",
        fields=(
            Property("id", "string", "The item's id.", required=True),
            Property("title", "string", "What must be so.", required=True),
            Property(
                "check",
                "string",
                "What the tenant is asked.",
                required=True,
                choices=tuple(each.value for each in Check),
            ),
            Property("done", "string", "The day on which a person found it done."),
            Property("by", "string", "Who did."),
        ),
    ),
    Property("firstDay", "string", "The first day of period 1, as year-month-day."),
    Property("periodDays", "integer", "How many days a period lasts."),
    Property(
        "freezes",
        "array",
        "Days on which nothing advances.",
        fields=(
            Property("firstDay", "string", "The first frozen day.", required=True),
            Property("lastDay", "string", "The last frozen day.", required=True),
            Property("reason", "string", "Why.", required=True),
        ),
    ),
    Property(
        "brake",
        "object",
        "How many people one step may newly enforce.",
        fields=(
            Property("percent", "number", "This percentage of the campaign's people at most.", required=True),
            Property("floor", "integer", "So many people always.", required=True),
        ),
    ),
    Property(
        "refusesUnprotected",
        "boolean",
        "Whether the program makes the tenant count devices without a compliance policy as noncompliant.",
    ),
    Property("breakGlassIds", "array", "Object ids of the break-glass accounts.", unordered=True),
)
