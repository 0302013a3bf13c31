"""Words of a membership rule (Microsoft Learn, "Manage rules for dynamic membership groups")."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"`]|`.)*"|'(?:[^'`]|`.)*')
      | (?P<punct>[()\[\],])
      | (?P<operator>-?(?:not(?:in|contains|match|startswith)?|eq|ne|in|startswith|contains|match|and|or)
                     (?![\w.]))
      | (?P<word>[A-Za-z_][\w.]*)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class RuleError(ValueError):
    """A rule that cannot be read; the message says where and what was expected."""


@dataclass(frozen=True)
class Token:
    kind: str  # "string", "punct", "operator", "word" or "end"
    text: str
    at: int  # position in the rule, counted from 0


def tokens(rule: str) -> list[Token]:
    """Cut a rule into tokens, the last one of kind "end".

    Raises RuleError for a character that no token starts with.
    """
    found: list[Token] = []
    position, length = 0, len(rule.rstrip())
    while position < length:
        match = _TOKEN.match(rule, position)
        if match is None:
            raise RuleError(
                f"Invalid characters found in the rule at position {position}: {rule[position:][:20]}"
            )
        kind = match.lastgroup or ""
        text = match.group(kind)
        if kind == "operator":
            text = text.lower().lstrip("-")
        elif kind == "string":
            text = re.sub(r"`(.)", r"\1", text[1:-1])
        found.append(Token(kind, text, match.start(kind)))
        position = match.end()
    found.append(Token("end", "", length))
    return found
