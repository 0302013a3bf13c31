"""Markdown as a tree: CommonMark and tables, no HTML, nothing loaded from elsewhere."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def tree_of(markdown: str) -> SyntaxTreeNode:
    """The root of the tree."""
    return SyntaxTreeNode(_parser().parse(markdown))


def address(link: SyntaxTreeNode, schemes: tuple[str, ...]) -> str:
    """Where a link leads; empty where it is of none of the schemes."""
    target = str(link.attrs.get("href", ""))
    return target if target.lower().startswith(schemes) else ""
