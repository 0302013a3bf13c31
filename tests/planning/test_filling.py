"""Waves are filled by the rules, and everybody is in exactly one of them."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.people import DynamicRule, EverybodyElse, ListedPeople
from intune_waves.campaign.wave import Factors, Level
from intune_waves.planning import Cell, PlanLimits, Proposal, propose_waves
from intune_waves.planning.limits import FIRST_WAVE, GROWTH

NO_BRAKE = Brake(percent=100)
LIMITS = PlanLimits(Calendar(date(2027, 1, 11), 14), brake=NO_BRAKE)


def _cell(department: str | None, country: str | None, people: int) -> Cell:
    names = (f"{department}-{country}-{n:05}@adatum.com".lower() for n in range(people))
    return Cell(department, country, tuple(sorted(names)))


def _rows(proposal: Proposal) -> list[tuple[str, int | None, int, str]]:
    return [(wave.id, wave.size, wave.start, type(wave.people).__name__) for wave in proposal.waves]


def test_it_goes_first_in_pilots_and_regions_follow_one_by_one() -> None:
    cells = [
        _cell("IT", "US", 250),
        _cell("Sales", "US", 900),
        _cell("Legal", "US", 100),
        _cell("Sales", "IE", 300),
        _cell("Support", "DE", 6000),
    ]
    proposal = propose_waves(cells, LIMITS, judged={})
    assert _rows(proposal) == [
        ("limited-pilot", 50, 1, "ListedPeople"),
        ("expanded-pilot", 200, 2, "ListedPeople"),
        ("phase-1-ie", 300, 3, "DynamicRule"),
        ("phase-2-us", 1000, 4, "DynamicRule"),
        ("everybody-else", 6000, 5, "EverybodyElse"),
    ]
    assert [str(each) for each in proposal.waves[0].reasons] == [
        "IT, US: it is IT or a pilot, and goes first [it-first]",
        "IT, US: 50 of 250 people, as many as fit [growth-at-most-fourfold]",
        "it is the first [first-period]",
    ]
    assert [str(each) for each in proposal.waves[3].reasons] == [
        "Legal, US: IE is finished, US is next [one-region-at-a-time]",
        "Sales, US: with 900 people it is larger than Legal, US [small-first]",
        "one period after phase-1-ie [one-period-apart]",
    ]
    assert proposal.waves[3].people == DynamicRule(
        '(user.accountEnabled -eq true) -and (user.userType -eq "Member") -and '
        '(user.country -eq "US") -and (user.department -in ["Legal", "Sales"])'
    )
    assert proposal.remarks == ()


def test_small_countries_share_a_wave_as_a_whole() -> None:
    cells = [
        _cell("Sales", "IE", 20),
        _cell("Sales", "DE", 15),
        _cell("Sales", "FR", 16),
        _cell("HR", "US", 150),
    ]
    proposal = propose_waves(cells, LIMITS, judged={}, leave_out=["breakglass1@adatum.com"])
    assert [(wave.title, wave.size) for wave in proposal.waves] == [
        ("Limited pilot", 31),
        ("Phase 1: IE", 20),
        ("Everybody else", 150),
    ]
    assert proposal.waves[0].people == DynamicRule(
        '(user.accountEnabled -eq true) -and (user.userType -eq "Member") -and '
        '(((user.country -eq "DE") -and (user.department -in ["Sales"])) -or '
        '((user.country -eq "FR") -and (user.department -in ["Sales"]))) -and '
        '(user.userPrincipalName -notIn ["breakglass1@adatum.com"])'
    )


def test_risk_and_willingness_decide_where_they_are_judged() -> None:
    cells = [_cell("Plant", "US", 40), _cell("Sales", "US", 45), _cell("Engineering", "US", 50)]
    judged = {
        "plant": Factors(business_risk=Level.HIGH),
        "engineering": Factors(willingness=Level.HIGH, complexity=Level.HIGH),
        "sales": Factors(willingness=Level.LOW),
    }
    proposal = propose_waves(cells, LIMITS, judged=judged)
    assert [(wave.id, wave.size, wave.start) for wave in proposal.waves] == [
        ("limited-pilot", 50, 1),
        ("phase-1-us", 45, 3),
        ("everybody-else", 40, 4),
    ]
    assert proposal.waves[2].factors == Factors(location="US", business_risk=Level.HIGH)


def test_people_of_whom_nobody_knows_where_they_work_go_last() -> None:
    proposal = propose_waves(
        [_cell("IT", "US", 10), _cell("", "US", 7), _cell("HR", "", 3)], LIMITS, judged={}
    )
    assert _rows(proposal) == [
        ("limited-pilot", 10, 1, "DynamicRule"),
        ("everybody-else", 10, 2, "EverybodyElse"),
    ]
    assert [str(each) for each in proposal.waves[1].reasons] == [
        "it takes whoever is in no other wave [everybody-else-last]",
        "10 of them have no department or country [fill-in-first]",
        "one period after limited-pilot [one-period-apart]",
    ]


def test_no_more_waves_than_there_is_room_for() -> None:
    limits = PlanLimits(LIMITS.calendar, brake=Brake(percent=60), most_waves=3)
    proposal = propose_waves([_cell("Sales", "US", 2000)], limits, judged={})
    assert [wave.size for wave in proposal.waves] == [50, 200, 1750]
    assert [str(each) for each in proposal.remarks] == [
        "3 waves are as many as a tenant has room for policies [policy-budget]",
        "to review: the last wave has 1,750 people, and one step may enforce 1,200 [enforcement-brake]",
    ]


def test_the_helpdesk_bounds_a_wave() -> None:
    limits = PlanLimits(LIMITS.calendar, brake=NO_BRAKE, helpdesk=120)
    proposal = propose_waves([_cell("Sales", "US", 300)], limits, judged={})
    assert [wave.size for wave in proposal.waves] == [50, 120, 120, 10]


def test_names_that_no_rule_can_say_are_listed() -> None:
    cells = [_cell('R "and" D', "US", 40), _cell("Sales", "US", 45)]
    first, _ = propose_waves(cells, LIMITS, judged={}).waves
    assert first.people == ListedPeople(40)
    assert len(first.names) == 40


def test_cells_whose_names_read_alike_are_not_lost() -> None:
    cells = [_cell("A, B", "C", 3), _cell("A", "B, C", 4)]
    assert sum(wave.size or 0 for wave in propose_waves(cells, LIMITS, judged={}).waves) == 7


def test_an_export_without_columns_still_makes_waves() -> None:
    proposal = propose_waves([_cell(None, None, 300)], LIMITS, judged={})
    assert [wave.size for wave in proposal.waves] == [50, 200, 50]


levels = st.none() | st.sampled_from(Level)
cells_of = st.dictionaries(
    st.tuples(st.sampled_from(["IT", "Sales", "HR", ""]), st.sampled_from(["US", "IE", "DE", ""])),
    st.integers(1, 120),
    min_size=1,
)


@settings(deadline=None)
@given(
    cells_of,
    st.dictionaries(
        st.sampled_from(["sales", "hr"]), st.builds(Factors, levels, levels, levels, st.none(), levels)
    ),
    st.none() | st.integers(2, 6),
    st.none() | st.integers(20, 200),
)
def test_everybody_is_in_one_wave_and_no_wave_but_the_last_grows_too_fast(
    sizes: dict[tuple[str, str], int],
    judged: dict[str, Factors],
    most_waves: int | None,
    helpdesk: int | None,
) -> None:
    cells = [_cell(*where, people) for where, people in sizes.items()]
    limits = PlanLimits(LIMITS.calendar, brake=NO_BRAKE, helpdesk=helpdesk, most_waves=most_waves)
    proposal = propose_waves(cells, limits, judged=judged)
    assert sum(wave.size or 0 for wave in proposal.waves) == sum(sizes.values())
    assert len({wave.id for wave in proposal.waves}) == len(proposal.waves)
    assert most_waves is None or len(proposal.waves) <= most_waves
    *others, last = proposal.waves
    assert isinstance(last.people, EverybodyElse)
    listed = [name for wave in others for name in wave.names]
    assert len(listed) == len(set(listed))
    begun = 0
    for wave in others:
        assert 0 < (wave.size or 0) <= min(GROWTH * begun or FIRST_WAVE, helpdesk or 10**6)
        if isinstance(wave.people, ListedPeople):
            assert len(wave.names) == wave.size == wave.people.count
        begun += wave.size or 0
