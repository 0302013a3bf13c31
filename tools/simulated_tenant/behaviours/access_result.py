"""What a conditional access policy says of one sign-in.

Microsoft Learn, "appliedConditionalAccessPolicy resource type" and "Conditional Access report-only mode".
"""

from tools.simulated_tenant.store.sign_ins import APP_ID
from tools.simulated_tenant.wire.call import Json

OFFICE = "Office365"
"""What a policy names the app by, together with its siblings."""

_REPORT_ONLY = "enabledForReportingButNotEnforced"
_PLATFORMS = {"mac": "macOS", "ios": "iOS", "androidForWork": "android"}
_SHOWN = {"compliantDevice": "RequireCompliantDevice", "mfa": "Mfa", "block": "Block"}


def result_of(policy: Json, *, reached: bool, platform: str, compliant: bool) -> Json:
    """The policy's entry in the sign-in's list; `reached` says whether it is for the person at all."""
    applies = reached and _covers_app(policy) and _covers_platform(policy, platform)
    grant = policy.get("grantControls") or {}
    controls = list(grant.get("builtInControls") or ())
    word = _judged(controls, grant.get("operator"), compliant=compliant) if applies else "NotApplied"
    if policy["state"] == _REPORT_ONLY:
        result = f"reportOnly{word}"
    else:
        # Whoever has to do something to get in, such as answer a prompt, is taken to do it.
        result = {"NotApplied": "notApplied", "Failure": "failure"}.get(word, "success")
    return {
        "id": policy["id"],
        "displayName": policy["displayName"],
        "enforcedGrantControls": [_SHOWN.get(each, each) for each in controls] if applies else [],
        "enforcedSessionControls": [],
        "result": result,
    }


def access_of(results: list[Json]) -> str:
    """The sign-in's conditionalAccessStatus: report-only results do not count."""
    words = {each["result"] for each in results}
    if "failure" in words:
        return "failure"
    return "success" if "success" in words else "notApplied"


def _judged(controls: list[str], operator: str | None, *, compliant: bool) -> str:
    known = {"compliantDevice": "Success" if compliant else "Failure", "block": "Failure"}
    said = [known.get(each, "Interrupted") for each in controls]
    order = (
        ("Failure", "Interrupted", "Success") if operator == "AND" else ("Success", "Interrupted", "Failure")
    )
    return next((each for each in order if each in said), "Success")


def _covers_app(policy: Json) -> bool:
    apps = policy["conditions"].get("applications") or {}
    included = {"All", OFFICE, APP_ID}.intersection(apps.get("includeApplications") or ())
    return bool(included) and not {OFFICE, APP_ID}.intersection(apps.get("excludeApplications") or ())


def _covers_platform(policy: Json, platform: str) -> bool:
    platforms = policy["conditions"].get("platforms") or {}
    shown = _PLATFORMS.get(platform, platform)
    included = platforms.get("includePlatforms") or ["all"]
    return bool({"all", shown}.intersection(included)) and not {"all", shown}.intersection(
        platforms.get("excludePlatforms") or ()
    )
