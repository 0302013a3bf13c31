"""A proposal as files for the waves folder, made to be reviewed: each wave says why it is as it is."""

import json
import re
from collections.abc import Iterator, Mapping

from intune_waves.campaign.place import Places
from intune_waves.campaign.wave import Factors, Level
from intune_waves.planning.proposal import Proposal, ProposedWave

COVERAGE = 90
"""Percent of a wave's people that a proposal asks to be covered before it is enforced."""
_SCHEMA = "# yaml-language-server: $schema=schema/wave.schema.json\n"
_EARLIER_REASON = re.compile(r"# .* \[[a-z-]+\]")
_LEVELS = ("willingness", "complexity", "requirements", "business_risk")


def files_of(proposal: Proposal, helpdesk: int | None = None) -> Mapping[str, str]:
    """The files of a proposal of new waves, by path in the waves folder."""
    files: dict[str, str] = {}
    for wave in proposal.waves:
        files[f"{wave.id}.yaml"] = "\n".join(_lines(wave, helpdesk)) + "\n"
        if wave.names:
            files[_people_file(wave)] = "\n".join(["userPrincipalName", *wave.names]) + "\n"
    return files


def with_start(text: str, places: Places, *, wave: ProposedWave) -> str:
    """A wave's file with the proposed start in place of its own; every other line stays as it is."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n").split("\n")
    first = places.of_key("start").line
    last = max(
        place.line
        for known in (places.keys, places.values)
        for path, place in known.items()
        if path == "start" or path.startswith("start.")
    )
    # A mapping in braces may end below its last value.
    while "{" in lines[first - 1] and "}" not in "".join(lines[first - 1 : last]):
        last += 1
    first -= 1
    while first and _EARLIER_REASON.fullmatch(lines[first - 1]):
        first -= 1
    proposed = [*_because(wave), f"start: {{period: {wave.start}}}"]
    return "\n".join([*lines[:first], *proposed, *lines[last:]]) + "\n"


def _lines(wave: ProposedWave, helpdesk: int | None) -> Iterator[str]:
    yield _SCHEMA + "# Proposed by ./migrate plan; review it, and change whatever you know better."
    yield f"title: {_quoted(wave.title)}"
    if wave.people.takes_the_rest:
        yield "people: everybody-else"
    elif wave.people.membership_rule is not None:
        yield "people:"
        yield f"  rule: {_quoted(wave.people.membership_rule)}"
    else:
        yield f"people: {{list: {_people_file(wave)}}}"
    if wave.size:
        yield f"size: {wave.size}"
    yield from _because(wave)
    yield f"start: {{period: {wave.start}}}"
    factors = [*_factors(wave.factors)]
    if factors:
        yield "factors:"
        yield from factors
    yield "stages:"
    if helpdesk and wave.size and wave.size <= helpdesk:
        yield f"  instruct: {{newly_asked: {helpdesk}}}"
    yield f"  enforce: {{coverage: {COVERAGE}}}"


def _because(wave: ProposedWave) -> list[str]:
    # A name from an export could hold a line break, and must not become a line of YAML.
    lines = (" ".join(str(reason).split()) for reason in wave.reasons)
    return ["# " + "".join(each if each.isprintable() else "?" for each in line) for line in lines]


def _factors(factors: Factors) -> Iterator[str]:
    for name in _LEVELS:
        level: Level | None = getattr(factors, name)
        if level:
            yield f"  {name}: {level.name.lower()}"
    if factors.location and factors.location.isprintable():
        yield f"  location: {_quoted(factors.location)}"


def _people_file(wave: ProposedWave) -> str:
    return f"people/{wave.id}.csv"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
