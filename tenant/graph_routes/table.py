"""Every route of Graph that the tenant serves; the pipeline serves `$batch` beside it."""

from tenant.graph_routes import (
    compliance_policies,
    conditional_access,
    device_management,
    directory_objects,
    enrollment_configurations,
    group_members,
    groups,
    mail,
    managed_devices,
    management_partners,
    mobility_policies,
    notification_templates,
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
    *device_management.ROUTES,
    *compliance_policies.ROUTES,
    *notification_templates.ROUTES,
    *managed_devices.ROUTES,
    *management_partners.ROUTES,
    *troubleshooting_events.ROUTES,
    *sign_ins.ROUTES,
    *mobility_policies.ROUTES,
    *mail.ROUTES,
)
ROUTER = Router(ROUTES)
