"""/auditLogs/signIns (Microsoft Learn, "List signIns"): the newest first."""

from tools.simulated_tenant.graph_routes.rights import POLICY_READ, SIGN_IN_READ
from tools.simulated_tenant.store.sign_ins import COLUMNS, FILTERED, SOURCE, render_sign_in
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.filter import compile_filter
from tools.simulated_tenant.wire.pages import Row, page, selected
from tools.simulated_tenant.wire.routing import Route

PATH = "/auditLogs/signIns"
_POLICIES = "appliedConditionalAccessPolicies"


def list_sign_ins(call: Call) -> Answer:
    may_see_policies = bool(call.caller.rights.intersection(POLICY_READ))
    wanted = call.query.get("$filter")
    if wanted is not None and _POLICIES in wanted and not may_see_policies:
        raise GraphError(
            403, "Authentication_RequestFromUnsupportedUserRole", f"{_POLICIES} may not be read."
        )

    def render(row: Row) -> Json:
        whole = render_sign_in(row)
        if not may_see_policies:
            whole[_POLICIES] = []
        return selected(call, whole, kind="signIn")

    return page(
        call,
        source=SOURCE,
        columns=COLUMNS,
        where=compile_filter(wanted, FILTERED, kind="signIn", clauses=15),
        render=render,
        context=PATH[1:],
        default=call.limits.size("signInPage"),
        maximum=call.limits.size("signInPage"),
        order="s.position",
        descending=True,
        counted=False,
    )


ROUTES = (
    Route(
        "GET",
        PATH,
        list_sign_ins,
        "signInReports",
        SIGN_IN_READ,
        options=("$select", "$filter", "$top", "$skiptoken"),
    ),
)
