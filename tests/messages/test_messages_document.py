"""docs/messages.md against the code: every variable, filter and option, no more and no less."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer
import yaml
from jinja2.filters import FILTERS

from intune_waves.cli.app import app
from intune_waves.messages.facts import Facts
from intune_waves.messages.filling import body_environment
from intune_waves.messages.reminder import BODY_LIMIT, SUBJECT_LIMIT
from intune_waves.messages.template import NAMES, read_template
from intune_waves.messages.used_variables import judge_variables, used_variables

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "messages.md").read_text(encoding="utf-8")


def _documented(heading: str) -> set[str]:
    table = DOCUMENT.partition(heading)[2].partition("\n\n")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def _known(name: str, kind: Any) -> set[str]:
    if is_dataclass(kind):
        return {f"{name}.{each.name}" for each in fields(kind)}
    of = next((each for each in get_args(kind) if is_dataclass(each)), None)
    return {name, *_known(name.removesuffix("s"), of)} if of else {name}


def test_every_variable_is_documented_and_every_documented_one_exists() -> None:
    known = {each for name, kind in get_type_hints(Facts).items() for each in _known(name, kind)}
    assert _documented("| variable | what it is |\n|--|--|\n") == known


def test_every_filter_of_ours_is_documented() -> None:
    ours = body_environment("en").filters.keys() - FILTERS.keys()
    assert _documented("| filter | what it makes of a day |\n|--|--|\n") == ours


def test_every_option_is_documented() -> None:
    command: Any = typer.main.get_command(app)
    options = {option for each in command.commands["messages"].params for option in each.opts}
    documented = _documented("| option | |\n|--|--|\n")
    assert {name.partition(" ")[0] for name in documented} == options - {"--help", "-h"}


def test_the_limits_and_the_templates_are_told() -> None:
    assert f"at most {SUBJECT_LIMIT} characters of subject and {BODY_LIMIT:,} of body" in DOCUMENT
    assert all(f"`{name}`" in DOCUMENT or f"`{name}.md`" in DOCUMENT for name in NAMES)


def test_the_examples_are_right() -> None:
    before_sending = DOCUMENT.partition("## Sending")[0]
    _, declared, template = re.findall(r"```\n(.*?)```", before_sending, flags=re.DOTALL)
    assert yaml.safe_load(declared)["messages"]["old_service"]["name"] == "Fabrikam MDM"
    read = read_template(template, file="instruct.md", name="instruct", language="en")
    assert list(judge_variables(read)) == []
    assert used_variables(read) == {"dates", "person", "platforms"}
