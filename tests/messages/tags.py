"""What stands in a piece of HTML, as a browser's parser sees it."""

from html.parser import HTMLParser


class _Seeing(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words = ""
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def _see(html: str) -> _Seeing:
    seeing = _Seeing()
    seeing.feed(html)
    seeing.close()
    return seeing


def tags_of(html: str) -> set[str]:
    """The tags, and a name of its own for whatever else is no text."""
    seen = _see(html)
    return {tag for tag, _ in seen.seen} | ({"<!>"} if seen.others else set())


def attributes_of(html: str) -> list[tuple[str, str, str | None]]:
    """Each attribute: tag, name and value."""
    return [(tag, name, value) for tag, attrs in _see(html).seen for name, value in attrs]


def words_of(html: str) -> str:
    """The text that people see."""
    return _see(html).words
