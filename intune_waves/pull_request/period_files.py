"""What the commit of a period holds: the stack's period, the messages, and what the rehearsal says."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import ComplaintsError
from intune_waves.campaign.schedule import schedule as schedule_of
from intune_waves.campaign.stage import Stage
from intune_waves.messages.written_folder import ForeignFileError, write
from intune_waves.people.organisation import Organisation
from intune_waves.pull_request.period_commit import PeriodCommit
from intune_waves.pull_request.period_messages import OUT, period_messages
from intune_waves.rehearsal import PeriodRow, Rehearsed
from intune_waves.stack.home import WAVES
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState
from intune_waves.step.headcount import people

_REHEARSALS = "rehearsals"
"""The folder of what was rehearsed before each period, one file for each."""


def period_files(
    campaign: Campaign,
    file: StackFile,
    *,
    step: PeriodCommit,
    today: date,
    rehearsed: Rehearsed,
    organisation: Organisation | None,
    state: StackState | None = None,
) -> tuple[dict[str, bytes | None], str]:
    """The files of the commit, by their path in the project (None: gone), and what its message says.

    `organisation` is what exports say of people, where there are any; `state` says which days they were told.
    Raises RefusedError for messages that cannot be made.
    """
    row = next((each for each in rehearsed.rehearsal.rows if each.period == step.period), None)
    summary = "\n".join([*_summary(campaign, step, row=row), "", rehearsed.basis])
    files = _messages(
        campaign, step, today=None if step.back else today, organisation=organisation, state=state
    )
    if not step.back:
        files[f"{_REHEARSALS}/period-{step.period}.md"] = f"# {step.subject}\n\n{summary}\n".encode()
    files[file.path.name] = file.with_period(step.period).text.encode()
    return files, summary


def _messages(
    campaign: Campaign,
    step: PeriodCommit,
    *,
    today: date | None,
    organisation: Organisation | None,
    state: StackState | None,
) -> dict[str, bytes | None]:
    """What writing the period's messages changes in their folder, found out in a copy of it."""
    if campaign.messages is None:
        return {}
    try:
        found = period_messages(
            campaign, step.period, folder=WAVES, organisation=organisation, today=today, state=state
        )
    except ComplaintsError as refused:
        raise RefusedError(str(refused)) from None
    before = _contents(OUT)
    with tempfile.TemporaryDirectory(prefix="intune-waves-") as private:
        copy = Path(private) / OUT.name
        if OUT.is_dir():
            shutil.copytree(OUT, copy)
        try:
            write(copy, found.made.files, belongs=found.belongs)
        except ForeignFileError as foreign:
            raise RefusedError(
                f"{OUT.name}/{foreign.file.relative_to(copy)}: the file exists, and ./migrate messages did "
                "not write it",
                "move it away",
            ) from None
        after = _contents(copy)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return {f"{OUT.name}/{name}": after.get(name) for name in changed}


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _summary(campaign: Campaign, step: PeriodCommit, *, row: PeriodRow | None) -> Iterator[str]:
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
    found = next((each for each in row.moves if each.wave == wave_id), None) if row else None
    if found is None or not found.counted:
        return ""
    if found.now is Stage.ENFORCE:
        return f"; of {people(found.coverage.people)}, {found.blocked:,} would lose access (rehearsed)"
    return f"; {people(found.asked)} newly asked (rehearsed)" if found.asked else ""
