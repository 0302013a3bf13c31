"""Waves that exist keep everything but their start."""

from datetime import date

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.people import EverybodyElse, Share
from intune_waves.campaign.wave import AtPeriod, Factors, Level
from intune_waves.planning import PlanLimits, reschedule
from tests.campaign.build import campaign, wave

LIMITS = PlanLimits(Calendar(date(2027, 1, 11), 14))


def test_waves_are_put_in_order_and_given_their_starts() -> None:
    plant = wave("plant", size=150, factors=Factors(business_risk=Level.HIGH), start=AtPeriod(1))
    sales = wave("sales", size=100, start=AtPeriod(2))
    staff = wave("staff", people=Share("IT Department", size=40), size=40, start=AtPeriod(3))
    rest = wave("rest", people=EverybodyElse(), start=AtPeriod(3))
    proposal = reschedule(campaign(plant, sales, staff, rest), LIMITS, counted={})
    assert [(each.id, each.start, each.size) for each in proposal.waves] == [
        ("staff", 1, 40),
        ("sales", 2, 100),
        ("plant", 3, 150),
        ("rest", 4, None),
    ]
    assert [str(each) for each in proposal.waves[2].reasons] == [
        "its business risk is high [high-risk-last]",
        "one period after sales [one-period-apart]",
    ]
    assert proposal.waves[0].people == staff.people


def test_counted_people_come_before_declared_sizes() -> None:
    one, two = wave("one", size=10), wave("two", size=20, start=AtPeriod(2))
    proposal = reschedule(campaign(one, two), LIMITS, counted={"one": 30, "two": None})
    assert [(each.id, each.size) for each in proposal.waves] == [("two", 20), ("one", 30)]
