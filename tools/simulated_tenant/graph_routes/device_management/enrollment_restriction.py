"""/deviceManagement/deviceEnrollmentConfigurations with assign, assignments, setPriority; v1.0 reads.

Source: Microsoft Learn (beta), "Create deviceEnrollmentPlatformRestrictionConfiguration", "assign action",
"setPriority action". Not documented, and decided here: assign replaces the whole list; setPriority moves
the others of the same platform by one place and refuses a place that the order does not have.
"""

from tools.simulated_tenant.graph_routes.device_management.assignment_targets import (
    shown_assignments,
    target_groups,
)
from tools.simulated_tenant.graph_routes.device_management.enrollment_document import (
    DEFAULT_PLATFORMS,
    PLATFORM,
    changed_configuration,
    new_configuration,
    refused,
    stable,
)
from tools.simulated_tenant.graph_routes.rights import ENROLLMENT_READ, ENROLLMENT_WRITE
from tools.simulated_tenant.store.enrollment import (
    assign_groups,
    assigned_groups,
    count_platform_restrictions,
    delete_configuration,
    every_configuration,
    insert_configuration,
    is_default,
    lowest_priority,
    move_configuration,
    read_configuration,
    update_configuration,
)
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError, not_simulated
from tools.simulated_tenant.wire.pages import selected
from tools.simulated_tenant.wire.routing import BETA, Route

PATH = "/deviceManagement/deviceEnrollmentConfigurations"


def configuration_of(call: Call) -> Json:
    """The configuration that the path names; GraphError 404 when there is none."""
    configuration_id = call.parameters["configuration_id"]
    found = read_configuration(call.db, configuration_id)
    shown = found and (stable(found) if call.version == "v1.0" else found)
    if shown is None:
        raise GraphError(404, "ResourceNotFound", f"Enrollment configuration {configuration_id} not found.")
    return shown


def _with_assignments(call: Call, document: Json) -> Json:
    shown = selected(call, document, kind="deviceEnrollmentConfiguration")
    if call.query.expand(("assignments",)) is None:
        return shown
    return {**shown, "assignments": _assignments(call, document["id"])}


def list_configurations(call: Call) -> Answer:
    wanted = call.query.get("$filter")
    found = every_configuration(call.db)
    if wanted is not None:
        name, _, value = wanted.partition(" eq ")
        if (
            name not in ("deviceEnrollmentConfigurationType", "displayName", "platformType")
            or value[:1] != "'"
        ):
            raise not_simulated(f"$filter={wanted} on enrollment configurations")
        found = [document for document in found if document.get(name) == value[1:-1].replace("''", "'")]
    if call.version == "v1.0":
        found = [each for document in found if (each := stable(document)) is not None]
    values = [_with_assignments(call, document) for document in found]
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}", "value": values})


def create_configuration(call: Call) -> Answer:
    document, platform, ranked = new_configuration(call, call.document())
    most = call.limits.size("platformRestrictions")
    if document["@odata.type"] == PLATFORM and count_platform_restrictions(call.db) >= most:
        raise refused(
            f"The tenant holds {most} device platform restrictions already, the most that are allowed."
        )
    whole = insert_configuration(call.db, document, platform=platform, ranked=ranked)
    return Answer(201, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}/$entity", **whole})


def get_configuration(call: Call) -> Answer:
    document = _with_assignments(call, configuration_of(call))
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}/$entity", **document})


def change_configuration(call: Call) -> Answer:
    document = changed_configuration(call, configuration_of(call), given=call.document())
    document |= {"lastModifiedDateTime": call.stamp, "version": document["version"] + 1}
    update_configuration(call.db, document)
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}/$entity", **document})


def remove_configuration(call: Call) -> Answer:
    document = configuration_of(call)
    if is_default(call.db, document):
        raise refused("The default enrollment configuration cannot be deleted.")
    delete_configuration(call.db, document)
    return Answer(204)


def assign(call: Call) -> Answer:
    """Replace the assignments by the list given; GraphError 400 for a target that is no existing group."""
    document = configuration_of(call)
    if document["@odata.type"] == DEFAULT_PLATFORMS or is_default(call.db, document):
        raise refused("The default enrollment configuration applies to everybody and cannot be assigned.")
    name = "enrollmentConfigurationAssignments"
    groups = target_groups(call.db, call.document().get(name), name=name, what="an enrollment restriction")
    assign_groups(call.db, document["id"], group_ids=groups)
    return Answer(204)


def _assignments(call: Call, configuration_id: str) -> list[Json]:
    return shown_assignments(configuration_id, assigned_groups(call.db, configuration_id))


def list_assignments(call: Call) -> Answer:
    document = configuration_of(call)
    context = f"{call.root}/$metadata#{PATH[1:]}('{document['id']}')/assignments"
    return Answer(200, {"@odata.context": context, "value": _assignments(call, document["id"])})


def set_priority(call: Call) -> Answer:
    document = configuration_of(call)
    priority = call.document().get("priority")
    if is_default(call.db, document):
        raise refused("The priority of the default enrollment configuration cannot be changed.")
    last = lowest_priority(call.db, document)
    if type(priority) is not int or not 1 <= priority <= last:
        raise refused(f"The priority must be a number from 1 to {last}, got {priority!r}.")
    if priority == document["priority"]:
        raise refused(f"The enrollment configuration already has priority {priority}.")
    move_configuration(call.db, document, priority=priority)
    return Answer(204)


_ONE = PATH + "/{configuration_id}"
_FAMILY = "intuneEnrollment"
_ITEM = ("$select", "$expand")
ROUTES = (
    Route("GET", PATH, list_configurations, _FAMILY, ENROLLMENT_READ, options=(*_ITEM, "$filter")),
    Route("POST", PATH, create_configuration, _FAMILY, ENROLLMENT_WRITE, BETA),
    Route("GET", _ONE, get_configuration, _FAMILY, ENROLLMENT_READ, options=_ITEM),
    Route("PATCH", _ONE, change_configuration, _FAMILY, ENROLLMENT_WRITE, BETA),
    Route("DELETE", _ONE, remove_configuration, _FAMILY, ENROLLMENT_WRITE, BETA),
    Route("POST", _ONE + "/assign", assign, _FAMILY, ENROLLMENT_WRITE, BETA),
    Route("GET", _ONE + "/assignments", list_assignments, _FAMILY, ENROLLMENT_READ),
    Route("POST", _ONE + "/setPriority", set_priority, _FAMILY, ENROLLMENT_WRITE, BETA),
)
