"""An observer that polls the restriction in force for groups of a tenant while a run goes on."""

from collections.abc import Mapping
from threading import Event

from tests.journeys.journey import Journey

RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"
DEFAULT = "the tenant's default"


class RestrictionWatch:
    """What was seen of each group on each platform: the rule of the best restriction assigned to it."""

    PLATFORMS = ("windows", "mac", "ios", "androidForWork")

    def __init__(self, journey: Journey, groups: Mapping[str, str]) -> None:
        self.client = journey.tenant()
        self.groups = groups
        self.seen: set[tuple[str, str, str]] = set()
        self.looks = 0
        self._most = 0

    def until(self, done: Event) -> None:
        """Look again and again until it is done; one list is the tenant at one moment."""
        while not done.is_set():
            self.look()

    def both(self) -> bool:
        """Whether a group was seen under two restrictions of one platform."""
        return self._most > 1

    def look(self) -> None:
        listed = self.client.graph("GET", f"{RESTRICTIONS}?$expand=assignments", body=None)["value"]
        ranked = sorted((one for one in listed if "platformType" in one), key=lambda one: one["priority"])
        for wave, group in self.groups.items():
            for platform in self.PLATFORMS:
                reaching = [
                    one["platformRestriction"]
                    for one in ranked
                    if one["platformType"] == platform
                    and group in {each["target"]["groupId"] for each in one["assignments"]}
                ]
                self._most = max(self._most, len(reaching))
                self.seen.add((wave, platform, _rule(reaching[0] if reaching else None)))
        self.looks += 1


def _rule(restriction: Mapping[str, bool] | None) -> str:
    if restriction is None:
        return DEFAULT
    if restriction["platformBlocked"]:
        return "not yet"
    personal = restriction["personalDeviceEnrollmentBlocked"]
    return "corporate devices only" if personal else "personal devices too"
