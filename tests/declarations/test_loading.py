import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from intune_waves.campaign.campaign import Brake, Campaign
from intune_waves.campaign.device_evidence import Inventory
from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.messages import EVERY_LANGUAGE, Messages
from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod, Level, Thresholds
from intune_waves.declarations import DeclarationError, load
from tests.declarations.folder import CAMPAIGN, PILOT, write

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def adatum() -> Campaign:
    return load(ROOT / "waves")


def test_adatum_s_waves_are_the_grid_of_the_cycle(adatum: Campaign) -> None:
    assert [wave.id for wave in adatum.waves] == [
        "limited-pilot",
        "expanded-pilot",
        "tech-savvy",
        "eastern-us",
        "all-regions",
    ]
    assert [wave.size for wave in adatum.waves] == [50, 200, 2000, 3000, 6690]
    assert list(schedule(adatum).starts.values()) == [1, 2, 3, 4, 5]


def test_adatum_s_people_are_said_in_four_ways(adatum: Campaign) -> None:
    pilot, expanded, engineers, eastern, rest = (wave.people for wave in adatum.waves)
    assert pilot == ListedPeople(50, file="waves/people/limited-pilot.csv")
    assert expanded == Share("IT Department", size=200, seed="expanded-pilot")
    assert engineers == Share("Engineering", size=2000, seed="tech-savvy")
    assert isinstance(eastern, DynamicRule)
    assert "\n" not in eastern.rule
    assert rest == EverybodyElse()


def test_adatum_s_campaign_meets_no_freeze(adatum: Campaign) -> None:
    last = adatum.calendar.end_of(schedule(adatum).last_period)
    assert adatum.calendar.first_day == date(2027, 1, 11)
    assert adatum.calendar.first_day.weekday() == 0
    assert all(freeze.first_day > last for freeze in adatum.calendar.freezes)
    assert adatum.break_glass == ("breakglass1@adatum.com", "breakglass2@adatum.com")
    assert adatum.enrollment_apps_excluded


def test_the_pilot_is_covered_before_it_is_enforced(adatum: Campaign) -> None:
    assert adatum.wave("limited-pilot").thresholds == {Stage.ENFORCE: Thresholds(coverage=90)}


def test_every_key_reaches_the_domain(tmp_path: Path) -> None:
    everything = """\
title: Limited pilot
people: {group: IT Department}
size: 300
start: {period: 2}
platforms: [ios, windows]
personal_devices: allow
factors: {willingness: high, complexity: low, requirements: medium, location: Dublin, business_risk: low}
stages:
  instruct: {newly_asked: 500}
  deadline: {failed_enrollments: 5.5, soak: 1}
  enforce: {coverage: 90, newly_blocked: 10, age: 2 days, personal_devices: block}
holds: [{reason: The VPN client breaks, by: Megan Bowen, since: 3}]
overrides: [{gate: enforce.coverage, reason: Two people are on leave, by: Megan Bowen, until: 6}]
"""
    write(tmp_path / "waves", {"limited-pilot.yaml": everything})
    (wave,) = load(tmp_path / "waves").waves
    assert wave.people == ExistingGroup("IT Department")
    assert wave.holds == (Hold("The VPN client breaks", "Megan Bowen", since=3),)
    reason = "Two people are on leave"
    assert wave.overrides == (Override(Stage.ENFORCE, "coverage", reason, "Megan Bowen", 6),)
    assert wave.size == 300
    assert wave.start == AtPeriod(2)
    assert wave.platforms == (Platform.IOS, Platform.WINDOWS)
    assert (wave.personal_devices, wave.final_personal_devices) == ("allow", "block")
    assert (wave.factors.willingness, wave.factors.location) == (Level.HIGH, "Dublin")
    assert (wave.factors.complexity, wave.factors.requirements) == (Level.LOW, Level.MEDIUM)
    assert wave.factors.business_risk is Level.LOW
    assert wave.thresholds == {
        Stage.INSTRUCT: Thresholds(newly_asked=500),
        Stage.DEADLINE: Thresholds(failed_enrollments=5.5, soak=1),
        Stage.ENFORCE: Thresholds(coverage=90, newly_blocked=10, age_hours=48),
    }


def test_what_is_declared_of_messages_reaches_the_domain(tmp_path: Path) -> None:
    declared = """\
messages:
  language: de
  helpdesk: {en: the service desk, de: der Servicedesk}
  old_service:
    name: Fabrikam MDM
    unenroll: {androidForWork: Remove the work profile., mac: {en: Remove it.}}
  send: {from: IT@adatum.com}
"""
    pilot = f"{PILOT}language: en\n"
    write(tmp_path / "waves", {"campaign.yaml": CAMPAIGN + declared, "limited-pilot.yaml": pilot})
    told = load(tmp_path / "waves")
    assert told.waves[0].language == "en"
    assert told.messages == Messages(
        helpdesk={"en": "the service desk", "de": "der Servicedesk"},
        old_service="Fabrikam MDM",
        language="de",
        unenroll={
            Platform.MAC: {"en": "Remove it."},
            Platform.ANDROID_FOR_WORK: {EVERY_LANGUAGE: "Remove the work profile."},
        },
        sender="it@adatum.com",
    )
    assert load(ROOT / "waves").messages is not None


def test_a_wave_gets_the_campaign_s_defaults(tmp_path: Path) -> None:
    settings = "defaults: {platforms: [mac], personal_devices: allow}\nenrollment_apps_excluded: false\n"
    campaign = f"{CAMPAIGN}{settings}brake: {{percent: 40}}\n"
    write(tmp_path / "waves", {"campaign.yaml": campaign, "limited-pilot.yaml": PILOT})
    loaded = load(tmp_path / "waves")
    assert loaded.waves[0].platforms == (Platform.MAC,)
    assert loaded.waves[0].personal_devices == "allow"
    assert not loaded.enrollment_apps_excluded
    assert loaded.brake == Brake(percent=40, floor=250)


def test_inline_people_are_kept_and_counted(tmp_path: Path) -> None:
    write(tmp_path / "waves", {"limited-pilot.yaml": PILOT})
    (wave,) = load(tmp_path / "waves").waves
    assert wave.people == ListedPeople(2, upns=("adele.vance@adatum.com", "alex.wilber@adatum.com"))
    assert wave.size == 2


def test_a_late_rule_can_still_point_at_the_line(tmp_path: Path) -> None:
    write(tmp_path / "waves", {"limited-pilot.yaml": PILOT})
    (wave,) = load(tmp_path / "waves").waves
    assert wave.places is not None
    assert str(wave.places.of("start.period")) == "waves/limited-pilot.yaml:3:17"


def test_a_folder_that_is_not_there_is_one_complaint(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as refused:
        load(tmp_path / "waves")
    assert str(refused.value) == (
        "waves: there is no such folder; go to the project's folder, or name the right one [no-folder]"
    )


def test_complaints_name_files_as_seen_from_where_the_person_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "pilots" / "waves", {"limited-pilot.yaml": "title: x\n"})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DeclarationError, match=r"^pilots/waves/limited-pilot\.yaml:1:1"):
        load(Path("pilots/waves"))
    monkeypatch.chdir(tmp_path / "pilots" / "waves")
    with pytest.raises(DeclarationError, match=r"^waves/limited-pilot\.yaml:1:1"):
        load(Path())


def test_a_person_shared_by_two_long_lists_is_told_a_bounded_number_of_times(tmp_path: Path) -> None:
    names = "UPN\n" + "".join(f"p{n}@adatum.com\n" for n in range(3000))
    wave = "title: {0}\npeople: {{list: {0}.csv}}\nstart: {{period: 1}}\n"
    files = {"a.csv": names, "b.csv": names, "a.yaml": wave.format("a"), "b.yaml": wave.format("b")}
    write(tmp_path / "waves", files)
    with pytest.raises(DeclarationError) as refused:
        load(tmp_path / "waves")
    assert len(refused.value.complaints) == 21
    assert "2980 more people of this wave are in other waves" in str(refused.value)


def test_loading_imports_neither_pulumi_nor_graph() -> None:
    program = (
        "import sys; from pathlib import Path; from intune_waves import declarations;"
        "declarations.load(Path('waves'));"
        "heavy = ('pulumi', 'msgraph', 'azure', 'deepdiff', 'asyncio');"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_an_inventory_is_looked_for_in_the_waves_folder_and_then_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("inner", "outer", "nowhere")
    said = "".join(f"  - {{file: {each}.csv, service: Jamf}}\n" for each in names)
    write(tmp_path / "waves", {"campaign.yaml": f"{CAMPAIGN}inventories:\n{said}", "pilot.yaml": PILOT})
    assert not load(tmp_path / "waves").sign_in_log
    (tmp_path / "waves" / "inner.csv").write_text("UPN\n")
    (tmp_path / "outer.csv").write_text("UPN\n")
    digest = sha256(b"UPN\n").hexdigest()
    assert load(tmp_path / "waves").inventories == (
        Inventory("waves/inner.csv", "Jamf", digest),
        Inventory("outer.csv", "Jamf", digest),
        Inventory("nowhere.csv", "Jamf"),
    )


def test_an_inventory_that_lies_outside_the_project_is_none(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("UPN\n")
    waves = tmp_path / "project" / "waves"
    write(
        waves,
        {"campaign.yaml": f"{CAMPAIGN}inventories: [{{file: i.csv, service: Jamf}}]\n", "pilot.yaml": PILOT},
    )
    (waves / "i.csv").symlink_to(tmp_path / "secret.csv")
    assert [each.digest for each in load(waves).inventories] == [""]
