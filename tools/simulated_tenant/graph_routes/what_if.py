"""/identity/conditionalAccess/evaluate: which policies would apply to a sign-in.

Source: Microsoft Learn, "conditionalAccessRoot: evaluate" (8 July 2025), "whatIfAnalysisResult resource
type". Of sign-ins, those of users of this tenant to an application are served; a policy with a condition
that is not judged here is answered 501, never passed over.
"""

import json
from collections.abc import Iterator
from typing import Any

from tools.simulated_tenant.enforcement.audience import audience
from tools.simulated_tenant.graph_routes.policy_document import invalid, shown
from tools.simulated_tenant.graph_routes.rights import POLICY_READ
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import not_simulated, resource_not_found
from tools.simulated_tenant.wire.routing import Route

PATH = "/identity/conditionalAccess/evaluate"
_RESULT = "Collection(microsoft.graph.whatIfAnalysisResult)"
_USER, _APPLICATION = "#microsoft.graph.userSignIn", "#microsoft.graph.applicationContext"
# What else a policy may be conditioned on, and nobody here judges.
_OTHERS = (
    "locations", "signInRiskLevels", "userRiskLevels", "servicePrincipalRiskLevels", "insiderRiskLevels",
    "devices", "clientApplications", "authenticationFlows", "times", "deviceStates",
)  # fmt: skip
_ASKED = ("signInIdentity", "signInContext", "signInConditions")


def evaluate(call: Call) -> Answer:
    """Every policy that is not disabled, with whether it applies and why not."""
    given = call.document()
    for name in _ASKED:
        if not isinstance(given.get(name), dict):
            raise invalid(f"The required property '{name}' is missing.")
    user_id, applications = _who(call, given["signInIdentity"]), _what(given["signInContext"])
    only = given.get("appliedPoliciesOnly") is True
    results = []
    for (text,) in call.db.execute("SELECT document FROM conditional_access_policy ORDER BY position"):
        policy: Json = json.loads(text)
        if policy["state"] == "disabled":
            continue
        reasons = list(
            _reasons(
                call, policy, user_id=user_id, applications=applications, given=given["signInConditions"]
            )
        )
        if reasons and only:
            continue
        results.append(
            {
                **shown(policy, call.version),
                "policyApplies": not reasons,
                "analysisReasons": ",".join(reasons) or "notSet",
            }
        )
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{_RESULT}", "value": results})


def _who(call: Call, given: Json) -> str:
    if given.get("@odata.type") != _USER:
        raise not_simulated(f"a sign-in of {given.get('@odata.type')}")
    user_id = str(given.get("userId", "")).lower()
    if call.db.execute("SELECT 1 FROM person WHERE id = ?", (user_id,)).fetchone() is None:
        raise resource_not_found(user_id)
    return user_id


def _what(given: Json) -> list[str]:
    applications = given.get("includeApplications")
    if given.get("@odata.type") != _APPLICATION:
        raise not_simulated(f"a sign-in to {given.get('@odata.type')}")
    if not isinstance(applications, list) or not applications:
        name = "includeApplications"
        raise invalid(f"The required property '{name}' is missing.")
    return [str(each).lower() for each in applications]


def _reasons(
    call: Call, policy: Json, *, user_id: str, applications: list[str], given: Json
) -> Iterator[str]:
    """Why the policy does not apply, as whatIfAnalysisReasons names it; nothing where it does."""
    conditions = policy["conditions"]
    people = audience(call.db, conditions["users"])
    found = call.db.execute(
        f"SELECT 1 FROM person WHERE person.id = ? AND ({people.sql})", (user_id, *people.values)
    ).fetchone()
    if found is None:
        yield "users"
    if not _names(conditions["applications"], applications):
        yield "application"
    platforms, kinds = conditions["platforms"], conditions["clientAppTypes"] or ["all"]
    if platforms is not None:
        yield from _platform(platforms, given.get("devicePlatform"))
    if "all" not in kinds:
        kind = given.get("clientAppType")
        if kind is None or kind not in kinds:
            yield "notEnoughInformation" if kind is None else "clientApps"
    beyond = [name for name in _OTHERS if conditions.get(name)]
    if beyond:
        raise not_simulated(f"the condition {beyond[0]} of a policy in a what-if evaluation")


def _names(given: Json | None, applications: list[str]) -> bool:
    given = given or {}
    included = [str(each).lower() for each in given.get("includeApplications") or []]
    excluded = [str(each).lower() for each in given.get("excludeApplications") or []]
    beyond = {"office365", "microsoftadminportals"} & {*included, *excluded}
    if beyond or given.get("applicationFilter") or given.get("includeUserActions"):
        raise not_simulated("a policy for a suite, a filter or a user action in a what-if evaluation")
    reached = "all" in included or any(each in included for each in applications)
    return reached and not any(each in excluded for each in applications)


def _platform(platforms: Json, asked: Any) -> Iterator[str]:
    if asked is None:
        yield "notEnoughInformation"
        return
    word = str(asked).lower()
    included = [str(each).lower() for each in platforms.get("includePlatforms") or []]
    excluded = [str(each).lower() for each in platforms.get("excludePlatforms") or []]
    if word in excluded or not ("all" in included or word in included):
        yield "devicePlatform"


ROUTES = (Route("POST", PATH, evaluate, "conditionalAccess", POLICY_READ, reads=True),)
