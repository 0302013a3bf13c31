"""Reads collections: the one way to a list of Graph's, page after page, never for ever and never cut short
unseen.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Self

from intune_waves.graph.client.answer import Answer, Item
from intune_waves.graph.client.client import GraphClient, Version
from intune_waves.graph.client.errors import ShortList
from intune_waves.graph.client.json_object import Asked, JsonObject

MOST_PAGES = 50_000
"""Pages of one collection: fifty million people. A list that is longer has no end."""
MOST_EMPTY_PAGES = 200
"""Pages without an item, one after another; a filter may leave some empty."""
READINGS = 2
"""How often a list is read that its count does not bear out, where who is missing in it would be removed."""


@dataclass(frozen=True, slots=True)
class Nouns:
    """What a list holds, as a sentence says it of one and of several."""

    one: str = "item"
    many: str = "items"


PEOPLE = Nouns("person", "people")
MEMBERS = Nouns("member", "members")


@dataclass(frozen=True, slots=True)
class ListCount:
    """How many items a list held, and how many Graph counted of them; None where it gave no count."""

    listed: int
    counted: int | None

    @property
    def complete(self) -> bool:
        """Whether the count bears the list out. Who joins while it is read makes it longer than its count."""
        return self.counted is not None and self.listed >= self.counted

    def said(self, nouns: Nouns) -> str:
        """Both in words: `lists 1 person and counts 1,200`."""
        counted = "gives no count" if self.counted is None else f"counts {self.counted:,}"
        return f"lists {self.listed:,} {nouns.one if self.listed == 1 else nouns.many} and {counted}"


@dataclass(frozen=True, slots=True)
class Page:
    """The items of one page; `more` whether another page follows."""

    rows: list[JsonObject]
    more: bool


class Collection:
    """One reading of the collection at `path`, for a single pass.

    With `counted`, which names what is counted, Graph's own count of the collection is asked for and compared
    at the end. Only directory objects can be counted: Intune leaves the count out, or counts the page.
    Source: "Advanced query capabilities on Microsoft Entra ID objects", Microsoft Learn, 2025-02, which also
    says that `$count=true` is ignored without the header.
    """

    def __init__(
        self,
        client: GraphClient,
        path: str,
        *,
        about: str,
        version: Version = "v1.0",
        counted: Nouns | None = None,
    ) -> None:
        self._client = client
        self._path = f"{path}&$count=true" if counted else path
        self._about = about
        self._version: Version = version
        self._nouns = counted
        self._asked = Asked(about, f"GET {path.partition('?')[0]}")
        self._first: JsonObject | None = None
        self.count = ListCount(0, None)
        """What has been listed so far, and Graph's count."""

    @classmethod
    def begun(cls, client: GraphClient, item: Item, *, answer: Answer) -> Self:
        """The collection whose first page a $batch has answered. Raises GraphError where it was refused."""
        collection = cls(client, item.path, about=item.about)
        collection._first = client.body_of(item, answer)
        return collection

    async def pages(self) -> AsyncIterator[Page]:
        """Every page in turn.

        Raises GraphError; for a next link to another host before anything is sent there, and for one that
        leads back to a page that was read. Raises ShortList at the end of a list that its count does not bear
        out.
        """
        body = self._first or await self._get(self._path)
        counted = self._count_in(body)
        read, empty = {hash(f"{self._client.url}/{self._version}{self._path}")}, 0
        while True:
            rows = body.objects("value", needed=True)
            self.count = ListCount(self.count.listed + len(rows), counted)
            link = body.text("@odata.nextLink", "")
            yield Page(rows, bool(link))
            if not link:
                break
            following = self._client.below_graph(link, self._asked)
            empty = 0 if rows else empty + 1
            if hash(following) in read:
                raise self._asked.unexpected("its next link leads back to a page that was read already")
            if len(read) == MOST_PAGES or empty == MOST_EMPTY_PAGES:
                raise self._asked.unexpected(f"it goes on after {len(read):,} pages")
            read.add(hash(following))
            body = await self._get(following)
        await self.compare(self.count.listed)

    async def rows(self) -> AsyncIterator[JsonObject]:
        """Every item. Raises as `pages` does."""
        async for page in self.pages():
            for row in page.rows:
                yield row

    async def compare(self, listed: int) -> None:
        """Hold so many different items against the count, if there is one. Raises ShortList."""
        self.count = ListCount(listed, self.count.counted)
        if self._nouns is None or self.count.complete:
            return
        if self.count.counted is not None:
            # Somebody may have left while the list was read.
            self.count = ListCount(listed, self._count_in(await self._get(self._path)))
        if not self.count.complete:
            raise ShortList(self._about, self._asked.call, message=f"it {self.count.said(self._nouns)}")

    def _count_in(self, body: JsonObject) -> int | None:
        return body.whole("@odata.count") if self._nouns and "@odata.count" in body else None

    async def _get(self, path: str) -> JsonObject:
        headers = {"ConsistencyLevel": "eventual"} if self._nouns else None
        return await self._client.get(path, about=self._about, version=self._version, headers=headers)


async def counted_ids(
    client: GraphClient,
    path: str,
    *,
    about: str,
    nouns: Nouns,
    keep: Callable[[JsonObject], bool] = lambda row: True,
) -> set[str]:
    """Ids of the directory objects that `keep` takes, from a list that is at least as long as Graph counts.

    Raises ShortList, after a second reading, and GraphError.
    """
    left = READINGS
    while True:
        seen: set[str] = set()
        kept: set[str] = set()
        collection = Collection(client, path, about=about, counted=nouns)
        try:
            async for page in collection.pages():
                for row in page.rows:
                    seen.add(object_id := row.object_id())
                    if keep(row):
                        kept.add(object_id)
            await collection.compare(len(seen))
        except ShortList:
            left -= 1
            if not left:
                raise
        else:
            return kept
