"""Filling waves: cells in their turn, each wave as large as the waves before it have prepared for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf

from intune_waves.campaign.wave import Factors
from intune_waves.planning.candidate import Candidate
from intune_waves.planning.cell import Cell
from intune_waves.planning.draft import Draft, Piece, people_of, wave_names
from intune_waves.planning.limits import FIRST_WAVE, GROWTH, PlanLimits
from intune_waves.planning.ordering import EVERYBODY_ELSE_LAST, in_order
from intune_waves.planning.proposal import PlanRule, Proposal, ProposedWave, Reason
from intune_waves.planning.starts import propose_starts

FILL_IN_FIRST = PlanRule(
    "fill-in-first", "People whose department or country nobody has filled in go with everybody else."
)
ENFORCEMENT_BRAKE = PlanRule(
    "enforcement-brake", "No wave is larger than the campaign's brake lets one step enforce."
)
POLICY_BUDGET = PlanRule("policy-budget", "No more waves than a tenant takes access policies.")


def propose_waves(
    cells: Sequence[Cell], limits: PlanLimits, *, judged: Mapping[str, Factors], leave_out: Sequence[str] = ()
) -> Proposal:
    """Waves for an organisation, everybody else last, with the rules that made each.

    `judged` are the factors of departments, by name in lower case; `leave_out` are the break-glass accounts.
    Every person of `cells` is in exactly one wave.
    """
    pieces = _pieces((cell for cell in cells if cell.is_known), judged)
    brake = max(limits.brake.floor, int(limits.brake.percent * sum(len(c.names) for c in cells) / 100))
    drafts, rest = _fill(pieces, limits, brake=brake)
    unknown = _pieces((cell for cell in cells if not cell.is_known), judged)
    # Where nobody is left over, the last wave becomes everybody else: people who join later need a place too.
    last = drafts.pop() if drafts and not rest and not unknown else Draft([*rest, *unknown])
    last.is_rest = True
    last.reasons.append(EVERYBODY_ELSE_LAST.because("it takes whoever is in no other wave"))
    if unknown:
        count = sum(piece.people for piece in unknown)
        last.reasons.append(FILL_IN_FIRST.because(f"{count:,} of them have no department or country"))
    waves = _waves([*drafts, last], limits, leave_out=leave_out)
    return Proposal(waves, tuple(_remarks(last, brake, limits=limits, cut_short=bool(rest))))


def _pieces(cells: Iterable[Cell], judged: Mapping[str, Factors]) -> list[Piece]:
    by_id: dict[str, Cell] = {}
    candidates: list[Candidate] = []
    for cell in cells:
        # Commas in the names themselves could make two cells read alike.
        unique = cell.id if cell.id not in by_id else f"{cell.id} ({len(by_id)})"
        by_id[unique] = cell
        candidates.append(replace(cell.candidate(judged), id=unique))
    return [Piece(by_id[candidate.id], candidate, (why,)) for candidate, why in in_order(candidates)]


def _fill(pieces: list[Piece], limits: PlanLimits, *, brake: int) -> tuple[list[Draft], list[Piece]]:
    drafts: list[Draft] = []
    queue = pieces[::-1]
    begun = 0
    while queue and len(drafts) < (limits.most_waves or inf) - 1:
        most = min(GROWTH * begun or FIRST_WAVE, brake, limits.helpdesk or brake)
        drafts.append(_one(queue, most))
        begun += drafts[-1].people
    return drafts, queue[::-1]


def _one(queue: list[Piece], most: int) -> Draft:
    """One wave from the end of the queue; what does not fit goes back there."""
    draft = Draft()
    while queue and draft.people < most:
        piece = queue[-1]
        room = most - draft.people
        if draft.pieces and not _belongs(piece, draft, queue=queue, room=room):
            break
        queue.pop()
        if piece.people > room:
            drawn, left = piece.split(room)
            queue.append(left)
            piece = drawn
        draft.add(piece)
    return draft


def _belongs(piece: Piece, draft: Draft, *, queue: Sequence[Piece], room: int) -> bool:
    if piece.kind != draft.pieces[-1].kind:
        return False
    if piece.candidate.is_it:
        return True
    if piece.cell.country not in draft.countries:
        # Several countries share a wave only where each is in it as a whole.
        region = [
            each for each in queue if each.kind == piece.kind and each.cell.country == piece.cell.country
        ]
        return sum(each.people for each in region) <= room and not any(each.is_part for each in draft.pieces)
    # Half a wave of room is worth splitting a department for.
    return piece.people <= room or room * 2 > room + draft.people


def _waves(
    drafts: Sequence[Draft], limits: PlanLimits, *, leave_out: Sequence[str]
) -> tuple[ProposedWave, ...]:
    names = wave_names(drafts)
    groups = [
        Candidate(wave_id, draft.people, draft.factors, is_rest=draft.is_rest)
        for (wave_id, _), draft in zip(names, drafts, strict=True)
    ]
    waves = []
    starts = propose_starts(groups, limits)
    for (wave_id, title), draft, (start, why) in zip(names, drafts, starts, strict=True):
        people, listed = people_of(draft, leave_out)
        reasons = (*_told_once(draft.reasons), *why)
        size = draft.people or None
        waves.append(ProposedWave(wave_id, title, people, size, draft.factors, start, reasons, listed))
    return tuple(waves)


def _told_once(reasons: Sequence[Reason]) -> list[Reason]:
    """The first reason of each rule, with how many more cells it put here."""
    told: list[Reason] = []
    for rule in dict.fromkeys(each.rule for each in reasons):
        same = [each for each in reasons if each.rule == rule]
        more = f" (and {len(same) - 1} more)" if len(same) > 1 else ""
        told.append(Reason(rule, f"{same[0].text}{more}"))
    return told


def _remarks(last: Draft, brake: int, *, limits: PlanLimits, cut_short: bool) -> Iterable[Reason]:
    if cut_short and limits.most_waves:
        yield POLICY_BUDGET.because(
            f"{limits.most_waves} waves are as many as a tenant has room for policies"
        )
    if last.people > brake:
        yield ENFORCEMENT_BRAKE.because(
            f"to review: the last wave has {last.people:,} people, and one step may enforce {brake:,}",
        )
