"""The domain stands alone: the standard library, and nothing of ours but itself."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent / "migration"


def test_the_domain_imports_the_standard_library_and_itself() -> None:
    modules = sorted(ROOT.rglob("*.py"))
    assert len(modules) > 40
    foreign = [
        f"{path.name}: {name}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "migration"}
    ]
    assert foreign == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "."]
    return []
