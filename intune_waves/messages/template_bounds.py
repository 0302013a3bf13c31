"""What a template may be made of: it ends soon, its text stays small, and nothing in it can be called.

jinja2's sandbox keeps a template from what it must not reach; it bounds neither time nor memory. So a
source is read first, and whatever could grow beyond its facts is refused at its line.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

MOST_LOOPS = 3
"""Loops inside each other."""
MOST_CHARACTERS = 1024 * 1024
"""Of a message's Markdown."""

_SHORT = 40
"""Characters of what stands between joined things."""
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem,
    nodes.If, nodes.For, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand,
    nodes.Test, nodes.Filter, nodes.Assign, nodes.Keyword, nodes.Neg, nodes.Pos, nodes.Sub, nodes.Div,
    nodes.FloorDiv, nodes.Slice,
)  # fmt: skip
# What puts texts together; a variable that is set so could double again and again.
_GATHERING = (nodes.Add, nodes.Concat, nodes.List, nodes.Tuple)
_FILTERS = frozenset(
    {"abs", "capitalize", "count", "d", "day", "default", "e", "escape", "first", "int", "join", "last"}
    | {"length", "long_day", "lower", "map", "rejectattr", "replace", "reverse", "round", "selectattr"}
    | {"sort", "title", "trim", "truncate", "unique", "upper"}
)
_NAMES = {
    "Call": "a call",
    "Macro": "a macro",
    "CallBlock": "a call",
    "Mul": "*",
    "Pow": "**",
    "Mod": "%",
    "ScopedEvalContextModifier": "autoescape",
    "AssignBlock": "a block that is set",
}


def refuse_unbounded(tree: nodes.Template) -> None:
    """Raises TemplateSyntaxError, with the line, for the first thing that a template may not have."""
    _walk(tree, loops=0, setting=False)


def _walk(node: nodes.Node, *, loops: int, setting: bool) -> None:
    if isinstance(node, nodes.For):
        loops += 1
        if loops > MOST_LOOPS:
            raise _refused(node, f"there are more than {MOST_LOOPS} loops inside each other")
        if node.recursive or not _is_fact(node.iter):
            raise _refused(node, "a loop goes over what a variable holds, and over nothing else")
    elif isinstance(node, nodes.Filter):
        _check_filter(node)
    elif isinstance(node, _GATHERING):
        if setting:
            raise _refused(node, "what is set is one variable's value, not several put together")
    elif not isinstance(node, _PLAIN):
        kind = type(node).__name__
        raise _refused(node, f"{_NAMES.get(kind, kind.lower())} has no place in a message")
    for child in node.iter_child_nodes():
        _walk(child, loops=loops, setting=setting or isinstance(node, nodes.Assign))


def _is_fact(node: nodes.Node | None) -> bool:
    """Whether it is what a variable holds, perhaps by filters: no longer than the facts are."""
    if isinstance(node, nodes.Filter):
        return _is_fact(node.node)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        return _is_fact(node.node)
    return isinstance(node, nodes.Name)


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in _FILTERS:
        raise _refused(node, f"No filter named '{node.name}'")
    given = list(_constants(node))
    if node.name == "join" and any(len(str(each)) > _SHORT for each in given):
        raise _refused(node, f"what stands between joined things has at most {_SHORT} characters")
    if node.name == "map" and (node.args or [each.key for each in node.kwargs] != ["attribute"]):
        raise _refused(node, "map takes an attribute, as in map(attribute='name')")
    if node.name == "replace" and not _shortens(given):
        raise _refused(node, "replace puts a text in the place of one that is as long or longer")


def _shortens(given: Sequence[Any]) -> bool:
    texts = given[:2]
    both = len(texts) == 2 and all(isinstance(each, str) for each in texts)
    return both and len(texts[1]) <= len(texts[0])


def _constants(node: nodes.Filter) -> Iterator[Any]:
    for argument in (*node.args, *(each.value for each in node.kwargs)):
        if not isinstance(argument, nodes.Const):
            # The default of something may be another variable; it grows by nothing.
            if node.name in ("default", "d") and _is_fact(argument):
                continue
            raise _refused(node, f"the filter {node.name} takes what is written there, no variable")
        yield argument.value
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise _refused(node, f"the filter {node.name} takes what is written there, no variable")


def _refused(node: nodes.Node, why: str) -> TemplateSyntaxError:
    return TemplateSyntaxError(why, node.lineno or 1)
