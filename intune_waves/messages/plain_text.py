"""The plain text of a message: readable in any mail program, links written out."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from intune_waves.messages.inert import active
from intune_waves.messages.markdown_tree import tree_of

WIDTH = 76
"""Characters of a line; Internet mail counts on fewer than 78 (RFC 5322, 2.1.1)."""


def plain_text(markdown: str) -> str:
    """The text of Markdown, in lines that end with a line feed."""
    return "\n\n".join(_blocks(tree_of(markdown).children, WIDTH)) + "\n"


def _blocks(nodes: Sequence[SyntaxTreeNode], width: int) -> list[str]:
    return [text for node in nodes if (text := _block(node, width)).strip()]


def _block(node: SyntaxTreeNode, width: int) -> str:
    match node.type:
        case "heading":
            title = _inline(node)
            return f"{title}\n{'-' * min(len(title), width)}"
        case "bullet_list" | "ordered_list":
            return _list(node, width)
        case "fence" | "code_block":
            return "\n".join(f"    {line}" for line in active(node.content).rstrip("\n").split("\n"))
        case "blockquote":
            return "\n\n".join(_blocks(node.children, width))
        case "table":
            rows = [row for part in node.children for row in part.children]
            return "\n".join(" | ".join(map(_inline, row.children)) for row in rows)
        case "hr":
            return "-" * 3
    return _wrapped(_inline(node), width)


def _list(node: SyntaxTreeNode, width: int) -> str:
    first = int(str(node.attrs.get("start", 1)))
    tight = all(
        child.hidden for item in node.children for child in item.children if child.type == "paragraph"
    )
    items = []
    for number, item in enumerate(node.children, first):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        inner = ("\n" if tight else "\n\n").join(_blocks(item.children, width - len(mark)))
        hanging = "\n".join(" " * len(mark) + line if line else "" for line in inner.split("\n"))
        items.append(mark + hanging[len(mark) :])
    return ("\n" if tight else "\n\n").join(items)


def _wrapped(text: str, width: int) -> str:
    lines = [
        "\n".join(wrap(line, max(width, 20), break_long_words=False, break_on_hyphens=False))
        for line in text.split("\n")
    ]
    return "\n".join(lines)


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(map(_words, node.children)) if node.children else _words(node)


def _words(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "image":
            return str(node.content)
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "code_inline":
            return active(node.content)
        case "link":
            return _link(node)
    return "".join(map(_words, node.children))


def _link(node: SyntaxTreeNode) -> str:
    shown = "".join(map(_words, node.children))
    target: Any = node.attrs.get("href", "")
    leads = str(target).removeprefix("mailto:")
    return shown if leads in ("", shown) else f"{shown} ({leads})"
