"""The page on the report says what the command says."""

import re

import typer

from intune_waves.cli.app import app
from intune_waves.cli.report import Format
from intune_waves.stack.home import PROJECT

TEXT = (PROJECT / "docs" / "report.md").read_text(encoding="utf-8")


def test_every_option_stands_there() -> None:
    group = typer.main.get_command(app)
    options = {
        each
        for parameter in group.commands["report"].params  # type: ignore[attr-defined]  # a group of verbs
        for each in parameter.opts
        if each.startswith("--") and each not in {"--help", "--assume", "--assuming"}
    }
    documented = set(re.findall(r"--[a-z]+\b", TEXT))
    assert options <= documented
    assert documented - options <= {"--assume", "--assuming", "--json"}


def test_every_form_stands_there() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)) == {each.value for each in Format}


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"\]\((\w+\.(?:png|svg))\)", TEXT)
    assert pictures
    assert all((PROJECT / "docs" / each).is_file() for each in pictures)
