"""A membership rule, compiled to a condition of SQL on people.

Served: -eq -ne -in -notIn -startsWith -notStartsWith -contains -notContains -match -notMatch, -and -or -not,
parentheses, user.<property>, null, true and false. Comparisons ignore case, as Entra's do. Not served:
device rules, -any, -all, memberOf, extension attributes.
"""

import re

from tools.simulated_tenant.rules.lexer import RuleError, Token, tokens
from tools.simulated_tenant.wire.filter import Condition

# property of user in a rule -> column of `person`, lower-cased because rules ignore case
_TEXT = {
    "userprincipalname": "user_principal_name",
    "displayname": "display_name",
    "givenname": "given_name",
    "surname": "surname",
    "mail": "mail",
    "mailnickname": "mail_nickname",
    "jobtitle": "job_title",
    "department": "department",
    "companyname": "company_name",
    "employeeid": "employee_id",
    "country": "country",
    "state": "state",
    "city": "city",
    "physicaldeliveryofficename": "office_location",
    "usagelocation": "usage_location",
    "usertype": "user_type",
    "objectid": "id",
}
_BOOLEAN = {"accountenabled": "account_enabled"}
_LIKE = {"startswith": "{}%", "contains": "%{}%"}


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

    def either(self) -> Condition:
        condition = self.both()
        while self.accept("operator", "or"):
            right = self.both()
            condition = Condition(f"({condition.sql} OR {right.sql})", condition.values + right.values)
        return condition

    def both(self) -> Condition:
        condition = self.single()
        while self.accept("operator", "and"):
            right = self.single()
            condition = Condition(f"({condition.sql} AND {right.sql})", condition.values + right.values)
        return condition

    def single(self) -> Condition:
        if self.accept("operator", "not"):
            inner = self.single()
            return Condition(f"NOT {inner.sql}", inner.values)
        if self.accept("punct", "("):
            inner = self.either()
            if not self.accept("punct", ")"):
                raise RuleError(f"Expected a closing parenthesis at position {self.peek().at}")
            return Condition(f"({inner.sql})", inner.values)
        return self.comparison()

    def comparison(self) -> Condition:
        name = self.take("word", "a property such as user.department")
        prefix, _, key = name.text.lower().partition(".")
        if prefix != "user" or (key not in _TEXT and key not in _BOOLEAN):
            raise RuleError(f"Unknown property '{name.text}' at position {name.at}")
        operator = self.take("operator", "an operator such as -eq")
        if key in _BOOLEAN:
            return self.truth(_BOOLEAN[key], operator)
        return self.text(_TEXT[key], operator)

    def truth(self, column: str, operator: Token) -> Condition:
        value = self.peek()
        if operator.text not in ("eq", "ne") or value.text.lower() not in ("true", "false"):
            raise RuleError(f"Expected -eq or -ne and true or false at position {operator.at}")
        self.at += 1
        wanted = (value.text.lower() == "true") == (operator.text == "eq")
        return Condition(f"{column} = {int(wanted)}")

    def text(self, column: str, operator: Token) -> Condition:
        verb = operator.text
        negated = verb == "ne" or verb.startswith("not")
        verb = {"ne": "eq"}.get(verb, verb.removeprefix("not"))
        if verb == "in":
            positive = self.listed(column)
        elif verb == "eq" and self.peek().kind == "word" and self.peek().text.lower() == "null":
            self.at += 1
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
        return self.take("string", "a value in quotes").text

    def listed(self, column: str) -> Condition:
        if not self.accept("punct", "["):
            raise RuleError(f'Expected a list such as ["US","IE"] at position {self.peek().at}')
        values = [self.string()]
        while self.accept("punct", ","):
            values.append(self.string())
        if not self.accept("punct", "]"):
            raise RuleError(f"Expected a closing bracket at position {self.peek().at}")
        return Condition(f"{column} COLLATE NOCASE IN ({', '.join('?' for _ in values)})", tuple(values))

    def matched(self, column: str) -> Condition:
        pattern = self.string()
        try:
            re.compile(pattern)
        except re.error as error:
            raise RuleError(f"'{pattern}' is no regular expression: {error}") from error
        return Condition(f"{column} REGEXP ?", (pattern,))


def compile_rule(rule: str) -> Condition:
    """Compile a rule.

    Raises RuleError with the position for a rule that is not served or cannot be read.
    """
    return _Rule(rule).whole()
