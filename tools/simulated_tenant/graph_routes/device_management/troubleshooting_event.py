"""/deviceManagement/troubleshootingEvents (Microsoft Learn, "List enrollmentTroubleshootingEvents")."""

from tools.simulated_tenant.graph_routes.rights import DEVICE_READ
from tools.simulated_tenant.store.enrollment_failures import COLUMNS, FILTERED, SOURCE, render_failure
from tools.simulated_tenant.wire.call import Answer, Call
from tools.simulated_tenant.wire.filter import compile_filter
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import Route

PATH = "/deviceManagement/troubleshootingEvents"
_KIND = "deviceManagementTroubleshootingEvent"


def list_events(call: Call) -> Answer:
    return page(
        call,
        source=SOURCE,
        columns=COLUMNS,
        where=compile_filter(call.query.get("$filter"), FILTERED, kind=_KIND, clauses=15),
        render=lambda row: selected(call, render_failure(row), kind="enrollmentTroubleshootingEvent"),
        context=PATH[1:],
        default=call.limits.size("troubleshootingPage"),
        maximum=call.limits.size("troubleshootingPage"),
        counted=False,
    )


ROUTES = (
    Route(
        "GET",
        PATH,
        list_events,
        "intuneDevices",
        DEVICE_READ,
        options=("$select", "$filter", "$top", "$skiptoken"),
    ),
)
