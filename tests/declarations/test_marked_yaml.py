import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.place import Place
from intune_waves.declarations import marked_yaml
from intune_waves.declarations.marked_yaml import MAX_DEPTH, read, scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("012", 12),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("no", "no"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("2027-01-11", "2027-01-11"),
        ("0x1f", "0x1f"),
        (".inf", ".inf"),
        ("1" * 19, 1e18 * 1.1111111111111111),
        ("1" * 41, "1" * 41),
        ("٣", "٣"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: Any) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_a_quoted_scalar_is_a_text() -> None:
    assert read("a: '12'\nb: \"true\"\nc: |\n  null\n", "f").value == {"a": "12", "b": "true", "c": "null\n"}


def test_every_key_and_value_knows_its_place() -> None:
    document = read("title: x\nstages:\n  enforce: {coverage: 90}\nlist:\n  - a\n  - b\n", "f")
    assert document.value == {"title": "x", "stages": {"enforce": {"coverage": 90}}, "list": ["a", "b"]}
    assert document.places.of("stages.enforce.coverage") == Place("f", 3, 23)
    assert document.places.of_key("stages.enforce.coverage") == Place("f", 3, 13)
    assert document.places.of("list.1") == Place("f", 6, 5)
    assert document.places.of_key("stages") == Place("f", 2, 1)
    assert document.complaints == []


def test_the_first_of_two_equal_keys_counts() -> None:
    document = read("a: 1\na: {b: 2}\nc: 3\n", "f")
    assert document.value == {"a": 1, "c": 3}
    assert [complaint.rule for complaint in document.complaints] == ["duplicate-key"]


def test_nesting_is_measured_not_suffered() -> None:
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert read(deep, "f").complaints == []
    assert [complaint.rule for complaint in read(f"[{deep}]", "f").complaints] == ["yaml-depth"]


def test_the_parser_that_is_written_in_c_is_used_where_there_is_one() -> None:
    assert yaml.__with_libyaml__ == (marked_yaml._LOADER is getattr(yaml, "CSafeLoader", None))


@given(text=st.text(max_size=60))
def test_no_text_ends_in_anything_but_a_value_or_a_complaint(text: str) -> None:
    document = read(text, "f")
    assert (document.value is None) <= bool(document.complaints)
    assert all(complaint.where is not None for complaint in document.complaints)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.text("abc :#-\n'\"é", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(value=st.dictionaries(st.text("abcde", min_size=1), PLAIN, min_size=1, max_size=4))
def test_what_yaml_wrote_is_read_back(value: dict[str, Any]) -> None:
    document = read(json.dumps(value, indent=1), "f")
    assert document.complaints == []
    assert document.value == value
