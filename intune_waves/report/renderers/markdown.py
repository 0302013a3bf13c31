"""A report as Markdown, as GitHub shows it in a pull request's comment: summary and grid first.

Nobody's name is in it, of those neither who decided a hold or an override: a comment goes to everybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intune_waves.report.grid_groups import shown_lines
from intune_waves.report.key_figures import key_figures
from intune_waves.report.renderers.coverage_drawing import percent, summary
from intune_waves.report.renderers.markdown_text import escaped
from intune_waves.report.rows import ClosingRow, Report, StepRow

_NAME = 60
_LETTERS = {"planned": "·", "announce": "A", "instruct": "I", "deadline": "D", "enforce": "E"}
_LEAST_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Section:
    """A part that is shown whole or not at all; `size` says how much is lost without it."""

    title: str
    text: str
    size: str


def markdown(report: Report, limit: int | None = None, *, added: Sequence[Section] = ()) -> str:
    """The report in at most `limit` characters: what does not fit is left out by whole sections, and named.

    `added` are sections that stand behind the summary and the grid. Raises ValueError for a limit
    that leaves no room for the summary.
    """
    head, *sections = [*_head(report), *_sections(report)]
    sections[1:1] = added
    if limit is None:
        return "\n\n".join(_shown(each) for each in (head, *sections)) + "\n"
    if limit < _LEAST_LIMIT:
        raise ValueError(f"{limit} characters are too few; at least {_LEAST_LIMIT}")
    kept = [_shown(head)[: limit // 2]]
    left: list[Section] = []
    for at, section in enumerate(sections):
        # Judged as if none of the later ones fitted: then the sentence about the rest always does.
        rest = _remainder([*left, *sections[at + 1 :]], limit)
        if len("\n\n".join([*kept, _shown(section), rest])) < limit:
            kept.append(_shown(section))
        else:
            left.append(section)
    whole = "\n\n".join([*kept, *([_remainder(left, limit)] if left else [])])
    return whole[: limit - 1] + "\n"


def _shown(section: Section) -> str:
    return f"## {section.title}\n\n{section.text}" if section.title else section.text


def _remainder(left: Sequence[Section], limit: int) -> str:
    named = ", ".join(f"{each.title} ({each.size})" for each in left)
    return f"*Left out to stay within {limit:,} characters: {named}. `./migrate report` shows everything.*"


def _head(report: Report) -> Iterator[Section]:
    said = [f"# {escaped(report.campaign, _NAME)}", "", f"**{escaped(report.upcoming.headline)}**"]
    said += [escaped(each) for each in report.upcoming.others]
    said += ["", escaped(report.place.sentence)]
    if report.place.stop:
        said += ["", f"**The campaign is stopped:** {escaped(report.place.stop)}"]
    said += [
        f"\n> **On paper it would be refused:** {escaped(each)}" for each in report.upcoming.refusals[:3]
    ]
    said += ["", "| | | |", "|--|--:|--|"]
    said += [f"| {each.name} | {each.value} | {each.note} |" for each in key_figures(report)]
    yield Section("", "\n".join(said), "")


def _means(step: StepRow) -> str:
    return f"{step.sentence} As counted now, its gate {step.gate}." if step.gate else step.sentence


def _sections(report: Report) -> Iterator[Section]:
    yield from _some("Waves and periods", _grid(report), count=len(report.grid.lines), what="waves")
    late = "\n".join(f"- {escaped(each)}" for each in report.unscheduled)
    yield from _some("Not as scheduled", late, count=len(report.unscheduled), what="waves")
    if report.unread:
        text = "\n".join(f"- {escaped(each)}" for each in report.unread)
        yield Section("Not read", text, f"{len(report.unread)} reasons")
    steps = [
        [escaped(each.title, _NAME), each.before, each.after, escaped(_means(each)), each.basis]
        for each in report.upcoming.steps
    ]
    moving = f"What period {report.upcoming.period} moves"
    headings = ["wave", "from", "to", "what that means", "numbers"]
    yield from _some(moving, _table(headings, steps), count=len(steps), what="waves")
    enforced = [
        [
            escaped(each.title, _NAME),
            f"{each.enforced:,} of {each.people:,}",
            f"{each.left_out:,}",
            escaped(" ".join(each.coming)) or "nobody came",
        ]
        for each in report.enforced
    ]
    table = _table(["wave", "under the policy", "left out for now", "newcomers"], enforced)
    yield from _some("Who is enforced", table, count=len(enforced), what="waves")
    drift = [
        [escaped(row.name), escaped(row.kind), escaped(f"{row.title}: {row.what}")]
        for row in report.drift.rows
    ]
    yield from _some("Drift", _table(["object", "kind", "what"], drift), count=len(drift), what="objects")
    coverage = [
        [
            escaped(line.title, _NAME),
            escaped(summary(line)),
            "" if line.needs is None else percent(line.needs),
        ]
        for line in report.coverage
    ]
    table = _table(["wave", "newest that is known", "its gate asks for"], coverage)
    yield from _some("Coverage", table, count=len(coverage), what="waves")
    gates = [
        [
            escaped(g.title, _NAME),
            g.stage,
            str(g.period),
            escaped(g.verdict),
            escaped(g.findings),
            g.read_at or "",
        ]
        for g in report.gates
    ]
    table = _table(["wave", "into", "period", "verdict", "figures", "read"], gates)
    yield from _some("Gates", table, count=len(gates), what="gates")
    yield from _some("Holds and overrides", _decided(report), count=_decisions(report), what="decisions")
    yield from _some("All periods, rehearsed", _forecast(report), count=len(report.forecast), what="periods")
    if report.closing:
        yield Section("Closing the campaign", _closing(report.closing), f"period {report.closing.period}")
    budgets = [
        [each.what, "not read" if each.now is None else str(each.now), str(each.most), str(each.peak or "")]
        for each in report.budgets
    ]
    table = _table(["budget", "now", "at most", "peak, rehearsed"], budgets)
    yield from _some("Budgets", table, count=len(budgets), what="budgets")


def _grid(report: Report) -> str:
    numbers = [
        f"**{each.number}**" if each.number == report.place.period else str(each.number)
        for each in report.grid.columns
    ]
    rows = [
        [
            escaped(line.title, _NAME),
            "?" if line.people is None else f"{line.people:,}",
            *(_LETTERS[cell.stage] + ("\\*" if cell.held else "") for cell in line.cells),
        ]
        for line in shown_lines(report.grid.lines)
    ]
    key = "A announce, I instruct, D deadline, E enforce; \\* held; the period in force is bold."
    return f"{_table(['wave', 'people', *numbers], rows)}\n\n{key}"


def _closing(closing: ClosingRow) -> str:
    rows = [
        [escaped(each.title), each.check, f"said to be done on {each.done}" if each.done else "not yet"]
        for each in closing.checklist
    ]
    said = f"In period {closing.period}, from {closing.first_day}."
    return f"{said}\n\n{_table(['what must be so', 'who tells', 'done'], rows)}" if rows else said


def _decided(report: Report) -> str:
    held = [
        [
            escaped(each.title, _NAME),
            f"held from period {each.since} to {'further notice' if each.until is None else each.until}",
            escaped(each.reason),
        ]
        for each in report.holds
    ]
    passed = [
        [escaped(each.title, _NAME), f"{each.gate} passes until period {each.until}", escaped(each.reason)]
        for each in report.overrides
    ]
    return _table(["wave", "what", "why"], [*held, *passed])


def _decisions(report: Report) -> int:
    return len(report.holds) + len(report.overrides)


def _forecast(report: Report) -> str:
    rows = [
        [
            str(row.period),
            row.first_day.isoformat(),
            "<br>".join(escaped(each, _NAME) for each in row.moves) or "nothing",
            f"{row.asked:,}",
            f"{row.blocked:,}",
            f"{row.covered:,} of {row.people:,}",
            "refused" if row.refusals else "passes",
        ]
        for row in report.forecast
    ]
    return _table(["period", "from", "what moves", "asked", "lose access", "covered", "verdict"], rows)


def _some(title: str, text: str, *, count: int, what: str) -> Iterator[Section]:
    if count:
        yield Section(title, text, f"{count} {what.removesuffix('s') if count == 1 else what}")


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["--"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)
