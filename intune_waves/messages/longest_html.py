"""How long the HTML of Markdown can be at most, without the cost of a parser."""

import re
from html import escape

_STRUCTURED = re.compile(r"^\s*(>|\||```|~~~)|^( {4,}|\s*\t)[^\s]|^\s*(=+|-+)\s*$|\[|\|", re.MULTILINE)
"""What is not reckoned here: quotes, tables, code, underlined headings, links with words of their own."""
_MARKS = re.compile(r"\s*((?:[-+*]|[0-9]{1,9}[.)])\s+)*")
_MARK = re.compile(r"[-+*]|[0-9]+[.)]")
_LIST, _BLOCK, _LINK = len("<ul><li></li></ul>"), len("<p><strong></strong></p>"), len('<a href=""></a>')
_PER_BYTE = 3


def longest_html(markdown: str) -> int | None:
    """A length in characters that the HTML of `limited_html` does not exceed; None where this cannot tell."""
    if _STRUCTURED.search(markdown):
        return None
    length = len(escape(markdown))
    begins = True
    for line in markdown.split("\n"):
        found = _MARKS.match(line)
        marks = len(_MARK.findall(found[0])) if found else 0
        length += marks * _LIST
        if begins or marks or line.lstrip().startswith("#"):
            length += _BLOCK
        begins = not line.strip() or line.lstrip().startswith("#")
    # Each pair of marks becomes a pair of tags, and an address is percent-encoded and stands there twice.
    length += (markdown.count("*") + markdown.count("_")) * len("<strong></strong>") // 2
    length += markdown.count("`") * len("<code></code>")
    for address in re.findall(r"<([^<>\s]*)>", markdown):
        length += _LINK + _PER_BYTE * len(address.encode()) * 2
    return length + len("<br>") * markdown.count("\n")
