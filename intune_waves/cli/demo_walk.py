"""What the demo does: time passes, a period is previewed, and put in force."""

import time
from dataclasses import dataclass

from rich.console import Console

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import Answer, is_closed, judge_checklist
from intune_waves.campaign.schedule import Schedule
from intune_waves.cli.tables.people_preview import show_people
from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.simulated_tenant import call_tenant
from intune_waves.stack.stack import Stack

STACK = "dev"


def to_be_done(campaign: Campaign, schedule: Schedule, *, period: int) -> str:
    """What a person has to do, and say, before `period` may close the campaign; nothing for other periods."""
    if not (campaign.closing and is_closed(campaign, schedule, period=period)):
        return ""
    judged = judge_checklist(campaign.closing.checklist, {})
    return "; ".join(each.item.title for each in judged if each.answer is Answer.NO)


@dataclass(frozen=True, slots=True)
class DemoWalk:
    """A campaign on the simulated tenant, walked one period after the other."""

    home: RuntimeHome
    campaign: Campaign
    schedule: Schedule

    def to(self, last: int) -> None:
        """Walk from the period in force to `last`; says so where there is nothing left to walk.

        Raises RefusedError where a preview or an up did not succeed; the next walk goes on from there. The
        period that closes the campaign ends the walk where it waits for a person's word.
        """
        console = Console(highlight=False)
        stack = Stack.open(STACK)
        stack.mend(self.campaign.waves)
        in_force = stack.state.period or 0
        if in_force >= last:
            console.print(f"Period {in_force} is in force already: nothing left to walk.")
        reached = in_force
        for period in range(in_force + 1, last + 1):
            if not self._step(console, period, last=last):
                break
            reached = period
        self._close(console, reached)

    def undo(self) -> None:
        """Take everything of the campaign out of the tenant, and turn the tenant back to its first day."""
        stack = Stack.open(STACK)
        stack.mend(self.campaign.waves, ending=True)
        if stack.state.period is not None and stack.run("destroy", ["--yes", "--skip-preview"]):
            raise RefusedError(
                "the earlier demo could not be undone", "./migrate destroy shows what is in the way"
            )
        stack.follow()
        call_tenant(self.home, ["reset"])

    def _step(self, console: Console, period: int, *, last: int) -> bool:
        """Whether the period is in force now."""
        first_day = self.campaign.calendar.start_of(period)
        console.print()
        console.rule(f"[bold]Period {period} of {last}[/bold], from {first_day}")
        if period > 1:
            days = str(self.campaign.calendar.length_of(period - 1))
            call_tenant(self.home, ["advance", "--days", days])
        began = time.monotonic()
        stack = Stack.open(STACK)
        show_people(stack, self.campaign, period=period)
        for verb, flags in (("preview", []), ("up", ["--yes", "--skip-preview"])):
            console.print(f"[bold]pulumi {verb}[/bold]  (period {period})")
            if code := stack.run(verb, flags, period=period):
                if undone := to_be_done(self.campaign, self.schedule, period=period):
                    console.print(f"Period {period} closes the campaign once it is done: {undone}.")
                    console.print("  ./migrate retire                what is open; docs/retire.md says how")
                    return False
                raise RefusedError(
                    f"period {period}: pulumi {verb} ended with exit code {code}; see its message above",
                    "./migrate demo goes on from the last period that is in force",
                )
        console.print(stack.follow().strip())
        console.print(f"Period {period} is in force after {time.monotonic() - began:.0f} s.")
        return True

    def _close(self, console: Console, period: int) -> None:
        console.print()
        console.rule("[bold]What you just saw[/bold]")
        enforced = [
            w.title for w in self.campaign.waves if self.schedule.stage(w.id, period).value == "enforce"
        ]
        console.print(f"Enforced now: {', '.join(enforced) or 'nobody'}.")
        console.print(f"  ./migrate preview --period {period + 1}   what the next period would change")
        console.print(
            f"  ./migrate up --period {period - 1}        one period back: access goes back to report-only"
        )
        console.print("  ./migrate demo --all            on to the period that closes the campaign")
        console.print("  ./migrate destroy --yes         take it all out of the tenant again")
