"""Every route of Graph that the tenant serves; the pipeline serves `$batch` beside it."""

from tenant.graph_routes import (
    conditional_access,
    directory_objects,
    enrollment_configurations,
    group_members,
    groups,
    managed_devices,
    sign_ins,
    troubleshooting_events,
    users,
)
from tenant.wire.routing import Route, Router

ROUTES: tuple[Route, ...] = (
    *users.ROUTES,
    *groups.ROUTES,
    *group_members.ROUTES,
    *directory_objects.ROUTES,
    *conditional_access.ROUTES,
    *enrollment_configurations.ROUTES,
    *managed_devices.ROUTES,
    *troubleshooting_events.ROUTES,
    *sign_ins.ROUTES,
)
ROUTER = Router(ROUTES)
