"""A template that would not end, or that would fill the memory, is refused before anything of it is done."""

from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from intune_waves.campaign.schedule import schedule
from intune_waves.messages.filling import body_environment, parsed
from intune_waves.messages.inert import without_unseen
from intune_waves.messages.judgement import judge
from intune_waves.messages.template_bounds import MOST_CHARACTERS
from intune_waves.messages.template_folder import read_templates
from tests.messages.adatum import campaign, write

HEAD = "---\nsubject: Hello\n---\n"
DEEP = 3000


def _loops(number: int) -> str:
    return "{% for a in platforms %}" * number + "x" + "{% endfor %}" * number


@pytest.mark.parametrize(
    "source",
    [
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a'.center(1000000000) }}",
        "{{ 'a'|center(1000000000) }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ 'a'|indent(1000000000) }}",
        "{{ lipsum() }}",
        "{{ cycler('a') }}",
        "{% for n in range(99999) %}{% for m in range(99999) %}x{% endfor %}{% endfor %}",
        "{% for n in [1, 2, 3] %}x{% endfor %}",
        "{% for n in 'aaaa' %}x{% endfor %}",
        _loops(4),
        "{% for p in platforms recursive %}{{ loop(platforms) }}{% endfor %}",
        "{% macro m() %}x{% endmacro %}",
        "{% call m() %}x{% endcall %}",
        "{% set x = 'a' ~ x %}",
        "{% set x = [x, x]|join %}",
        "{% set x %}{{ x }}{{ x }}{% endset %}",
        "{% with x = [organisation, organisation] %}{{ x }}{% endwith %}",
        "{{ organisation|replace('a', 'aaaaaaaaaa') }}",
        "{{ organisation|replace(organisation, organisation) }}",
        "{{ organisation|replace('a') }}",
        "{{ platforms|join('x' * 9) }}",
        f"{{{{ platforms|join('{'x' * 41}') }}}}",
        "{{ platforms|join(platforms|join(organisation)) }}",
        "{{ platforms|map('center', 1000000000)|join }}",
        "{{ platforms|join(*[1]) }}",
        "{% autoescape false %}{{ organisation }}{% endautoescape %}",
        "{{ organisation|safe }}",
        "{% filter upper %}x{% endfilter %}",
        "{% include 'a' %}",
        "{% import 'a' as a %}",
        "{% extends 'a' %}",
        "{% block a %}{% endblock %}",
        "{{ {'a': organisation} }}",
        "{{ " + "(" * DEEP + "organisation" + ")" * DEEP + " }}",
        "{% if stage %}" * DEEP + "{% endif %}" * DEEP,
    ],
)
def test_what_could_grow_or_be_called_is_refused_at_its_line(source: str) -> None:
    with pytest.raises(TemplateSyntaxError) as refused:
        parsed(body_environment("en"), f"Hello\n{source}")
    assert refused.value.lineno in (1, 2)


@pytest.mark.parametrize(
    "source",
    [
        _loops(3),
        "{{ platforms|map(attribute='title')|join(', ') }}",
        "{% for p in platforms|selectattr('unenroll')|sort(attribute='title') %}{{ loop.index }}{% endfor %}",
        "{{ organisation|upper|replace('A', 'B')|truncate(20) }}",
        "{{ 'a ' ~ organisation ~ ' b' }}",
        "{% set who = person.name %}{{ who|default(organisation) }}",
        "{{ 'x' if stage == 'enforce' and not wave.own_devices else platforms[0].title }}",
        "{{ dates.enforce|long_day }} {{ platforms|length - 1 }}",
    ],
)
def test_what_people_write_is_taken(source: str) -> None:
    parsed(body_environment("en"), source)


def test_a_bomb_is_one_complaint_at_its_line(tmp_path: Path) -> None:
    told = campaign()
    templates = read_templates(write(tmp_path / "waves", announce=HEAD + "a\n{{ 9 ** 9 ** 9 }}"))
    found = [str(each) for each in judge(told, schedule(told), templates=templates)]
    assert len(found) == 1
    assert found[0].startswith("waves/messages/en/announce.md:5:")
    assert "[message-syntax]" in found[0]


def test_a_text_without_end_is_refused(tmp_path: Path) -> None:
    told = campaign()
    long = "x" * (MOST_CHARACTERS // 8)
    body = _loops(3).replace("x", long)
    templates = read_templates(write(tmp_path / "waves", announce=HEAD + body))
    (found,) = map(str, judge(told, schedule(told), templates=templates))
    assert "its text has more than" in found


def test_what_turns_or_hides_a_text_reaches_no_mail() -> None:
    assert without_unseen("a\u202eb\x1b[31m\u2066\x07c\nd\u200d\u200f") == "a b [31m  c\nd\u200d\u200f"
