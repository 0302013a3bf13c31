"""Which requests a failure is for, and whose turn it is among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tools.simulated_tenant.faults.effect import FaultPlanError, number

MATCH_KEYS = (
    "method", "path", "identity", "app", "at", "every", "times", "nth", "skip", "share", "ofNew",
    "skipOfNew",
)  # fmt: skip
_IDENTITIES = ("any", "app", "person")
_AT = ("graph", "signIn", "any")


@dataclass(frozen=True)
class Seen:
    """What a failure looks at in a request. `at` is "graph" or "signIn"; `hands`: sent by the portal app.

    `part`: "item" came in a batch and has no connection of its own; "batch" is the one that has it.
    """

    method: str
    path: str
    identity: str
    app: str
    hands: bool
    at: str
    part: str = ""


@dataclass(frozen=True)
class Match:
    """`path` is a glob on the path below the version. Hands are met only where `app` names or allows them."""

    method: str
    path: str
    identity: str  # "any", "app" or "person"
    app: str  # "" for every app but the portal, "any" for every app, or a client id
    at: str  # "graph", "signIn" or "any"

    def covers(self, seen: Seen) -> bool:
        return (
            self.method in ("*", seen.method)
            and self.identity in ("any", seen.identity)
            and self.at in ("any", seen.at)
            and (not seen.hands if not self.app else self.app in ("any", seen.app))
            and fnmatchcase(seen.path.lower(), self.path.lower())
        )


@dataclass(frozen=True)
class Turns:
    """Of the requests that match, those whose turn it is.

    `skip` are passed over, then every `every`-th is met, at most `times` times (0: always). `nth` are the
    numbers of the matches that are met, from 1; `share` is drawn. `of_new`: for each object that was made
    under this plan, its first so many matches.
    """

    every: int = 1
    times: int = 0
    nth: tuple[int, ...] = ()
    skip: int = 0
    share: float = 1.0
    of_new: int = 0
    skip_of_new: int = 0


def match_from(given: Mapping[str, Any]) -> Match:
    """Raises FaultPlanError naming the key that is wrong."""
    return Match(
        method=str(given.get("method", "*")).upper(),
        path=str(given.get("path", "*")),
        identity=_one_of(given, "identity", words=_IDENTITIES, default="any"),
        app=str(given.get("app", "")),
        at=_one_of(given, "at", words=_AT, default="graph"),
    )


def turns_from(given: Mapping[str, Any]) -> Turns:
    """Raises FaultPlanError naming the key that is wrong."""
    share = given.get("share", 1.0)
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
        raise FaultPlanError(f"share is a number from 0 to 1, got {share!r}")
    nth = given.get("nth", [])
    return Turns(
        every=max(1, number(given.get("every", 1), "every")),
        times=number(given.get("times", 0), "times"),
        nth=tuple(number(each, "nth") for each in (nth if isinstance(nth, list) else [nth])),
        skip=number(given.get("skip", 0), "skip"),
        share=float(share),
        of_new=number(given.get("ofNew", 0), "ofNew"),
        skip_of_new=number(given.get("skipOfNew", 0), "skipOfNew"),
    )


def _one_of(given: Mapping[str, Any], name: str, *, words: tuple[str, ...], default: str) -> str:
    value = str(given.get(name, default))
    if value not in words:
        raise FaultPlanError(f"{name} is one of {', '.join(words)}, got '{value}'")
    return value
