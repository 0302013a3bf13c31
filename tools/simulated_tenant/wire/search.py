"""`$search` of the directory (Microsoft Learn, "Use the $search query parameter in Microsoft Graph").

`"displayName:wave" AND ("description:pilot" OR "mail:a")`: each clause in double quotes, the property before
a colon, AND and OR in capital letters. A clause holds where a word of the property begins with each of its
words.
"""

import re
from collections.abc import Mapping

from tools.simulated_tenant.wire.call import Call
from tools.simulated_tenant.wire.errors import not_simulated, unsupported_query
from tools.simulated_tenant.wire.filter import EVERYTHING, Condition

_PARTS = re.compile(r'\s*(?:"(?P<clause>(?:[^"\\]|\\.)*)"|(?P<word>AND|OR|\(|\)))')
_WORDS = re.compile(r"[^\W_]+")


def compile_search(call: Call, columns: Mapping[str, str]) -> Condition:
    """The condition of the call's `$search`; everything without one. `columns` are SQL by property.

    Raises GraphError 400 without ConsistencyLevel: eventual and for what is no search, 501 for a property
    that is not searched here.
    """
    text = call.query.get("$search")
    if text is None:
        return EVERYTHING
    if not call.eventual:
        raise unsupported_query(
            "Request with $search query parameter only works through MSGraph with a special request header: "
            "'ConsistencyLevel: eventual'."
        )
    by_name = {name.lower(): column for name, column in columns.items()}
    sql, values, at, depth, wanted = "", list[str](), 0, 0, True
    while text[at:].strip():
        found = _PARTS.match(text, at)
        # A clause and what opens one stand where one is wanted; everything else stands behind one.
        if found is None or (found["clause"] is not None or found["word"] == "(") != wanted:
            raise _no_search(text)
        at, word = found.end(), found["word"]
        if word is None:
            part = _clause(found["clause"], by_name)
            sql, wanted = sql + part.sql, False
            values += part.values
            continue
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth < 0:
            raise _no_search(text)
        sql, wanted = f"{sql} {word} ", word != ")"
    if wanted or depth:
        raise _no_search(text)
    return Condition(sql, tuple(values))


def _clause(clause: str, columns: Mapping[str, str]) -> Condition:
    name, colon, sought = clause.partition(":")
    if not colon:
        raise not_simulated("$search without the property before a colon")
    column = columns.get(name.strip().lower())
    if column is None:
        raise not_simulated(f"$search in the property '{name.strip()}'")
    words = _WORDS.findall(sought)
    if not words:
        raise _no_search(clause)
    # Between two words stands whatever is no letter and no digit; a blank stands for it here.
    text = f"ifnull({column}, '')"
    for mark in ".@-_":
        text = f"replace({text}, '{mark}', ' ')"
    text = f"(' ' || {text})"
    parts = " AND ".join(f"{text} LIKE ?" for _ in words)
    return Condition(f"({parts})", tuple(f"% {word}%" for word in words))


def _no_search(text: str) -> Exception:
    return unsupported_query(f"Syntax error in $search: '{text}'. Clauses stand in double quotes.")
