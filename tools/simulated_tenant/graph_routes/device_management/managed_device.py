"""/deviceManagement/managedDevices and managedDeviceOverview (Microsoft Learn, "List managedDevices")."""

from tools.simulated_tenant.graph_routes.rights import DEVICE_READ
from tools.simulated_tenant.store.database import read_setting
from tools.simulated_tenant.store.devices import FILTERED, SELECTED, count_by, device_source, render_device
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.filter import Condition, compile_filter
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import ONE, PAGED, Route

PATH = "/deviceManagement/managedDevices"
OVERVIEW = "/deviceManagement/managedDeviceOverview"


_BETA_SYSTEMS = ("aospUserlessCount", "aospUserAssociatedCount", "linuxCount", "chromeOSCount")


def _filtered(call: Call) -> Condition:
    return compile_filter(call.query.get("$filter"), FILTERED, kind="managedDevice", clauses=100)


def list_devices(call: Call) -> Answer:
    answer = page(
        call,
        source=device_source(call.db),
        columns=SELECTED,
        where=_filtered(call),
        render=lambda row: render_device(row, call.query.select),
        context=PATH[1:],
        default=call.limits.size("devicePage"),
        maximum=call.limits.size("devicePage"),
        counted=False,
    )
    # Intune's own lists answer with the length of the page, not of the whole list.
    if answer.body is not None:
        answer.body["@odata.count"] = len(answer.body["value"])
    return answer


def get_device(call: Call) -> Answer:
    device_id = call.parameters["device_id"]
    row = call.db.execute(
        f"SELECT {SELECTED} FROM {device_source(call.db)} WHERE id = ?", (device_id.lower(),)
    ).fetchone()
    if row is None:
        raise GraphError(404, "ResourceNotFound", f"Device {device_id} not found.")
    device = render_device(row, call.query.select)
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}/$entity", **device})


def device_overview(call: Call) -> Answer:
    source = device_source(call.db)
    systems = count_by(call.db, "platform", source=source)
    total = sum(systems.values())
    # A device that a partner manages is listed and counted, but has no MDM enrollment here (?).
    enrolled = count_by(call.db, "agent", source=source).get("mdm", 0)
    android = systems.get("android", 0) + systems.get("androidForWork", 0)
    overview: Json = {
        "id": read_setting(call.db, "tenant_id"),
        "enrolledDeviceCount": total,
        "mdmEnrolledCount": enrolled,
        "dualEnrolledDeviceCount": 0,
        "deviceOperatingSystemSummary": {
            "androidCount": android,
            "iosCount": systems.get("ios", 0),
            "macOSCount": systems.get("mac", 0),
            "windowsMobileCount": 0,
            "windowsCount": systems.get("windows", 0),
            "unknownCount": 0,
            "androidDedicatedCount": 0,
            "androidDeviceAdminCount": 0,
            "androidFullyManagedCount": 0,
            "androidWorkProfileCount": android,
            "androidCorporateWorkProfileCount": 0,
            "configMgrDeviceCount": 0,
            **({} if call.version == "v1.0" else dict.fromkeys(_BETA_SYSTEMS, 0)),
        },
        "deviceExchangeAccessStateSummary": {
            "allowedDeviceCount": 0,
            "blockedDeviceCount": 0,
            "quarantinedDeviceCount": 0,
            "unknownDeviceCount": 0,
            "unavailableDeviceCount": total,
        },
    }
    context = f"{call.root}/$metadata#deviceManagement/managedDeviceOverview/$entity"
    return Answer(200, {"@odata.context": context, **selected(call, overview, kind="managedDeviceOverview")})


ROUTES = (
    Route("GET", PATH, list_devices, "intuneDevices", DEVICE_READ, options=PAGED),
    Route("GET", PATH + "/{device_id}", get_device, "intuneDevices", DEVICE_READ, options=ONE),
    Route(
        "GET",
        "/deviceManagement/managedDeviceOverview",
        device_overview,
        "intuneDevices",
        DEVICE_READ,
        options=ONE,
    ),
)
