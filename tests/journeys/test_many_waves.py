"""A campaign of 24 waves that begin at once: what they share in the tenant is written once, not 24 times."""

import csv
import io
import shutil
from collections import Counter
from typing import Any

import pytest

from tests.journeys.journey import Journey, everything
from tests.journeys.watched_restrictions import RESTRICTIONS

pytestmark = pytest.mark.journey

WAVES = 24
PLATFORMS = ("Windows", "macOS", "iOS", "Android Enterprise")


@pytest.fixture(scope="module")
def many(journey: Journey) -> Journey:
    """The journey with 24 waves of two people each in place of the shipped ones."""
    folder = journey.project / "waves"
    rows = csv.DictReader(io.StringIO((folder / "people" / "limited-pilot.csv").read_text("utf-8-sig")))
    people = [row["userPrincipalName"] for row in rows]
    for file in folder.glob("*.yaml"):
        if file.name != "campaign.yaml":
            file.unlink()
    shutil.rmtree(folder / "people")
    (folder / "people").mkdir()
    for number in range(1, WAVES + 1):
        named = f"site-{number:02}"
        listed = "".join(f"{each}\n" for each in people[2 * number - 2 : 2 * number])
        (folder / "people" / f"{named}.csv").write_text(f"userPrincipalName\n{listed}")
        text = (
            f"title: Site {number:02}\npeople: {{list: people/{named}.csv}}\nsize: 2\nstart: {{period: 1}}\n"
        )
        (folder / f"{named}.yaml").write_text(text)
    campaign = (folder / "campaign.yaml").read_text()
    before, _, rest = campaign.partition("\nretire:")
    (folder / "campaign.yaml").write_text(before + "\ndefaults:" + rest.partition("\ndefaults:")[2])
    return journey


@pytest.mark.parametrize(("period", "rule", "gone"), [(1, "not yet", 0), (2, "corporate devices only", 1)])
def test_a_step_of_all_of_them_writes_each_shared_restriction_once(
    many: Journey, period: int, rule: str, gone: int
) -> None:
    """The second step makes the one that it needs, and deletes the one that nobody needs any more."""
    many.wait_for(period)
    many.control("requests", "DELETE")
    many.migrate("up", "--yes", "--skip-preview", "--period", str(period))
    asked = Counter(_call(each) for each in many.control("requests")["requests"])
    platforms = len(PLATFORMS)
    assert asked["POST"] == platforms
    assert asked["POST assign"] == platforms
    assert asked["DELETE"] == platforms * gone
    # The new one comes last, and that is its place.
    assert asked["PATCH"] == asked["POST setPriority"] == 0
    found = {each["displayName"]: each for each in everything(many, RESTRICTIONS)}
    ours = {name: each for name, each in found.items() if name.startswith("Intune waves: ")}
    assert ours.keys() == {f"Intune waves: {platform}, {rule}" for platform in PLATFORMS}
    for each in ours.values():
        assert len(everything(many, f"{RESTRICTIONS}/{each['id']}/assignments")) == WAVES
    many.migrate("preview", "--expect-no-changes")


def _call(request: dict[str, Any]) -> str:
    """`POST assign` for a request to restrictions; empty for any other."""
    path = request["path"].partition("?")[0]
    if not path.startswith(RESTRICTIONS):
        return ""
    last = path.rpartition("/")[2]
    return f"{request['method']} {last}" if last in ("assign", "setPriority") else request["method"]
