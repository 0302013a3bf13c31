"""A membership rule, compiled to a condition of SQL on people.

Served is everything that Microsoft's page has for users: all operators and properties, -any and -all over
lists, memberOf, Direct Reports, extension attributes and custom extension properties, null and system.now.
Comparisons ignore case, as Entra's do. Rules for devices are not served.
"""

import re

from tools.simulated_tenant.rules.lexer import RuleError, RuleNotServedError, Token, tokens
from tools.simulated_tenant.rules.properties import BOOLEAN, LISTS, MOMENT, PLAN, text_property
from tools.simulated_tenant.wire.filter import Condition

MOST_CHARACTERS = 3072
_LIKE = {"startswith": "{}%", "endswith": "%{}", "contains": "%{}%"}
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DIRECT_REPORTS = re.compile(r"\s*direct\s+reports\s+for\s+[\"']([^\"']*)[\"']\s*", re.IGNORECASE)
_NOW = "(SELECT json_extract(value, '$') FROM setting WHERE key = 'clock')"


class _Rule:
    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self, kind: str, expected: str) -> Token:
        token = self.peek()
        if token.kind != kind:
            raise RuleError(f"Expected {expected} at position {token.at}, got '{token.text or 'the end'}'")
        self.at += 1
        return token

    def accept(self, kind: str, text: str) -> bool:
        token = self.peek()
        if token.kind == kind and token.text == text:
            self.at += 1
            return True
        return False

    def whole(self) -> Condition:
        condition = self.either()
        if self.peek().kind != "end":
            raise RuleError(f"Expected an operator at position {self.peek().at}, got '{self.peek().text}'")
        return condition

    def either(self, element: str = "") -> Condition:
        condition = self.both(element)
        while self.accept("operator", "or"):
            right = self.both(element)
            condition = Condition(f"({condition.sql} OR {right.sql})", condition.values + right.values)
        return condition

    def both(self, element: str) -> Condition:
        condition = self.single(element)
        while self.accept("operator", "and"):
            right = self.single(element)
            condition = Condition(f"({condition.sql} AND {right.sql})", condition.values + right.values)
        return condition

    def single(self, element: str) -> Condition:
        if self.accept("operator", "not"):
            inner = self.single(element)
            return Condition(f"NOT {inner.sql}", inner.values)
        if self.accept("punct", "("):
            inner = self.either(element)
            if not self.accept("punct", ")"):
                raise RuleError(f"Expected a closing parenthesis at position {self.peek().at}")
            return Condition(f"({inner.sql})", inner.values)
        return self.of_element(element) if element else self.comparison()

    def comparison(self) -> Condition:
        name = self.take("word", "a property such as user.department")
        prefix, _, key = name.text.partition(".")
        if prefix.lower() == "device":
            raise RuleNotServedError(f"rules for devices ({name.text})")
        column = text_property(key) if prefix.lower() == "user" else None
        key = key.lower() if prefix.lower() == "user" else ""
        if column is None and key not in {*BOOLEAN, *MOMENT, *LISTS, "memberof"}:
            raise RuleError(f"Unknown property '{name.text}' at position {name.at}")
        operator = self.take("operator", "an operator such as -eq")
        if key == "memberof":
            return self.member_of(operator)
        if key in LISTS:
            return self.listed_property(key, operator)
        if key in BOOLEAN:
            return self.truth(BOOLEAN[key], operator)
        if key in MOMENT:
            return self.moment(MOMENT[key], operator)
        return self.text(str(column), operator)

    def truth(self, column: str, operator: Token) -> Condition:
        value = self.peek()
        word = value.text.lower().lstrip("$")
        if operator.text not in ("eq", "ne") or word not in ("true", "false", "null"):
            raise RuleError(f"Expected -eq or -ne and true or false at position {operator.at}")
        self.at += 1
        equal = operator.text == "eq"
        if word == "null":
            return Condition(f"{column} IS {'' if equal else 'NOT '}NULL")
        return Condition(f"{column} {'IS' if equal else 'IS NOT'} {int(word == 'true')}")

    def moment(self, column: str, operator: Token) -> Condition:
        signs = {"eq": "=", "ne": "<>", "le": "<=", "ge": ">="}
        if operator.text not in signs:
            raise RuleError(f"The operator -{operator.text} at position {operator.at} is not one for times")
        if self.null():
            return Condition(f"{column} IS {'NOT ' if operator.text == 'ne' else ''}NULL")
        sign = signs[operator.text]
        token = self.peek()
        self.at += 1
        if token.kind == "word" and token.text.lower() == "system.now":
            shift = self.shift()
            return Condition(f"coalesce(julianday({column}) {sign} julianday({_NOW}{shift}), 0)")
        if token.kind not in ("string", "moment"):
            raise RuleError(f"Expected a time or system.now at position {token.at}, got '{token.text}'")
        return Condition(f"coalesce(julianday({column}) {sign} julianday(?), 0)", (token.text,))

    def shift(self) -> str:
        for word, sign in (("plus", "+"), ("minus", "-")):
            if self.accept("operator", word):
                span = self.take("word", "a duration such as p1d")
                days = re.fullmatch(r"p(\d+)d", span.text, re.IGNORECASE)
                if days is None:
                    raise RuleNotServedError(f"the duration {span.text}")
                return f", '{sign}{days[1]} days'"
        return ""

    def null(self) -> bool:
        token = self.peek()
        if token.kind == "word" and token.text.lower() in ("null", "$null"):
            self.at += 1
            return True
        return False

    def text(self, column: str, operator: Token) -> Condition:
        verb = operator.text
        negated = verb == "ne" or verb.startswith("not")
        verb = {"ne": "eq"}.get(verb, verb.removeprefix("not"))
        if verb == "in":
            positive = self.values(column)
        elif verb == "eq" and self.null():
            positive = Condition(f"{column} IS NULL")
        elif verb == "eq":
            positive = Condition(f"{column} = ? COLLATE NOCASE", (self.string(),))
        elif verb in _LIKE:
            text = re.sub(r"([\\%_])", r"\\\1", self.string())
            positive = Condition(f"{column} LIKE ? ESCAPE '\\'", (_LIKE[verb].format(text),))
        elif verb == "match":
            positive = self.matched(column)
        else:
            raise RuleError(f"The operator -{operator.text} at position {operator.at} is not one for text")
        # A person without a value differs from every value: `-ne "IT"` finds the people of no department too.
        return Condition(
            f"NOT coalesce({positive.sql}, 0)" if negated else f"coalesce({positive.sql}, 0)", positive.values
        )

    def string(self) -> str:
        token = self.peek()
        # Quotes are optional unless the value is a string.
        if token.kind in ("number", "moment"):
            self.at += 1
            return token.text
        return self.take("string", "a value in quotes").text

    def listed(self) -> list[str]:
        if not self.accept("punct", "["):
            raise RuleError(f'Expected a list such as ["US","IE"] at position {self.peek().at}')
        values = [self.string()]
        while self.accept("punct", ","):
            values.append(self.string())
        if not self.accept("punct", "]"):
            raise RuleError(f"Expected a closing bracket at position {self.peek().at}")
        return values

    def values(self, column: str) -> Condition:
        values = self.listed()
        return Condition(f"{column} COLLATE NOCASE IN ({', '.join('?' for _ in values)})", tuple(values))

    def matched(self, column: str) -> Condition:
        pattern = self.string()
        try:
            re.compile(pattern)
        except re.error as error:
            raise RuleError(f"'{pattern}' is no regular expression: {error}") from error
        return Condition(f"{column} REGEXP ?", (pattern,))

    def listed_property(self, key: str, operator: Token) -> Condition:
        """-any and -all over the elements, or an operator for text, which one element has to fulfil."""
        source = f"json_each(more, '{LISTS[key]}') e"
        if operator.text in ("any", "all"):
            inner = self.single("plan" if key == "assignedplans" else "text")
            if operator.text == "any":
                return Condition(f"EXISTS (SELECT 1 FROM {source} WHERE {inner.sql})", inner.values)
            return Condition(f"NOT EXISTS (SELECT 1 FROM {source} WHERE NOT {inner.sql})", inner.values)
        if key == "assignedplans":
            raise RuleError(f"Expected -any or -all at position {operator.at}")
        if operator.text in ("eq", "ne") and self.null():
            negation = "NOT " if operator.text == "eq" else ""
            return Condition(f"{negation}EXISTS (SELECT 1 FROM {source})")
        negated = operator.text.startswith("not") or operator.text == "ne"
        verb = "eq" if operator.text == "ne" else operator.text.removeprefix("not")
        inner = self.text("e.value", Token("operator", verb, operator.at))
        negation = "NOT " if negated else ""
        return Condition(f"{negation}EXISTS (SELECT 1 FROM {source} WHERE {inner.sql})", inner.values)

    def of_element(self, element: str) -> Condition:
        """A comparison inside -any and -all: of `_`, or of a property of an assigned plan."""
        name = self.take("word", "an underscore" if element == "text" else "assignedPlan.servicePlanId")
        prefix, _, key = name.text.lower().partition(".")
        if element == "text" and name.text == "_":
            column = "e.value"
        elif element == "plan" and prefix == "assignedplan" and key in PLAN:
            column = f"json_extract(e.value, '$.{PLAN[key]}')"
        else:
            raise RuleError(f"Unknown property '{name.text}' at position {name.at}")
        return self.text(column, self.take("operator", "an operator such as -eq"))

    def member_of(self, operator: Token) -> Condition:
        """`user.memberOf -any (group.objectId -in ['…'])`: direct members of the groups."""
        if operator.text != "any" or not self.accept("punct", "("):
            raise RuleError(f"Expected -any (group.objectId -in [...]) at position {operator.at}")
        name = self.take("word", "group.objectId")
        verb = self.take("operator", "the operator -in")
        if name.text.lower() != "group.objectid" or verb.text != "in":
            raise RuleError(f"Expected group.objectId -in at position {name.at}, got '{name.text}'")
        ids = [each.lower() for each in self.listed()]
        for each in ids:
            if not _GUID.fullmatch(each):
                raise RuleError(f"'{each}' is no object id of a group")
        if not self.accept("punct", ")"):
            raise RuleError(f"Expected a closing parenthesis at position {self.peek().at}")
        marks = ", ".join("?" for _ in ids)
        return Condition(f"id IN (SELECT member_id FROM membership WHERE group_id IN ({marks}))", tuple(ids))


def compile_rule(rule: str) -> Condition:
    """Compile a rule.

    Raises RuleError with the position for a rule that cannot be read, RuleNotServedError for one of a kind
    that is not served.
    """
    if len(rule) > MOST_CHARACTERS:
        raise RuleError(f"The rule has {len(rule)} characters; at most {MOST_CHARACTERS} are allowed")
    reports = _DIRECT_REPORTS.fullmatch(rule)
    if reports:
        if not _GUID.fullmatch(reports[1]):
            raise RuleError(f"'{reports[1]}' is no object id of a manager")
        return Condition("json_extract(more, '$.manager') = ?", (reports[1].lower(),))
    return _Rule(rule).whole()


def source_groups(rule: str) -> list[str]:
    """The ids of the groups whose members a rule reads by memberOf."""
    if "memberof" not in rule.lower():
        return []
    return [
        token.text.lower() for token in tokens(rule) if token.kind == "string" and _GUID.fullmatch(token.text)
    ]
