"""Words of a membership rule (Microsoft Learn, "Manage rules for dynamic membership groups", 2024-12)."""

import re
from dataclasses import dataclass

_OPERATORS = (
    "eq", "ne", "le", "ge", "in", "startswith", "endswith", "contains", "match", "notin", "notstartswith",
    "notendswith", "notcontains", "notmatch", "not", "and", "or", "any", "all", "plus", "minus",
)  # fmt: skip
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<string>"(?:[^"`]|`.)*"|'(?:[^'`]|`.|'')*')
      | (?P<punct>[()\[\],])
      | (?P<operator>-?(?:{"|".join(sorted(_OPERATORS, key=len, reverse=True))})(?![\w.]))
      | (?P<moment>\d{{4}}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?(?!\w))
      | (?P<number>-?\d+(?![\w.]))
      | (?P<word>\$?[A-Za-z_][\w.]*)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class RuleError(ValueError):
    """A rule that Entra refuses; the message says where and what was expected."""


class RuleNotServedError(ValueError):
    """A rule that Entra takes and this tenant does not work by."""


@dataclass(frozen=True)
class Token:
    kind: str  # "string", "punct", "operator", "moment", "number", "word" or "end"
    text: str
    at: int  # position in the rule, counted from 0


def tokens(rule: str) -> list[Token]:
    """Cut a rule into tokens, the last one of kind "end".

    Raises RuleError for a character that no token starts with, RuleNotServedError for a long dash in place
    of a hyphen: Microsoft's page has both, and what Entra makes of the long one nobody wrote down.
    """
    found: list[Token] = []
    position, length = 0, len(rule.rstrip())
    while position < length:
        match = _TOKEN.match(rule, position)
        if match is None:
            rest = rule[position:].lstrip()
            if rest.startswith(("\u2013", "\u2014")):
                raise RuleNotServedError("a long dash before an operator")
            raise RuleError(f"Invalid characters found in the rule at position {position}: {rest[:20]}")
        kind = match.lastgroup or ""
        found.append(Token(kind, _text(kind, match.group(kind)), match.start(kind)))
        position = match.end()
    found.append(Token("end", "", length))
    return found


def _text(kind: str, written: str) -> str:
    if kind == "operator":
        return written.lower().lstrip("-")
    if kind != "string":
        return written
    inner = written[1:-1].replace("''", "'") if written[0] == "'" else written[1:-1]
    return re.sub(r"`(.)", r"\1", inner)
