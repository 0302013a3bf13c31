"""What a report says of waves that could not be counted."""

from intune_waves.campaign.stage import Stage
from intune_waves.report.report_sources import uncounted
from intune_waves.stack.wave_moves import WaveMove
from intune_waves.step.meaning import Counted, PeopleCount


def move(wave: str, group: str | None) -> WaveMove:
    return WaveMove(wave, wave.title(), Stage.ANNOUNCE, Stage.INSTRUCT, None, ("windows",), group)


def test_only_a_wave_that_has_begun_is_missed() -> None:
    moves = [move("counted", "g1"), move("unread", "g2"), move("new", None)]
    counted = {
        "counted": Counted(PeopleCount(5, 3)),
        "unread": Counted("the group has 3 people and 50 are expected"),
        "new": Counted("the wave's group is filled by this very step"),
    }
    assert list(uncounted(moves, counted)) == [
        "Unread was not counted in the tenant: the group has 3 people and 50 are expected"
    ]
