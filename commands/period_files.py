"""What the commit of a period holds: the stack's period, the messages, and what the rehearsal says."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from commands.period_commit import PeriodCommit
from commands.stack_file import StackFile
from migration.campaign import Campaign
from migration.headcount import people
from migration.rehearsal.period_row import PeriodRow
from migration.schedule import schedule as schedule_of
from migration.stage import Stage


def period_files(
    campaign: Campaign,
    file: StackFile,
    step: PeriodCommit,
    *,
    users: Path | None,
    devices: Path | None,
    group: Sequence[str] | None,
) -> tuple[dict[str, bytes | None], str]:
    """The files of the commit, by their path in the project, and the summary that its message says.

    Raises RefusedError for an export that cannot be read.
    """
    from commands.rehearsing import rehearsal_of

    rehearsed = rehearsal_of(campaign, users=users, devices=devices, group=group)
    row = next((each for each in rehearsed.rehearsal.rows if each.period == step.period), None)
    summary = "\n".join([*_summary(campaign, step, row), "", rehearsed.basis])
    files: dict[str, bytes | None] = {file.path.name: file.with_period(step.period).text.encode()}
    return files, summary


def _summary(campaign: Campaign, step: PeriodCommit, row: PeriodRow | None) -> Iterator[str]:
    """The step in a few lines, without a person's name."""
    planned = schedule_of(campaign)
    first_day = campaign.calendar.start_of(step.period)
    yield f"Period {step.period} begins on {first_day}; period {step.in_force} is in force."
    for wave_id in planned.order:
        before, now = (planned.stage(wave_id, period) for period in (step.in_force, step.period))
        if before is not now:
            yield f"- {campaign.wave(wave_id).title}: {before.value} -> {now.value}{_counted(row, wave_id)}"
    if row is not None and step.period > step.in_force:
        yield from (f"- would be refused: {refusal}" for refusal in row.refusals)


def _counted(row: PeriodRow | None, wave_id: str) -> str:
    found = next((each for each in row.steps if each.wave == wave_id), None) if row else None
    if found is None or not found.counted:
        return ""
    if found.now is Stage.ENFORCE:
        return f"; of {people(found.coverage.people)}, {found.blocked:,} would lose access (rehearsed)"
    return f"; {people(found.asked)} newly asked (rehearsed)" if found.asked else ""
