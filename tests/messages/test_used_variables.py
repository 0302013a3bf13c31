import pytest

from intune_waves.messages.template import read_template
from intune_waves.messages.used_variables import judge_variables, used_variables


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("Hello", set()),
        ("{{ wave.title }} {% if stage == 'enforce' %}{{ dates.enforce | day }}{% endif %}",
         {"wave", "stage", "dates"}),
        ("{% for p in platforms %}{{ loop.index }}{{ p.title }}{% endfor %}", {"platforms"}),
        ("{% set who = person.name %}{{ who }}", {"person"}),
        ("{% for p in platforms %}{% set t = p.title %}{{ t }}{% endfor %}", {"platforms"}),
        ("{# {{ nobody }} #}{% raw %}{{ nobody }}{% endraw %}", set()),
    ],
)  # fmt: skip
def test_only_what_the_template_does_not_make_itself_is_a_variable(body: str, used: set[str]) -> None:
    text = f"---\nsubject: '{{{{ campaign.name }}}}'\n---\n{body}\n"
    template = read_template(text, file="en/announce.md", name="announce", language="en")
    assert used_variables(template) == used | {"campaign"}
    assert list(judge_variables(template)) == []
