"""Every route of Graph that the tenant serves; the pipeline serves `$batch` beside it."""

from tools.simulated_tenant.graph_routes import compliance_policy as compliance_policies
from tools.simulated_tenant.graph_routes import conditional_access, device_management, mail, member_of
from tools.simulated_tenant.graph_routes import directory_object as directory_objects
from tools.simulated_tenant.graph_routes import directory_role as directory_roles
from tools.simulated_tenant.graph_routes import enrollment_restriction as enrollment_configurations
from tools.simulated_tenant.graph_routes import group as groups
from tools.simulated_tenant.graph_routes import group_membership as group_members
from tools.simulated_tenant.graph_routes import managed_device as managed_devices
from tools.simulated_tenant.graph_routes import management_partner as management_partners
from tools.simulated_tenant.graph_routes import mobility_policy as mobility_policies
from tools.simulated_tenant.graph_routes import notification_template as notification_templates
from tools.simulated_tenant.graph_routes import sign_in as sign_ins
from tools.simulated_tenant.graph_routes import troubleshooting_event as troubleshooting_events
from tools.simulated_tenant.graph_routes import user as users
from tools.simulated_tenant.wire.routing import Route, Router

ROUTES: tuple[Route, ...] = (
    *users.ROUTES,
    *groups.ROUTES,
    *group_members.ROUTES,
    *member_of.ROUTES,
    *directory_objects.ROUTES,
    *directory_roles.ROUTES,
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


def every_right() -> tuple[str, ...]:
    """All permissions that some operation takes."""
    return tuple(sorted({part for route in ROUTES for each in route.rights for part in each.split("+")}))
