"""The situations as data: each is one sentence that expects something, and nothing in it is misspelt."""

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from tests.journeys.situation import FOLDER, About, Situation, campaign, files, read, walks

WHOLE: dict[str, Any] = {
    "sentence": "Nobody is enforced.",
    "about": "newcomers",
    "begins": {"campaign": "two-waves", "period": 4},
    "steps": [{"migrate": ["up"]}],
    "right": {"enforced": 0},
}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_each_file_is_a_situation_that_begins_in_a_campaign(path: Any) -> None:
    situation = read(path)
    assert situation.sentence.endswith(".")
    assert campaign(situation.begins.campaign).people


def test_each_says_a_sentence_of_its_own_and_every_row_of_the_table_has_one() -> None:
    situations = [read(path) for path in files()]
    assert len({each.sentence for each in situations}) == len(situations)
    assert {each.about for each in situations} == set(get_args(About))


def test_each_is_walked_by_one_way_at_least_and_by_all_when_asked() -> None:
    once, every = list(walks(every_way=False)), list(walks(every_way=True))
    assert [path for path, _ in once] == files()
    assert set(once) < set(every)


@pytest.mark.parametrize(
    "change",
    [
        {"stepps": []},
        {"steps": []},
        {"steps": [{"migrate": ["up"], "cod": 1}]},
        {"steps": [{"migrate": ["up"], "pulumi": ["up"]}]},
        {"steps": [{"walk": "on"}]},
        {"steps": [{"way": True}]},
        {"ways": {"stop": [{"migrate": ["stop"]}]}},
        {"right": {}},
        {"right": {"enforcd": 0}},
        {"right": {"enforced": "0"}},
        {"about": "something else"},
        {"begins": {"campaign": "two-waves", "period": 5}},
    ],
    ids=str,
)
def test_whatever_is_not_as_declared_is_an_error(change: dict[str, Any]) -> None:
    assert Situation.model_validate(WHOLE)
    with pytest.raises(ValidationError):
        Situation.model_validate({**WHOLE, **change})


def test_no_campaign_is_there_that_nothing_begins_in() -> None:
    begun = {read(path).begins.campaign for path in files()}
    assert {path.stem for path in (FOLDER / "campaigns").glob("*.yaml")} == begun
