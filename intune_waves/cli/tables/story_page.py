"""A person's story as a page of the terminal, and as plain values."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from intune_waves.step.story import Story


def print_story(made: Story, console: Console) -> None:
    """Print the page."""
    for line in (*_standing(made), "\n[bold]Devices[/bold]"):
        console.print(line, soft_wrap=True)
    if made.devices:
        console.print(_devices(made))
    else:
        console.print("  none that is known")
    for line in (*_rules(made), *_ends(made)):
        console.print(line, soft_wrap=True)


def _standing(made: Story) -> Iterator[str]:
    yield f"[bold]{escape(made.person)}[/bold]"
    yield from (f"  {escape(line)}" for line in made.standing)
    if made.days:
        yield "\n[bold]Days[/bold]"
    for each in made.days:
        told = f", told on {each.told}" if each.told else ""
        here = " [bold]<- now[/bold]" if each.stage is made.stage else ""
        yield f"  {each.day}  {each.stage.value}{told}{here}"


def _rules(made: Story) -> Iterator[str]:
    if made.loss:
        yield f"  the wave's policy takes: {escape(made.loss)}"
    if made.restrictions:
        yield "\n[bold]Enrolling[/bold]"
    for each in made.restrictions:
        yield f"  {escape(each.platform)}: {escape(each.rule)} ({escape(each.name)})"
    yield "\n[bold]Policies[/bold]"
    for policy in made.policies:
        verdict = "applies" if policy.reaches else "does not apply"
        yield f"  {escape(policy.name)} ({policy.state}): {verdict}, {escape(policy.why)}"
    if not made.policies:
        yield "  none that asks for a compliant device or blocks"


def _ends(made: Story) -> Iterator[str]:
    for title, lines in (("Next", made.comes_next), ("To do", made.to_do), ("Not known", made.unread)):
        if lines:
            yield f"\n[bold]{title}[/bold]"
        yield from (f"  {escape(line)}" for line in lines)


def _devices(made: Story) -> Table:
    table = Table(show_edge=False, pad_edge=False, header_style="bold", padding=(0, 1, 0, 2))
    for title in ("device", "platform", "by", "last contact", "let in"):
        table.add_column(title, no_wrap=title != "device")
    table.add_column("why not")
    for each in made.devices:
        let_in = "[green]yes[/]" if each.let_in else "[bold red]no[/]"
        table.add_row(
            escape(each.name),
            each.platform,
            each.sources,
            escape(each.last_contact) or "-",
            let_in,
            escape(each.why_not),
        )
    return table


def plain_story(made: Story) -> dict[str, Any]:
    """The story in values that JSON has."""
    return {
        "person": made.person,
        "standing": list(made.standing),
        "wave": made.wave,
        "stage": made.stage and made.stage.value,
        "days": [
            {
                "stage": each.stage.value,
                "day": each.day.isoformat(),
                "told": each.told and each.told.isoformat(),
            }
            for each in made.days
        ],
        "devices": [
            {
                "name": each.name,
                "platform": each.platform,
                "sources": each.sources,
                "last_contact": each.last_contact or None,
                "let_in": each.let_in,
                "why_not": each.why_not or None,
            }
            for each in made.devices
        ],
        "loses": made.loss or None,
        "enrolling": [
            {"platform": each.platform, "restriction": each.name, "rule": each.rule}
            for each in made.restrictions
        ],
        "policies": [
            {"name": each.name, "state": each.state, "applies": each.reaches, "why": each.why}
            for each in made.policies
        ],
        "next": list(made.comes_next),
        "to_do": list(made.to_do),
        "not_known": list(made.unread),
    }
