"""Failed enrollments, as Graph's enrollmentTroubleshootingEvent resource."""

import uuid
from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Property

SOURCE = "enrollment_failure"
COLUMNS = "position, at, person_id, device_id, operating_system, os_version, category, reason"
# What every kind of event has can be filtered by; what only a failed enrollment has cannot.
FILTERED = {"eventDateTime": Property("at", "time")}


def render_failure(row: Sequence[Any]) -> Json:
    """A row of COLUMNS as JSON."""
    position, at, person, device, system, version, category, reason = row
    return {
        "@odata.type": "#microsoft.graph.enrollmentTroubleshootingEvent",
        "id": str(uuid.UUID(int=position)),
        "eventDateTime": at,
        "correlationId": str(uuid.uuid5(uuid.UUID(device), at)),
        "managedDeviceIdentifier": "",
        "operatingSystem": system,
        "osVersion": version,
        "userId": person,
        "deviceId": device,
        "enrollmentType": "userEnrollment",
        "failureCategory": category,
        "failureReason": reason,
    }
