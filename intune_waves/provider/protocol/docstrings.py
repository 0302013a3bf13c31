"""The docstrings of a declaration, which Python keeps nowhere: they are read from its source."""

import ast
import inspect
import sys
from functools import cache
from types import ModuleType


def sentence_of(declared: type) -> str:
    """The first paragraph of a declaration's docstring, as one line."""
    return " ".join(_paragraphs(declared)[0].split())


def description_of(declared: type) -> str:
    """The whole docstring: one line for each paragraph's line, the first paragraph as one."""
    rest = _paragraphs(declared)[1:]
    return "\n\n".join([sentence_of(declared), *rest])


def property_docs(declared: type) -> dict[str, str]:
    """What is written below each property, as one line, those of the declarations that it extends too."""
    module = sys.modules[declared.__module__]
    node = _classes(module)[declared.__name__]
    docs: dict[str, str] = {}
    for base in node.bases:
        extended = getattr(module, base.id, None) if isinstance(base, ast.Name) else None
        if isinstance(extended, type):
            docs |= property_docs(extended)
    for statement, following in zip(node.body, node.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            docs[statement.target.id] = _text(following)
    return docs


def _paragraphs(declared: type) -> list[str]:
    return (inspect.getdoc(declared) or "").split("\n\n")


def _text(statement: ast.stmt) -> str:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return " ".join(text.split())
    return ""


@cache
def _classes(module: ModuleType) -> dict[str, ast.ClassDef]:
    found = ast.parse(inspect.getsource(module)).body
    return {node.name: node for node in found if isinstance(node, ast.ClassDef)}
