"""A stack's file is read strictly and changed by one line."""

from pathlib import Path

import pytest

from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_file import StackFile

DEV = """\
# a comment stays
encryptionsalt: v1:abc:v1:def
config:
  intune-waves:period: "3"  # the period in force
  intune-waves:tenant: simulated
"""


def _file(folder: Path, text: str) -> StackFile:
    (folder / "Pulumi.dev.yaml").write_text(text)
    return StackFile.read(folder, "dev")


def test_the_facts_that_commands_need(tmp_path: Path) -> None:
    file = _file(tmp_path, DEV)
    assert (file.period, file.simulated) == ("3", True)


def test_another_period_changes_one_line_and_nothing_else(tmp_path: Path) -> None:
    file = _file(tmp_path, DEV).with_period(4)
    assert file.text == DEV.replace('"3"', '"4"')


def test_writing_leaves_no_part_behind(tmp_path: Path) -> None:
    _file(tmp_path, DEV).with_period(4).write()
    assert [each.name for each in tmp_path.iterdir()] == ["Pulumi.dev.yaml"]
    assert StackFile.read(tmp_path, "dev").period == "4"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("config:\n  other: 1\n", 'config:\n  intune-waves:period: "2"\n  other: 1\n'),
        (
            "encryptionsalt: x\n",
            'encryptionsalt: x\n\nconfig:\n  intune-waves:period: "2"\n'.replace("\n\n", "\n"),
        ),
        ("config:\n  intune-waves:period: 1\n", 'config:\n  intune-waves:period: "2"\n'),
    ],
    ids=["no period yet", "no config yet", "unquoted"],
)
def test_a_period_finds_its_place(tmp_path: Path, before: str, after: str) -> None:
    assert _file(tmp_path, before).with_period(2).text == after


def test_a_stack_without_the_tenant_line_is_a_real_one(tmp_path: Path) -> None:
    assert not _file(tmp_path, 'config:\n  intune-waves:period: "1"\n').simulated


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        StackFile.read(tmp_path, "prod")
    assert str(refused.value) == (
        "Pulumi.prod.yaml: there is no such file, so there is no stack 'prod'\n"
        "  next: copy Pulumi.dev.yaml, or name another stack with --stack"
    )


@pytest.mark.parametrize("text", ["config: [1\n", "- a\n- b\n", "config: 3\n", "just words"])
def test_what_is_no_stack_configuration_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(RefusedError, match=r"^Pulumi\.dev\.yaml(:\d+)?: is no stack configuration"):
        _file(tmp_path, text)
