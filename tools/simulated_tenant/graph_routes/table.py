"""Every route of Graph that the tenant serves; the pipeline serves `$batch` beside it."""

from tools.simulated_tenant.graph_routes import (
    conditional_access,
    mail,
    mobility_policy,
    named_location,
    sign_in,
    what_if,
)
from tools.simulated_tenant.graph_routes.device_management import (
    compliance_policy,
    device_management,
    enrollment_restriction,
    managed_device,
    management_partner,
    notification_template,
    troubleshooting_event,
)
from tools.simulated_tenant.graph_routes.directory import (
    deleted_item,
    device,
    directory_object,
    directory_role,
    domain,
    group,
    group_membership,
    member_of,
    user,
)
from tools.simulated_tenant.wire.routing import Route, Router

ROUTES: tuple[Route, ...] = (
    *user.ROUTES,
    *group.ROUTES,
    *group_membership.ROUTES,
    *member_of.ROUTES,
    *directory_object.ROUTES,
    *directory_role.ROUTES,
    *device.ROUTES,
    *deleted_item.ROUTES,
    *domain.ROUTES,
    *conditional_access.ROUTES,
    *named_location.ROUTES,
    *what_if.ROUTES,
    *enrollment_restriction.ROUTES,
    *device_management.ROUTES,
    *compliance_policy.ROUTES,
    *notification_template.ROUTES,
    *managed_device.ROUTES,
    *management_partner.ROUTES,
    *troubleshooting_event.ROUTES,
    *sign_in.ROUTES,
    *mobility_policy.ROUTES,
    *mail.ROUTES,
)
ROUTER = Router(ROUTES)


def every_right() -> tuple[str, ...]:
    """All permissions that some operation takes."""
    return tuple(sorted({part for route in ROUTES for each in route.rights for part in each.split("+")}))
