"""The engine's key follows its sources and nothing else."""

import hashlib
from pathlib import Path

from tools.installation.content import engine_key, sha256_of, sha256_of_text


def test_the_hash_of_a_file_is_its_sha_256(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a\r\n")
    assert sha256_of(file) == hashlib.sha256(b"a\r\n").hexdigest()
    assert sha256_of_text(file) == hashlib.sha256(b"a\n").hexdigest()


def test_the_key_changes_with_a_pin(project: Path) -> None:
    before = engine_key(project)
    (project / "tools" / "engine" / "azuread" / "go.sum").write_text("other")
    assert engine_key(project) != before


def test_the_key_changes_with_a_new_source(project: Path) -> None:
    before = engine_key(project)
    (project / "tools" / "engine" / "azuread" / "main.go").write_text("package main")
    assert engine_key(project) != before


def test_line_ends_and_readme_do_not_change_the_key(project: Path) -> None:
    before = engine_key(project)
    pins = project / "tools" / "engine" / "pulumi" / "go.mod"
    pins.write_bytes(pins.read_bytes().replace(b"\n", b"\r\n"))
    (project / "tools" / "engine" / "README.md").write_text("words")
    assert engine_key(project) == before
