"""A membership rule, cut into words."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

WordKind = Literal["name", "text", "operator", "mark", "end"]


class InconclusiveError(Exception):
    """What a rule selects cannot be told from an export; the text is a clause that says why."""


class Word(NamedTuple):
    """One word. An operator is in lower case and without its hyphen; a text is without its quotes."""

    kind: WordKind
    text: str


_WORD = re.compile(
    r"""\s*(?:
        (?P<mark>[()\[\],])
      | "(?P<double>(?:[^"`\\]|[`\\].)*)"
      | '(?P<single>(?:[^'`\\]|[`\\].)*)'
      | -(?P<operator>[A-Za-z]+)
      | (?P<name>[A-Za-z_][A-Za-z0-9_.]*)
      | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"[`\\](['\"])")
_OPERATORS = frozenset(
    {"and", "or", "not", "eq", "ne", "in", "notin", "startswith", "notstartswith", "contains", "notcontains"}
    | {"match", "notmatch", "le", "ge", "lt", "gt", "any", "all"}
)
# "Supported properties" of users ("Manage rules for dynamic membership groups", Microsoft Learn, 2025-03), in
# lower case because rules ignore it.
_PROPERTIES = frozenset(
    {"accountenabled", "assignedplans", "city", "companyname", "country", "department", "dirsyncenabled"}
    | {"displayname", "employeehiredate", "employeeid", "facsimiletelephonenumber", "givenname", "jobtitle"}
    | {"mail", "mailnickname", "memberof", "mobile", "objectid", "onpremisesdistinguishedname", "othermails"}
    | {"onpremisessecurityidentifier", "passwordpolicies", "physicaldeliveryofficename", "postalcode"}
    | {"preferredlanguage", "proxyaddresses", "sipproxyaddress", "state", "streetaddress", "surname"}
    | {"telephonenumber", "usagelocation", "userprincipalname", "usertype"}
)
_OWN_PROPERTY = re.compile(r"extensionattribute([1-9]|1[0-5])|extension_[0-9a-f]{32}_\w+", re.ASCII)
_OTHER_NAMES = {
    "businessphones": "telephoneNumber",
    "faxnumber": "facsimileTelephoneNumber",
    "id": "objectId",
    "imaddresses": "sipProxyAddress",
    "mobilephone": "mobile",
    "officelocation": "physicalDeliveryOfficeName",
    "onpremisessyncenabled": "dirSyncEnabled",
    "upn": "userPrincipalName",
}
"""What Microsoft Graph calls a property that a rule calls otherwise."""

_QUOTED = re.compile(r""""(?:[^"`\\]|[`\\].)*"|'(?:[^'`\\]|[`\\].)*'""", re.DOTALL)
_OTHER_QUOTE = re.compile("[\u2018-\u201f\u2032\u2033\u00ab\u00bb\u00b4]")
_OTHER_HYPHEN = re.compile("[\u2010-\u2015\u2212]")
_PROPERTY = re.compile(r"(?<![\w.])user\.(\w+)", re.IGNORECASE)
_HYPHENED = re.compile(r"(?<![\w.])-([A-Za-z]+)")


class NotTaken(NamedTuple):
    """Why Entra ID refuses a rule, and what to write in place of it."""

    why: str
    expected: str


def not_taken(rule: str) -> NotTaken | None:
    """What Entra ID is known to refuse in a rule; None where nothing of that kind is found.

    Quotes and hyphens of a word processor are none; operators and properties are those of Microsoft's page.
    What stands in straight quotes is text, whatever it holds.
    """
    outside = _QUOTED.sub(" ", rule)
    if other := _OTHER_QUOTE.search(outside):
        return NotTaken(f"{other[0]} is a quote of a word processor", """straight quotes, " or '""")
    if other := _OTHER_HYPHEN.search(outside):
        return NotTaken(
            f"{other[0]} is a dash of a word processor", "a plain hyphen before an operator, as in -eq"
        )
    for operator in _HYPHENED.findall(outside):
        if operator.lower() not in _OPERATORS:
            return NotTaken(
                f"there is no operator -{operator}", "one such as -eq, -in, -startsWith, -contains or -match"
            )
    for name in _PROPERTY.findall(outside):
        lowered = name.lower()
        if lowered not in _PROPERTIES and not _OWN_PROPERTY.fullmatch(lowered):
            named = _OTHER_NAMES.get(lowered, "department or user.extensionAttribute1")
            return NotTaken(f"a rule knows no user.{name}", f"user.{named}")
    return None


def words(rule: str) -> Iterator[Word]:
    """The words of a rule, `end` last. Raises InconclusiveError where there is something else.

    Operators may stand without their hyphen, as Entra ID allows. Source: Microsoft Learn, "Manage rules for
    dynamic membership groups in Microsoft Entra ID" (2025-03).
    """
    at = 0
    while True:
        match = _WORD.match(rule, at)
        if match is None:
            rest = rule[at:].strip()
            raise InconclusiveError(f"{rest[:20]!r} in it is not understood")
        at = match.end()
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind in ("double", "single"):
            yield Word("text", _ESCAPED.sub(r"\1", text))
        elif kind == "mark":
            yield Word("mark", text)
        elif kind == "operator" or (kind == "name" and text.lower() in _OPERATORS):
            yield Word("operator", text.lower())
        elif kind == "name":
            yield Word("name", text)
        else:
            yield Word("end", "")
            return
