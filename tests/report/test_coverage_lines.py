"""Coverage over time: counted, enrolled and assumed are told apart, and drawn against the threshold."""

from datetime import date, timedelta

from intune_waves.campaign.stage import Stage
from intune_waves.messages.effectiveness import MessageEffect, WaveEnrollment
from intune_waves.report.coverage_lines import MOST_POINTS
from intune_waves.report.renderers.coverage_drawing import draw_coverage, percent, summary
from intune_waves.report.rows import CoverageLine, Point
from tests.report import campaigns
from tests.report.build import report

DAY = date(2027, 1, 26)


def _line(made_of: dict[str, object] | None = None, wave: str = "limited-pilot") -> CoverageLine:
    made = report(**(made_of or {}))  # type: ignore[arg-type]  # any of the sources
    return next(line for line in made.coverage if line.wave == wave)


def test_a_gates_evidence_stands_at_the_period_that_it_let_the_wave_into() -> None:
    line = _line()
    assert (line.people, line.needs, line.needs_for) == (50, 90, "enforce")
    assert line.points[-1] == Point(
        date(2027, 2, 22), 48, 96.0, "counted", "counted by the gate into enforce"
    )
    assert [point.note for point in line.points if point.kind == "assumed"] == [
        "assumed before announce",
        "assumed before instruct",
        "assumed before deadline",
        "assumed before enforce",
    ]


def test_what_the_tenant_says_now_stands_at_today() -> None:
    counted = [point for point in _line(wave="tech-savvy").points if point.kind == "counted"]
    assert counted == [Point(date(2027, 3, 11), 1963, 98.15, "counted", "counted in the tenant")]


def test_enrollment_is_thinned_but_keeps_its_newest_day() -> None:
    by_day = tuple((DAY + timedelta(n), n + 1) for n in range(40))
    line = _line({"enrollments": (WaveEnrollment("limited-pilot", 50, by_day),)})
    enrolled = [point for point in line.points if point.kind == "enrolled"]
    assert len(enrolled) <= MOST_POINTS + 1
    assert (enrolled[-1].day, enrolled[-1].people) == (date(2027, 3, 11), 40)
    assert enrolled[-2].day == by_day[-1][0]


def test_days_after_today_are_not_shown() -> None:
    ahead = WaveEnrollment("limited-pilot", 50, ((date(2027, 3, 1), 10), (date(2027, 4, 1), 50)))
    enrolled = [each for each in _line({"enrollments": (ahead,)}).points if each.kind == "enrolled"]
    assert [(each.day, each.people) for each in enrolled] == [(date(2027, 3, 1), 10), (date(2027, 3, 11), 10)]


def test_a_wave_of_nobody_has_no_shares() -> None:
    empty = _line({"enrollments": (WaveEnrollment("limited-pilot", 0, ((DAY, 0),)),)})
    assert not [point for point in empty.points if point.kind == "enrolled"]


def test_the_effect_of_a_message_is_told_as_far_as_its_days_are_over() -> None:
    effect = MessageEffect("tech-savvy", Stage.INSTRUCT, DAY, 2000, 5, {1: 80, 3: 300, 7: None})
    (row,) = report(effects=(effect,)).effects
    assert (row.title, row.stage, row.before, row.after) == (
        "Tech-savvy",
        "instruct",
        5,
        ((1, 80), (3, 300), (7, None)),
    )


def test_the_newest_that_is_counted_outweighs_what_is_assumed() -> None:
    assert summary(_line(wave="tech-savvy")) == "98.1 % covered: 1,963 of 2,000"
    assert summary(_line(wave="all-regions")) == "92.1 % assumed when it is enforced"
    assert summary(_line({"rehearsal": None}, "all-regions")) == "nothing is known yet"


def test_a_share_is_never_rounded_up_to_its_threshold() -> None:
    assert [percent(each) for each in (89.96, 90.0, 28.999999999999996, 100)] == [
        "89.9 %",
        "90.0 %",
        "29.0 %",
        "100.0 %",
    ]


def test_everything_that_is_drawn_lies_inside_its_box() -> None:
    made = report(**campaigns.EVERYTHING)
    waves = {line.wave: line for line in made.grid.lines}
    for line in made.coverage:
        drawn = draw_coverage(made, line, wave=waves[line.wave])
        for path in (drawn.enrolled, drawn.area, drawn.assumed):
            for pair in path.split():
                x, y = map(float, pair.split(","))
                assert 6 <= x <= 314
                assert 16 <= y <= 100
        assert drawn.needs == 24.4
        assert [strip.stage for strip in drawn.strips] == ["announce", "instruct", "deadline", "enforce"]
