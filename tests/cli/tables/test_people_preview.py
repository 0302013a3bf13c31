"""What preview and up open with: the grid, then each wave that moves; and where it is printed."""

from dataclasses import replace
from pathlib import Path

import pytest

from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.cli.tables.people_preview import show_people
from intune_waves.declarations import load
from intune_waves.stack.home import WAVES, RuntimeHome
from intune_waves.stack.people.people_count import CountedStep
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState
from intune_waves.step.meaning import Counted
from tests.provider.gated_tenant import GatedTenant

CAMPAIGN = load(WAVES)
NOBODY_COUNTED = CountedStep({each.id: Counted(None) for each in CAMPAIGN.waves}, {})
STATE = StackState.read(
    {
        "deployment": {
            "resources": [
                {
                    "type": "intune:index:StageGate",
                    "inputs": {"wave": wave, "stage": "deadline", "platforms": ["windows"], "groupId": "g"},
                }
                for wave in ("limited-pilot", "expanded-pilot")
            ]
        }
    }
)


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GatedTenant:
    """50 people in the group of the pilot, 46 of them covered."""
    found = GatedTenant(tmp_path, people=50, covered=46, broken=2)
    monkeypatch.setattr(Stack, "tenant", lambda stack, device_evidence=None, excluded=(): found.connection())
    return found


PERIOD_4 = 'config:\n  intune-waves:period: "4"\n'


def stack(text: str = PERIOD_4, state: StackState = STATE) -> Stack:
    file = StackFile(Path("Pulumi.dev.yaml"), text)
    return Stack("dev", file, environment={}, home=RuntimeHome(Path("home")), state=state)


def test_the_grid_comes_first_and_then_what_each_step_means(
    tenant: GatedTenant, capsys: pytest.CaptureFixture[str]
) -> None:
    show_people(stack(), CAMPAIGN)
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert ">P4<" in lines[0]
    assert lines[2].split()[:5] == ["Limited", "pilot", "│", "announce", "│"]
    assert lines[7:] == [
        "",
        "Limited pilot: deadline -> enforce. 50 people: 46 lose nothing; "
        "4 lose all access (2 never enrolled, 2 not compliant). Coverage is 92 %, needs 90 %. "
        "None of them has signed in under the report-only policy.",
        "Migration phase 1: planned -> instruct. "
        "People hear how to leave the old service and enroll, and may enroll from now on. "
        "Nobody could be counted: the wave's group is filled by this very step; 2,000 people are expected.",
        "Migration phase 2: planned -> announce. People hear the plan, and why; nobody is asked to act yet. "
        "Nobody could be counted: the wave's group is filled by this very step; 3,000 people are expected.",
        "",
    ]
    assert shown.err == ""


@pytest.mark.parametrize("flag", ["--json", "-j"])
def test_with_json_for_the_engine_standard_output_stays_empty(
    tenant: GatedTenant, capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    show_people(stack(), CAMPAIGN, arguments=["--diff", flag])
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "4 lose all access" in shown.err


def test_the_period_that_is_asked_for_is_the_one_shown(
    tenant: GatedTenant, capsys: pytest.CaptureFixture[str]
) -> None:
    show_people(stack(), CAMPAIGN, period=3)
    shown = capsys.readouterr().out
    assert ">P3<" in shown
    assert "Expanded pilot: deadline -> instruct. Nobody's access changes." in shown
    assert tenant.asked == []


def test_nothing_is_read_where_no_wave_moves(tenant: GatedTenant, capsys: pytest.CaptureFixture[str]) -> None:
    show_people(stack(state=StackState()), CAMPAIGN, period=0)
    assert capsys.readouterr().out.endswith("\nPeriod 0 moves no wave.\n\n")
    assert tenant.asked == []


def test_a_stopped_campaign_says_why(tenant: GatedTenant, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'config:\n  intune-waves:period: "4"\n  intune-waves:stop: A [bold]outage.\n'
    show_people(stack(text), CAMPAIGN)
    shown = capsys.readouterr().out
    assert "\nThe campaign is stopped: A [bold]outage.\n" in shown
    assert "Limited pilot" not in shown.partition("stopped")[2]


@pytest.mark.parametrize("line", ["period: soon", "stop: 'false'\n  intune-waves:period: '4'"])
def test_what_the_program_refuses_is_left_to_it(
    tenant: GatedTenant, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    show_people(stack(f"config:\n  intune-waves:{line}\n"), CAMPAIGN)
    assert capsys.readouterr() == ("", "")


def campaign_state(*, closed: bool) -> StackState:
    """Every wave is enforced, as after period 11; or the campaign is closed, as after period 12."""
    gates = [
        {
            "type": "intune:index:StageGate",
            "inputs": {"wave": each.id, "stage": "enforce", "platforms": ["windows"], "groupId": "g"},
        }
        for each in CAMPAIGN.waves
    ]
    campaign = {"type": "intune:index:Campaign", "inputs": {"closed": True} if closed else {}}
    return StackState.read({"deployment": {"resources": [campaign, *gates]}})


@pytest.mark.parametrize(
    ("closed", "period", "said"),
    [
        (False, 12, "The campaign closes: one policy asks everybody for a compliant device"),
        (True, 11, "The campaign is open again: each wave has its own policy before the one"),
    ],
)
def test_closing_the_campaign_and_opening_it_say_one_sentence(
    capsys: pytest.CaptureFixture[str],
    closed: bool,
    period: int,
    said: str,
) -> None:
    show_people(stack(state=campaign_state(closed=closed)), CAMPAIGN, period=period)
    assert f"Period {period} moves no wave.\n{said}" in capsys.readouterr().out


def test_a_campaign_that_stays_as_it_is_says_nothing_of_closing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_people(stack(state=campaign_state(closed=True)), CAMPAIGN, period=13)
    assert "The campaign" not in capsys.readouterr().out


def test_a_held_wave_that_keeps_the_campaign_open_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hold = Hold("The VPN breaks", "Megan Bowen", 3)
    waves = tuple(
        replace(each, holds=(hold,)) if each.id == "limited-pilot" else each for each in CAMPAIGN.waves
    )
    show_people(
        stack(state=campaign_state(closed=False)),
        replace(CAMPAIGN, waves=waves),
        period=12,
        counted=NOBODY_COUNTED,
    )
    shown = capsys.readouterr().out
    assert "The campaign stays open, because limited-pilot is not enforced.\n" in shown
    assert "The campaign closes" not in shown
