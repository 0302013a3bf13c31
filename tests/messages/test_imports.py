"""The messages stand on the domain: of ours they import themselves and `migration`, and no heavy package."""

import ast
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
OURS = {path.name for path in PROJECT.iterdir() if (path / "__init__.py").is_file()}


def test_of_ours_only_the_domain_is_imported() -> None:
    modules = sorted((PROJECT / "messages").glob("*.py"))
    assert len(modules) > 15
    foreign = [
        f"{path.name}: {name}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] in OURS - {"messages", "migration"}
    ]
    assert foreign == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_validate_judges_the_messages_without_a_markdown_parser() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "commands", "validate"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "messages.judgement" in loaded
    assert loaded.isdisjoint({"markdown_it", "icalendar"})
