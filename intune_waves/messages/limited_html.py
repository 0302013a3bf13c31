"""The HTML of a message: the tags that Intune shows, no attribute but where a link leads.

Source: Microsoft Learn, "Configure actions for noncompliant devices in Intune" (2024), "Create a notification
message template": a, strong, b, u, ol, ul, li, p, br, code, table, tbody, tr, td, thead, th; `href` with an
HTTPS URL; a message with any other tag or attribute is sent as plain text, line feeds are ignored.
"""

from collections.abc import Mapping
from html import escape

from markdown_it.tree import SyntaxTreeNode

from intune_waves.messages.inert import active
from intune_waves.messages.markdown_tree import address, tree_of

TAGS = frozenset(
    (
        "a",
        "strong",
        "b",
        "u",
        "ol",
        "ul",
        "li",
        "p",
        "br",
        "code",
        "table",
        "tbody",
        "tr",
        "td",
        "thead",
        "th",
    )
)
MAIL_LINKS = ("https:", "mailto:")
INTUNE_LINKS = ("https:",)

_WRAPPED: Mapping[str, tuple[str, str]] = {
    "paragraph": ("<p>", "</p>"),
    "heading": ("<p><strong>", "</strong></p>"),
    "bullet_list": ("<ul>", "</ul>"),
    "ordered_list": ("<ol>", "</ol>"),
    "list_item": ("<li>", "</li>"),
    "strong": ("<strong>", "</strong>"),
    # Intune shows no italics.
    "em": ("<u>", "</u>"),
    **{tag: (f"<{tag}>", f"</{tag}>") for tag in ("table", "thead", "tbody", "tr", "th", "td")},
}
_BLOCKS = frozenset(("paragraph", "heading", "bullet_list", "ordered_list", "list_item", "table", "tr"))


def limited_html(markdown: str, *, links: tuple[str, ...] = MAIL_LINKS, line_feeds: bool = True) -> str:
    """The HTML of Markdown; `links` are the schemes that may be followed, others show where they lead."""
    return _Writing(links, "\n" if line_feeds else "").node(tree_of(markdown)).strip()


class _Writing:
    def __init__(self, links: tuple[str, ...], between: str) -> None:
        self.links, self.between = links, between

    def node(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "text":
                return _text(node.content)
            case "softbreak":
                return " "
            case "hardbreak":
                return "<br>"
            case "code_inline":
                return f"<code>{_text(active(node.content))}</code>"
            case "fence" | "code_block":
                lines = active(node.content).rstrip("\n").split("\n")
                return f"<p><code>{'<br>'.join(map(_text, lines))}</code></p>{self.between}"
            case "link":
                return self.link(node)
            case "image":
                return _text(node.content)
        inner = "".join(map(self.node, node.children))
        if node.type == "paragraph" and node.hidden:
            return inner
        before, after = _WRAPPED.get(node.type, ("", ""))
        opened = self.between if node.type in ("bullet_list", "ordered_list", "table") else ""
        return f"{before}{opened}{inner}{after}{self.between if node.type in _BLOCKS else ''}"

    def link(self, node: SyntaxTreeNode) -> str:
        inner = "".join(map(self.node, node.children))
        target = address(node, self.links)
        if target:
            return f'<a href="{escape(target)}">{inner}</a>'
        shown = str(node.attrs.get("href", "")).removeprefix("mailto:")
        return inner if not shown or _text(shown) == inner else f"{inner} ({_text(shown)})"


def _text(words: str) -> str:
    return escape(words, quote=False)
