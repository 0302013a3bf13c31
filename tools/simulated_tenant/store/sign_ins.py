"""Sign-ins, as Graph's signIn resource."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Property

APP_ID = "00000002-0000-0ff1-ce00-000000000000"
"""The app that everybody signs in to: Office 365 Exchange Online."""

SOURCE = "sign_in s JOIN sign_in_outcome o ON o.id = s.outcome_id JOIN person p ON p.id = s.person_id"
COLUMNS = (
    "s.position, s.at, s.person_id, p.user_principal_name, p.display_name, p.city, p.state, p.country, "
    "s.platform, s.managed, s.compliant, s.access, o.results"
)
_APP_NAME = "Office 365 Exchange Online"
_APPLIED = "s.outcome_id IN (SELECT c.id FROM sign_in_outcome c, json_each(c.results) e WHERE {})"
FILTERED = {
    "createdDateTime": Property("s.at", "time"),
    "userId": Property("s.person_id"),
    "userPrincipalName": Property("p.user_principal_name"),
    "userDisplayName": Property("p.display_name"),
    "appId": Property(f"'{APP_ID}'"),
    "appDisplayName": Property(f"'{_APP_NAME}'"),
    "conditionalAccessStatus": Property("s.access"),
    "appliedConditionalAccessPolicies": Property(
        _APPLIED,
        element_kind="appliedConditionalAccessPolicy",
        elements={
            "id": Property("json_extract(e.value, '$.id')"),
            "result": Property("json_extract(e.value, '$.result')"),
            "displayName": Property("json_extract(e.value, '$.displayName')"),
        },
    ),
}
_SYSTEMS = {
    "windows": "Windows 11",
    "mac": "MacOs",
    "ios": "Ios",
    "android": "Android",
    "androidForWork": "Android",
}
_REFUSED = (53000, "Device is not in required device state: {state}.")


def render_sign_in(row: Sequence[Any]) -> Json:
    """A row of COLUMNS as JSON."""
    position, at, person, upn, name, city, state, country, platform, managed, compliant, access, results = row
    code, reason = _REFUSED if access == "failure" else (0, "Other.")
    return {
        "id": str(uuid.UUID(int=position)),
        "createdDateTime": at,
        "userDisplayName": name,
        "userPrincipalName": upn,
        "userId": person,
        "appId": APP_ID,
        "appDisplayName": _APP_NAME,
        "ipAddress": "203.0.113.7",
        "clientAppUsed": "Browser",
        "correlationId": str(uuid.UUID(int=position)),
        "conditionalAccessStatus": access,
        "isInteractive": True,
        "riskDetail": "none",
        "riskLevelAggregated": "none",
        "riskLevelDuringSignIn": "none",
        "riskState": "none",
        "riskEventTypes": [],
        "riskEventTypes_v2": [],
        "resourceDisplayName": _APP_NAME,
        "resourceId": APP_ID,
        "status": {"errorCode": code, "failureReason": reason, "additionalDetails": None},
        "deviceDetail": {
            "deviceId": "",
            "displayName": "",
            "operatingSystem": _SYSTEMS[platform],
            "browser": "Edge",
            "isCompliant": bool(compliant),
            "isManaged": bool(managed),
            "trustType": "",
        },
        "location": {"city": city, "state": state, "countryOrRegion": country, "geoCoordinates": None},
        "appliedConditionalAccessPolicies": json.loads(results),
    }
