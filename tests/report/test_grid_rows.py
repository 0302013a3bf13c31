"""The grid shows every wave in every period, with what holds a wave or freezes a period."""

from intune_waves.campaign.wave import AtPeriod
from intune_waves.report.grid_rows import MOST_COLUMNS
from intune_waves.report.renderers.grid_drawing import FOOT, HEAD, ROW, draw_grid
from intune_waves.report.rows import Report
from tests.report.build import campaign, report, wave


def _stages(made: Report, wave_id: str) -> str:
    line = next(line for line in made.grid.lines if line.wave == wave_id)
    return "".join(cell.stage[0] + ("*" if cell.held else "") for cell in line.cells)


def test_a_held_wave_stays_and_the_others_go_on() -> None:
    made = report()
    assert _stages(made, "limited-pilot") == "aideeee"
    assert _stages(made, "tech-savvy") == "paii*dee"
    assert _stages(made, "all-regions") == "pppaide"


def test_a_freeze_lies_across_its_period_only() -> None:
    frozen = {column.number: column.frozen for column in report().grid.columns if column.frozen}
    assert frozen == {6: ("Quarter's end.",)}


def test_the_observed_stage_is_the_states() -> None:
    assert [line.observed for line in report().grid.lines] == ["enforce", "deadline", "instruct"]
    assert [line.observed for line in report(state=None).grid.lines] == [None, None, None]


def test_a_long_campaign_shows_the_periods_around_the_one_in_force() -> None:
    long = campaign(wave("limited-pilot"), wave("late", start=AtPeriod(400)))
    grid = report(long, state=None, asked_period=200, rehearsal=None).grid
    assert len(grid.columns) == MOST_COLUMNS
    assert (grid.columns[0].number, grid.columns[-1].number) == (180, 239)
    assert grid.left_out == "Periods 180 to 239 of 403 are shown."


def test_the_picture_has_room_for_words_or_falls_back_to_letters() -> None:
    few = draw_grid(report())
    assert not few.letters
    assert few.height == HEAD + 3 * ROW + FOOT
    many = campaign(*(wave(f"w{n}", start=AtPeriod(n)) for n in range(1, 28)))
    drawn = draw_grid(report(many, state=None, asked_period=9))
    assert drawn.letters
    assert {len(bar.text) for bar in drawn.bars if bar.look != "settled"} == {1}


def test_periods_of_the_past_now_and_ahead_look_different_and_enforced_is_one_bar() -> None:
    bars = draw_grid(report()).bars
    pilot = [(bar.text, bar.look) for bar in bars if bar.y == HEAD]
    assert pilot == [
        ("announce", "past"),
        ("instruct", "past"),
        ("deadline", "past"),
        ("enforce", "past"),
        ("enforced", "settled"),
    ]
    last = [(bar.text, bar.look, bar.held) for bar in bars if bar.y == HEAD + 2 * ROW]
    assert last == [
        ("announce", "past", False),
        ("instruct", "now", False),
        ("deadline", "ahead", False),
        ("enforce", "ahead", False),
    ]


def test_today_stands_at_its_day_and_not_at_all_outside() -> None:
    drawn = draw_grid(report())
    assert drawn.today == (4 + 3.5 / 14) * drawn.column_width
    assert draw_grid(report(today=report().first_day.replace(year=2026))).today is None
    assert "In period 5: Limited pilot: enforce; Tech-savvy: deadline" in drawn.description
