"""The example of a hundred waves: its declarations hold, and no period would be refused."""

from itertools import pairwise

import pytest

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import schedule
from intune_waves.declarations.loading import load
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.figures import declared_figures
from intune_waves.rehearsal.walk import Rehearsal, rehearse
from intune_waves.stack.home import PROJECT

WAVES = PROJECT / "examples" / "hundred-sites" / "waves"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(WAVES)


@pytest.fixture(scope="module")
def rehearsed(campaign: Campaign) -> Rehearsal:
    return rehearse(campaign, schedule(campaign), figures=declared_figures(campaign), assumed=Assumptions())


def test_it_has_a_hundred_waves_of_60_000_people_on_four_platforms(campaign: Campaign) -> None:
    assert len(campaign.waves) == 100
    assert sum(wave.size or 0 for wave in campaign.waves) == 60_000
    assert {len(wave.platforms) for wave in campaign.waves} == {4}


def test_no_period_would_be_refused_and_the_tenant_has_room(rehearsed: Rehearsal) -> None:
    assert rehearsed.first_refused is None
    assert rehearsed.remarks == ()
    assert max(row.budget.restrictions for row in rehearsed.rows) == 8
    assert max(row.budget.policies for row in rehearsed.rows) == 100


def test_no_period_begins_in_a_freeze_and_later_days_follow(campaign: Campaign, rehearsed: Rehearsal) -> None:
    first_days = [row.first_day for row in rehearsed.rows]
    assert len(campaign.calendar.freezes) == 2
    assert not [day for day in first_days if any(each.covers(day) for each in campaign.calendar.freezes)]
    longest = max(later - earlier for earlier, later in pairwise(first_days))
    assert longest.days > campaign.calendar.days
