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


@pytest.mark.parametrize("reason", ["the help desk is full", "a: b # c", 'said "no"', "Störung", "x" * 200])
def test_a_stop_is_one_line_that_says_the_reason(tmp_path: Path, reason: str) -> None:
    stopped = _file(tmp_path, DEV).with_stop(reason)
    assert stopped.stop == reason
    assert [each for each in DEV.splitlines() if each not in stopped.text.splitlines()] == []
    assert len(stopped.text.splitlines()) == len(DEV.splitlines()) + 1
    assert stopped.with_stop("another").stop == "another"
    assert stopped.with_stop(None).text == DEV


@pytest.mark.parametrize(
    "written",
    [
        "  intune-waves:stop: why\n",
        "  intune-waves:stop: >\n    why\n    so\n",
        "  'intune-waves:stop': 'why'\n",
    ],
    ids=["plain", "folded", "quoted"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_stop_in_any_form_is_changed_and_taken_out_alone(tmp_path: Path, written: str, end: str) -> None:
    before, after = 'config:\n  intune-waves:period: "1"\n', "  other: 1\n"
    (tmp_path / "Pulumi.dev.yaml").write_bytes((before + written + after).replace("\n", end).encode())
    file = StackFile.read(tmp_path, "dev")
    assert file.with_stop(None).text == (before + after).replace("\n", end)
    changed = file.with_stop("new")
    assert changed.stop == "new"
    assert changed.with_stop(None).text == (before + after).replace("\n", end)


def test_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(DEV.replace("\n", "\r\n").encode())
    StackFile.read(tmp_path, "dev").with_period(4).with_stop("why").write()
    lines = path.read_bytes().split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b'  intune-waves:stop: "why"' in lines
    assert b'  intune-waves:period: "4"  # the period in force' in lines


@pytest.mark.parametrize(
    "text", ["", "config:\n", "config: {a: 1}\n", "encryptionsalt: x", "config:\n    a: 1\n"]
)
def test_a_stop_finds_its_place(tmp_path: Path, text: str) -> None:
    stopped = _file(tmp_path, text).with_stop("why")
    assert stopped.stop == "why"
    assert stopped.with_stop(None).stop is None


def test_a_file_that_is_no_yaml_still_names_its_tenant_and_takes_a_stop(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(DEV + "  bad: [1\n")
    file = StackFile.read_unjudged(tmp_path, "dev")
    assert file.simulated
    assert '  intune-waves:stop: "why"\n' in file.with_stop("why").text


def test_what_somebody_wrote_meanwhile_is_read_again(tmp_path: Path) -> None:
    file = _file(tmp_path, DEV)
    file.with_stop("meanwhile").write()
    assert file.again().with_period(4).stop == "meanwhile"


def test_a_run_sees_the_file_without_its_stop(tmp_path: Path) -> None:
    file = _file(tmp_path, DEV).with_stop("why")
    with file.asking_for(None, resumed=True) as (flag, name):
        assert flag == "--config-file"
        assert Path(name).read_text() == DEV


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["ends its last line", "does not"])
def test_one_line_is_changed_byte_for_byte(tmp_path: Path, end: str, last: bool) -> None:
    text = DEV.replace("\n", end)
    text = text if last else text.removesuffix(end)
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(text.encode())
    StackFile.read(tmp_path, "dev").with_period(4).write()
    assert path.read_bytes() == text.replace('"3"', '"4"').encode()
