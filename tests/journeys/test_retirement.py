"""Closing a campaign on the real engine and providers: refused, then done without a gap, and opened again.

The tests of this module are one walk of one small wave. The order in which policies come and go is read from
the tenant's own request log.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.journey import Journey

pytestmark = pytest.mark.journey

POLICIES = "/v1.0/identity/conditionalAccess/policies"
WAVE = "Intune waves: Everybody needs a compliant device"
ONE = "Intune waves: all users need a compliant device"
CAMPAIGN = """\
name: Adatum moves to Intune
organisation: Adatum Corporation
first_period: 2027-01-11
period_length: 14 days
break_glass: [breakglass1@adatum.com, breakglass2@adatum.com]
brake: {percent: 100}
compliance: {devices_without_policy: noncompliant}
defaults: {platforms: [windows]}
retire:
  period: 5
  checklist:
    - {id: connector-off, title: The connector is off, check: connector}
    - {id: old-agent-gone, title: The old agent is gone, check: old-service-devices}
    - {id: subscription-ended, title: The subscription is ended}
"""
EVERYBODY = "title: Everybody\npeople: everybody-else\nstart: {period: 1}\n"


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """A checkout with one wave for everybody, and a tenant of 300 people."""
    begun = Journey.begin(tmp_path_factory.mktemp("retirement"))
    waves = begun.project / "waves"
    for path in waves.glob("*.yaml"):
        path.unlink()
    write(waves / "campaign.yaml", CAMPAIGN)
    write(waves / "everybody.yaml", EVERYBODY)
    config = begun.project / "Pulumi.dev.yaml"
    write(config, config.read_text() + '  intune-waves:confirmedStep: "0->3"\n')
    home = ["--home", str(begun.home / "tenant"), "--people", "300", "--first-day", "2027-03-22"]
    start = [str(begun.python), "-m", "tools.simulated_tenant", "start", *home]
    subprocess.run(start, cwd=begun.project, check=True, capture_output=True, timeout=60)
    yield begun
    begun.migrate("tenant", "stop")


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_the_wave_is_enforced_by_a_policy_of_its_own(journey: Journey) -> None:
    journey.up(3)
    journey.up(4)
    assert policies(journey) == {WAVE: "enabled"}


def test_closing_is_refused_while_the_old_service_manages_a_device(journey: Journey) -> None:
    journey.migrate("tenant", "old-service", "on")
    before = journey.control("snapshot")
    listed = journey.home / "missing" / "old-service.csv"
    for said in (journey.migrate("preview", "--period", "5", code=1), journey.up(5, code=1)):
        assert "the previous service still manages" in said
        assert f"they are listed in {listed}" in said
        assert "[retire-old-service]" in said
        assert "connector-off: The connector is off: no: the connector of Contoso" in said
        assert "subscription-ended: The subscription is ended: no: nobody has said" in said
        assert "Traceback" not in said
    assert journey.control("snapshot") == before
    assert listed.stat().st_mode & 0o777 == 0o600
    assert len(listed.read_text().splitlines()) == before["users"]["enabled"] - 2 + 1
    shown = json.loads(journey.migrate("retire", "--json", code=1).partition("\n")[2])
    assert shown["old_service"]["devices"] == before["oldService"]["devices"] > 300
    assert [each["verdict"] for each in shown["checklist"]] == ["no", "no", "no"]


def test_when_nothing_is_open_it_may_close(journey: Journey) -> None:
    journey.migrate("tenant", "old-service", "off")
    done = CAMPAIGN.replace("is ended}", "is ended, done: 2027-03-01, by: Megan Bowen}")
    write(journey.project / "waves" / "campaign.yaml", done)
    said = journey.migrate("retire")
    assert "Nothing keeps the campaign from closing." in said
    journey.wait_for(5)
    said = journey.migrate("preview", "--period", "5")
    assert "The campaign closes: one policy asks everybody for a compliant device" in said


def test_the_one_policy_is_there_before_the_wave_s_goes(journey: Journey) -> None:
    (own,) = ids(journey)
    journey.control("requests", "DELETE")
    journey.up(5)
    assert policies(journey) == {ONE: "enabled"}
    (one,) = ids(journey)
    made, changed, gone = order(journey, made=one, gone=own)
    assert made < gone
    # Nobody has changed it since, so it was enabled from the moment that it was made.
    assert changed == []
    read_back = [n for n, each in requests(journey) if each == ("GET", f"{POLICIES}/{one}", 200)]
    assert made < read_back[0] < gone
    everybody = journey.control("snapshot")["policies"][0]
    assert everybody["includeUsers"] == []
    assert everybody["includeGroups"] == [enforced_group(journey)]
    assert len(everybody["excludeUsers"]) == 3
    assert "GuestsOrExternalUsers" in everybody["excludeUsers"]
    assert everybody["includePlatforms"] == ["windows"]


def test_then_nothing_is_left_to_change(journey: Journey) -> None:
    journey.migrate("preview", "--expect-no-changes")


def test_one_period_back_the_wave_has_its_policy_before_the_one_goes(journey: Journey) -> None:
    (one,) = ids(journey)
    journey.control("requests", "DELETE")
    journey.up(4)
    assert policies(journey) == {WAVE: "enabled"}
    (own,) = ids(journey)
    made, changed, gone = order(journey, made=own, gone=one)
    assert made < gone
    assert changed == []


def policies(journey: Journey) -> dict[str, str]:
    return {each["displayName"]: each["state"] for each in journey.control("snapshot")["policies"]}


def ids(journey: Journey) -> list[str]:
    return [each["id"] for each in journey.control("snapshot")["policies"]]


def requests(journey: Journey) -> list[tuple[int, tuple[str, str, int]]]:
    rows: list[dict[str, Any]] = journey.control("requests")["requests"]
    return [(row["id"], (row["method"], row["path"].partition("?")[0], row["status"])) for row in rows]


def order(journey: Journey, *, made: str, gone: str) -> tuple[int, list[int], int]:
    """When a policy was made, when it was changed, and when the other was deleted, as places in the log."""
    seen = requests(journey)
    (at,) = [n for n, each in seen if each == ("POST", POLICIES, 201)]
    (end,) = [n for n, each in seen if each == ("DELETE", f"{POLICIES}/{gone}", 204)]
    changed = [n for n, (method, path, _) in seen if (method, path) == ("PATCH", f"{POLICIES}/{made}")]
    return at, changed, end


def enforced_group(journey: Journey) -> str:
    """The id of the group that the wave's enabled policy includes."""
    (found,) = journey.graph("/v1.0/groups?$filter=displayName eq 'Intune waves: Everybody (enforced)'")[
        "value"
    ]
    return str(found["id"])
