"""What the modules of a room import, as their text says it."""

import ast
from pathlib import Path


def imported(room: Path) -> dict[str, list[str]]:
    """The modules that each file imports, in functions too, by the file's path in the room; a relative import
    is told as a dot.
    """
    return {
        path.relative_to(room).as_posix(): [
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in _imported_by(node)
        ]
        for path in sorted(room.rglob("*.py"))
    }


def _imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "."] if isinstance(node, ast.ImportFrom) else []
