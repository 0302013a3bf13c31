"""Whom a dynamic membership rule selects of the users export's people, where that can be told offline."""

from intune_waves.people.rule_comparison import Cells, Selected, comparison
from intune_waves.people.rule_words import InconclusiveError, Word, WordKind, words

MOST_BRACKETS = 50
"""Levels of brackets at most; a rule of 3,072 characters that people wrote has a few."""


def selected_by(rule: str, cells: Cells) -> Selected:
    """The people whom `rule` selects.

    Understood are -eq, -ne, -in, -notIn, -startsWith, -notStartsWith, -contains and -notContains on
    properties of the user that the export has, with -and, -or, -not and brackets. Raises InconclusiveError,
    with the reason, for every other rule: nothing is guessed.
    """
    parser = _Parser(rule, cells)
    selected = parser.any_of()
    parser.expect("end", "")
    return selected


class _Parser:
    def __init__(self, rule: str, cells: Cells) -> None:
        self.words = [*words(rule)]
        self.next = 0
        self.cells = cells
        self.depth = 0

    def any_of(self) -> Selected:
        selected = self.all_of()
        while self.accept("operator", "or"):
            selected |= self.all_of()
        return selected

    def all_of(self) -> Selected:
        selected = self.single()
        while self.accept("operator", "and"):
            selected &= self.single()
        return selected

    def single(self) -> Selected:
        self.depth += 1
        if self.depth > MOST_BRACKETS:
            raise InconclusiveError(f"it has more than {MOST_BRACKETS} levels of brackets")
        try:
            if self.accept("operator", "not"):
                return self.cells.everybody - self.single()
            if self.accept("mark", "("):
                inner = self.any_of()
                self.expect("mark", ")")
                return inner
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Selected:
        name = self.take("name", "a property such as user.department")
        operator = self.take("operator", f"an operator after {name.text}")
        values = self.values(operator.text)
        return comparison(name.text, operator.text, values=values, cells=self.cells)

    def values(self, operator: str) -> list[str | bool | None]:
        if not self.accept("mark", "["):
            if operator in ("in", "notin"):
                raise InconclusiveError(f"-{operator} is not followed by a list")
            return [self.value()]
        found = [self.value()]
        while self.accept("mark", ","):
            found.append(self.value())
        self.expect("mark", "]")
        return found

    def value(self) -> str | bool | None:
        if self.peek.kind == "text":
            return self.take("text", "a text").text
        word = self.take("name", "a text in quotes").text.lower()
        if word not in ("true", "false", "null"):
            raise InconclusiveError(f"it compares with {word}, which is no text in quotes")
        return None if word == "null" else word == "true"

    @property
    def peek(self) -> Word:
        return self.words[self.next]

    def accept(self, kind: WordKind, text: str) -> bool:
        if self.peek == Word(kind, text):
            self.next += 1
            return True
        return False

    def take(self, kind: WordKind, expected: str) -> Word:
        found = self.peek
        if found.kind != kind:
            raise InconclusiveError(f"it has {found.text or 'its end'} where {expected} belongs")
        self.next += 1
        return found

    def expect(self, kind: WordKind, text: str) -> None:
        if not self.accept(kind, text):
            raise InconclusiveError(f"it has {self.peek.text or 'its end'} where {text or 'its end'} belongs")
