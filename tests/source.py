"""The project's Python as its text says it: the files, the rooms that they are in, and what each imports."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

PROJECT = Path(__file__).parent.parent


@cache
def modules() -> Mapping[str, ast.Module]:
    """Every Python file of ours but the tests, by its path in the project."""
    found = [
        path for top in ("components", "intune_waves", "tools") for path in (PROJECT / top).rglob("*.py")
    ]
    return _read([PROJECT / "__main__.py", *found])


@cache
def modules_of_tests() -> Mapping[str, ast.Module]:
    """Every Python file of the tests, by its path in the project."""
    return _read((PROJECT / "tests").rglob("*.py"))


def _read(paths: Iterable[Path]) -> Mapping[str, ast.Module]:
    return {
        path.relative_to(PROJECT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(paths)
    }


def room_of(path: str) -> str | None:
    """The room of a file or of a module written as a path; None for the package that holds the rooms."""
    top, *rest = path.split("/")
    if top == "components" or path == "__main__.py":
        return top
    if not rest or rest == ["__init__.py"]:
        return None
    return rest[0] if top == "intune_waves" else f"{top}/{rest[0]}"


def imports_of(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and module of every import, also in functions and for types alone, and where a module is named in
    a text (it is loaded later) but as the program of another process.
    """
    package = path.split("/")[:-1]
    programs = {
        id(after)
        for node in ast.walk(tree)
        if isinstance(node, ast.List | ast.Tuple)
        for before, after in pairwise(node.elts)
        if isinstance(before, ast.Constant) and before.value == "-m"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, _module_of(base, alias.name)) for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in programs:
            yield from [(node.lineno, node.value)] if is_module(node.value) else []


def _module_of(base: str, name: str) -> str:
    return f"{base}.{name}" if is_module(f"{base}.{name}") else base


def is_module(name: str) -> bool:
    """Whether a text is the dotted name of one of our modules."""
    path = name.replace(".", "/")
    return bool(re.fullmatch(r"\w+(\.\w+)+", name)) and (
        f"{path}.py" in modules() or f"{path}/__init__.py" in modules()
    )


def top_of(module: str) -> str:
    """The package that a module belongs to."""
    return module.partition(".")[0]


def reached_from(*paths: str) -> set[str]:
    """The files that these files import, and what those import in their turn, with themselves."""
    found: set[str] = set()
    left = list(paths)
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        left += [each for _, module in imports_of(path, modules()[path]) for each in _files_of(module)]
    return found


def _files_of(module: str) -> list[str]:
    """A module's own file, and those of the packages around it, which run before it."""
    parts = module.split(".")
    names = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return [path for name in names for path in (f"{name}.py", f"{name}/__init__.py") if path in modules()]
