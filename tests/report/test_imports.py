"""The report's room knows the domain, and nothing that reads or writes."""

import ast
from pathlib import Path

from intune_waves import report

OURS = {"benchmarks", "commands", "components", "declarations", "directory", "graph", "messages", "provider"}


def test_it_imports_of_ours_the_domain_and_itself_alone() -> None:
    modules = sorted(Path(report.__file__).parent.rglob("*.py"))
    assert len(modules) > 15
    foreign = [
        f"{path.name}: {name}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] in OURS
    ]
    assert foreign == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
