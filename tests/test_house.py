"""The house: which room may import which (docs/architecture.md), and how big folders and signatures are."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.source import PROJECT, imports_of, modules, modules_of_tests, room_of, top_of

OURS = {"components", "intune_waves", "tools", "tests"}
IMPORTS_IN_FUNCTIONS = 40

FILES_IN_A_FOLDER = 25
# One file for each rule, and one for each verb, found by its name: they are as many as there are.
LISTS_BY_NAME = {"intune_waves/guards", "tests/guards", "intune_waves/cli"}
PARAMETERS = 7
FIELDS = 12
_NOBODY = "\N{EN DASH}"
_WHY_SO_MANY = re.compile(r"# Many (parameters|fields): \S+")


@dataclass(frozen=True, slots=True)
class Room:
    """What the table says of one room: whose names it may import."""

    ours: frozenset[str]
    packages: frozenset[str]


@cache
def rooms() -> Mapping[str, Room]:
    text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w/.]+)` \| .+ \| (.+) \| (.+) \|$", text, flags=re.MULTILINE)
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: Room(_names(ours), _names(packages)) for name, ours, packages in rows}


def _names(cell: str) -> frozenset[str]:
    return frozenset() if cell == _NOBODY else frozenset(cell.strip("`").split("`, `"))


def test_every_room_stands_in_the_table() -> None:
    there = {room_of(path) for path in modules()} - {None}
    assert set(rooms()) == there
    named = {name for room in rooms().values() for name in room.ours}
    assert named <= there


def test_in_the_picture_imports_go_down_or_to_the_right() -> None:
    picture = (PROJECT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    drawn = re.findall(r'x="([\d.]+)" y="([\d.]+)">([\w/.]+)</text>', picture)
    at = {name: (float(y), float(x)) for x, y, name in drawn}
    assert set(rooms()) - set(at) == set()
    inside = {name for name in rooms() if not name.startswith("tools/")}
    assert [
        (name, other) for name in inside for other in rooms()[name].ours & inside if at[name] >= at[other]
    ] == []


def test_the_table_knows_no_circle() -> None:
    left = {name: set(room.ours) for name, room in rooms().items()}
    while free := {name for name, ours in left.items() if not ours & set(left)}:
        left = {name: ours for name, ours in left.items() if name not in free}
    assert left == {}


def test_a_room_imports_only_the_rooms_that_the_table_says() -> None:
    strays, used = [], set()
    for path, tree in modules().items():
        room = room_of(path)
        for line, module in imports_of(path, tree) if room else []:
            other = room_of(module.replace(".", "/"))
            if top_of(module) not in OURS or other in {None, room}:
                continue
            used.add((room, other))
            if room and other not in rooms()[room].ours:
                strays.append(f"{path}:{line}: {module}")
    assert strays == []
    # What no file needs is allowed no longer, so that the table stays true.
    assert {(name, other) for name, room in rooms().items() for other in room.ours} - used == set()


def test_a_room_imports_only_the_packages_that_the_table_says() -> None:
    used: dict[str, set[str]] = {name: set() for name in rooms()}
    for path, tree in modules().items():
        tops = {top_of(module) for _, module in imports_of(path, tree)}
        room = room_of(path)
        if room:
            used[room] |= tops - OURS - sys.stdlib_module_names
    assert used == {name: set(room.packages) for name, room in rooms().items()}


def test_components_import_themselves_relatively_and_nobody_else_does() -> None:
    """So that the same folder can stand inside a package one day."""
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        if (path.startswith("components/") and top_of(node.module or "") == "components" and not node.level)
        or (not path.startswith("components/") and node.level)
    ]
    assert wrong == []


def test_imports_stand_at_the_top_of_a_file() -> None:
    """Or say why they do not, in a comment above the first of them."""
    inner = [
        (path, node.lineno)
        for path, tree in {**modules(), **modules_of_tests()}.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert len(set(inner)) <= IMPORTS_IN_FUNCTIONS, inner
    assert [f"{path}:{line}" for path, line in inner if not _is_explained(path, line)] == []


def _is_explained(path: str, line: int) -> bool:
    above = reversed((PROJECT / path).read_text(encoding="utf-8").splitlines()[: line - 1])
    first = next(each.strip() for each in above if each.strip() and not _goes_on_importing(each))
    return first.startswith("#")


def _goes_on_importing(line: str) -> bool:
    return bool(re.match(r"\s+(import |from \S+ import |\w+( as \w+)?,$|\)$)", line))


def test_no_folder_is_too_full_to_read() -> None:
    tops = ("components", "intune_waves", "tools", "tests")
    counted = Counter(path.parent for top in tops for path in (PROJECT / top).rglob("*.py"))
    full = {
        str(folder.relative_to(PROJECT)) for folder, files in counted.items() if files > FILES_IN_A_FOLDER
    }
    assert full - LISTS_BY_NAME == set()


def test_a_signature_that_is_long_says_why() -> None:
    """More than 7 parameters or 12 fields need a comment `# Many parameters: why` (or `fields`) right above.

    A verb's options and the pages of the wire are long by nature.
    """
    long = [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in modules().items()
        if not path.startswith(("intune_waves/cli/", "tools/simulated_tenant/wire/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _is_long(node)
        if not _WHY_SO_MANY.search(_line_above(path, node))
    ]
    assert long == []


def test_no_more_than_two_arguments_are_told_by_their_position() -> None:
    """A third one has its name at every call, unless a comment `# By position: why` stands right above.

    Typer calls the verbs, a guard is handed the parts that it names, and the language calls special methods.
    """
    by_position = [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not (node.name.startswith("__") and node.name != "__init__")
        if not (path.startswith("intune_waves/cli/") and node.name == Path(path).stem)
        if not any(re.search(r"command\(|^guard\(", ast.unparse(each)) for each in node.decorator_list)
        if _told_by_position(node) > 2 and "# By position: " not in _line_above(path, node)
    ]
    assert by_position == []


def _told_by_position(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = [*node.args.posonlyargs, *node.args.args]
    return len([each for each in given if each.arg not in {"self", "cls"}])


def _is_long(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    if isinstance(node, ast.ClassDef):
        is_dataclass = any("dataclass" in ast.unparse(each) for each in node.decorator_list)
        return is_dataclass and sum(isinstance(each, ast.AnnAssign) for each in node.body) > FIELDS
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([each for each in given if each.arg not in {"self", "cls"}]) > PARAMETERS


def _line_above(path: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    lines = (PROJECT / path).read_text(encoding="utf-8").splitlines()[: first - 1]
    return lines[-1] if lines else ""
