"""A proposal is written so that people can review it and `declarations` accepts it."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.people import DynamicRule, EverybodyElse, ListedPeople
from intune_waves.campaign.place import Places
from intune_waves.campaign.wave import Factors, Level
from intune_waves.declarations.marked_yaml import read
from intune_waves.planning.proposal import Proposal, ProposedWave, Reason
from intune_waves.planning.wave_file import files_of, with_start

WAVE = ProposedWave(
    id="limited-pilot",
    title="Limited pilot",
    people=ListedPeople(2),
    size=2,
    factors=Factors(willingness=Level.HIGH, location="Redmond"),
    start=3,
    reasons=(Reason("it-first", "IT, US: it is IT or a pilot,\nand goes\x07 first"),),
    names=("a@adatum.com", "b@adatum.com"),
)
FIRST_DAY = date(2027, 1, 11)


def test_a_listed_wave_is_two_files() -> None:
    assert files_of(Proposal((WAVE,)), helpdesk=100) == {
        "limited-pilot.yaml": """\
# yaml-language-server: $schema=schema/wave.schema.json
# Proposed by ./migrate plan; review it, and change whatever you know better.
title: "Limited pilot"
people: {list: people/limited-pilot.csv}
size: 2
# IT, US: it is IT or a pilot, and goes? first [it-first]
start: {period: 3}
factors:
  willingness: high
  location: "Redmond"
stages:
  instruct: {newly_asked: 100}
  enforce: {coverage: 90}
""",
        "people/limited-pilot.csv": "userPrincipalName\na@adatum.com\nb@adatum.com\n",
    }


def test_a_rule_and_everybody_else() -> None:
    rule = ProposedWave("us", "US", DynamicRule('(user.country -eq "US")'), 9, Factors(), 1, ())
    rest = ProposedWave("rest", "Rest", EverybodyElse(), None, Factors(), 2, ())
    files = files_of(Proposal((rule, rest)))
    assert files["us.yaml"].splitlines()[2:] == [
        'title: "US"',
        "people:",
        '  rule: "(user.country -eq \\"US\\")"',
        "size: 9",
        "start: {period: 1}",
        "stages:",
        "  enforce: {coverage: 90}",
    ]
    assert files["rest.yaml"].splitlines()[2:5] == [
        'title: "Rest"',
        "people: everybody-else",
        "start: {period: 2}",
    ]


def _places(text: str) -> Places:
    return read(text, "wave.yaml").places


def test_only_the_start_of_an_existing_wave_changes() -> None:
    text = "# why\ntitle: Pilot  # keep\n\nstart:\n  after: other\n  periods: 2\n\n# end\nsize: 3\n"
    assert with_start(text, _places(text), wave=WAVE) == (
        "# why\ntitle: Pilot  # keep\n\n# IT, US: it is IT or a pilot, and goes? first [it-first]\n"
        "start: {period: 3}\n\n# end\nsize: 3\n"
    )


def test_reasons_of_an_earlier_proposal_are_replaced() -> None:
    text = "title: Pilot\nstart: {after: other}\n"
    once = with_start(text, _places(text), wave=WAVE)
    assert with_start(once, _places(once), wave=WAVE) == once


starts = st.sampled_from(
    [
        "start: {period: 1}",
        "start: {after: other, periods: 2}  # note",
        "start: {\n  after: other,\n  periods: 2\n}",
        "start:\n  after: other",
        "start:\n\n  # note\n  after: other\n  periods: 2",
        'start: {after: "other",\n periods: 2 }',
    ]
)
others = st.lists(
    st.sampled_from(["title: A", "size: 3", "# note [x]", "", "people:\n  list: a.csv"]), unique=True
)


@settings(deadline=None)
@given(others, starts, others, st.sampled_from(["\n", "\r\n"]))
def test_however_a_start_is_written_it_is_replaced_and_nothing_else(
    before: list[str], start: str, after: list[str], ending: str
) -> None:
    kept = [each for each in after if each not in before]
    text = "\n".join([*before, start, *kept]) + "\n"
    plain = read(text, "wave.yaml")
    changed = read(with_start(text.replace("\n", ending), plain.places, wave=WAVE), "wave.yaml")
    assert changed.complaints == []
    assert changed.value == {**plain.value, "start": {"period": 3}}
