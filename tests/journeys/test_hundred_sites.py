"""The example of a hundred waves, walked through its first periods on the real engine.

An observer polls the tenant while steps run: nobody of a wave falls under the default restriction.
"""

import shutil
import threading

import pytest

from tests.journeys.journey import PROJECT, Journey, everything
from tests.journeys.watched_restrictions import DEFAULT, RESTRICTIONS, RestrictionWatch

pytestmark = pytest.mark.journey

PERIODS = (1, 2, 3)
IT = "Intune waves: IT organisation"


@pytest.fixture(scope="module")
def sites(journey: Journey) -> Journey:
    """The journey with the example's waves in place of the shipped ones."""
    folder = journey.project / "waves"
    shutil.rmtree(folder)
    shutil.copytree(PROJECT / "examples" / "hundred-sites" / "waves", folder)
    return journey


@pytest.mark.parametrize("period", PERIODS)
def test_it_walks_and_nobody_of_a_wave_falls_under_the_default(sites: Journey, period: int) -> None:
    sites.wait_for(period)
    found = {each["displayName"]: each["id"] for each in everything(sites, "/v1.0/groups?$top=999")}
    watch = RestrictionWatch(sites, {"it-organisation": found[IT]} if IT in found else {})
    done = threading.Event()
    looking = threading.Thread(target=watch.until, args=(done,))
    looking.start()
    try:
        sites.migrate("up", "--yes", "--skip-preview", "--period", str(period))
    finally:
        done.set()
        looking.join()
    assert watch.looks > 10
    assert DEFAULT not in {rule for _, _, rule in watch.seen}
    sites.migrate("preview", "--expect-no-changes")


def test_then_two_rules_are_in_use_on_four_platforms(sites: Journey) -> None:
    names = {each["displayName"] for each in everything(sites, RESTRICTIONS)}
    assert len({name for name in names if name.startswith("Intune waves: ")}) == 8
