"""What `./migrate plan` proposes, and writing it into a folder: nothing over other people's work."""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import schedule
from intune_waves.cli.options.department_factors import read_factors
from intune_waves.declarations import DeclarationError, load
from intune_waves.people.organisation import Organisation, cells_of
from intune_waves.people.wave_people import people_of_waves
from intune_waves.planning import PlanLimits, Proposal, propose_waves, reschedule
from intune_waves.planning.wave_file import files_of, with_start
from intune_waves.stack.home import people_folder
from intune_waves.stack.refusal import RefusedError

CAMPAIGN_FILE = "campaign.yaml"


def propose_anew(
    campaign: Campaign, organisation: Organisation, *, limits: PlanLimits, factors: Path | None
) -> tuple[Proposal, dict[str, str]]:
    """New waves for the people of exports, and their files. Raises RefusedError for exports without people
    and for factors that are wrong.
    """
    judged = read_factors(factors) if factors else {}
    cells = cells_of(organisation, (*campaign.break_glass, *campaign.excluded_accounts))
    if not cells:
        raise RefusedError(f"{organisation.users.shown}: nobody stands in it", exit_code=2)
    proposal = propose_waves(cells, limits, judged=judged, leave_out=campaign.break_glass)
    return proposal, dict(files_of(proposal, limits.helpdesk))


def propose_starts(
    campaign: Campaign, organisation: Organisation | None, *, limits: PlanLimits, folder: Path
) -> tuple[Proposal, dict[str, str]]:
    """New starts for the waves of `folder`, and their files; people are counted in exports where there are
    any.
    """
    counted: dict[str, int | None] = {}
    if organisation:
        found = people_of_waves(
            campaign, schedule(campaign), organisation=organisation, folder=people_folder(folder)
        )
        counted = {each.wave: None if each.inconclusive else len(each.people) for each in found}
    proposal = reschedule(campaign, limits, counted=counted)
    return proposal, rescheduled_files(proposal, campaign, source=folder)


def rescheduled_files(proposal: Proposal, campaign: Campaign, *, source: Path) -> dict[str, str]:
    """The files of waves that exist, with their proposed starts, and their lists of people."""
    files: dict[str, str] = {}
    for wave in proposal.waves:
        places = campaign.wave(wave.id).places
        assert places is not None
        own = source / f"{wave.id}.yaml"
        if not own.exists():
            raise RefusedError(
                f"{wave.id} is declared in {places.file}, and new starts are written into files beside "
                f"{CAMPAIGN_FILE} alone",
                "take the proposed start from --json, and write it there",
                exit_code=2,
            )
        text = own.read_bytes().decode("utf-8")
        files[f"{wave.id}.yaml"] = with_start(text, places, wave=wave)
        if wave.people.file:
            inside = wave.people.file.removeprefix(places.file.removesuffix(f"{wave.id}.yaml"))
            files[inside] = (source / inside).read_bytes().decode("utf-8")
    return files


def write_proposal(
    files: Mapping[str, str], proposal: Proposal, *, source: Path, folder: Path, force: bool
) -> int:
    """Write the files and the campaign of `source` into `folder`; answers how many were written.

    Raises RefusedError, before anything is written, where files would be overwritten without `force`, where
    other waves stand in the folder, and for a proposal that the declarations do not accept.
    """
    campaign = (source / CAMPAIGN_FILE).read_bytes().decode("utf-8")
    everything = {CAMPAIGN_FILE: campaign, **_templates(source), **files}
    _refuse_unsound(everything, proposal)
    known = {folder / name for name in everything}
    if folder.exists() and not folder.is_dir():
        raise RefusedError(f"{folder} is no folder", "name another one", exit_code=2)
    others = sorted(path.name for path in folder.glob("*.y*ml") if path not in known)
    if others:
        raise RefusedError(
            f"{folder} has other waves, which would become part of the campaign: {', '.join(others)}",
            "write into an empty folder",
            exit_code=2,
        )
    changed = {
        folder / name: text
        for name, text in everything.items()
        if not ((folder / name).exists() and (folder / name).read_bytes().decode("utf-8") == text)
    }
    standing = sorted(str(path.relative_to(folder)) for path in changed if path.exists())
    if standing and not force:
        raise RefusedError(
            f"{folder} has these files already: {', '.join(standing)}",
            "write into another folder, or overwrite them with --force",
            exit_code=2,
        )
    for path, text in changed.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return len(changed)


def _templates(source: Path) -> dict[str, str]:
    """The texts of the campaign's messages, by which a language that it declares holds."""
    found = {}
    for path in sorted((source / "messages").rglob("*.md")):
        with contextlib.suppress(UnicodeDecodeError):
            found[path.relative_to(source).as_posix()] = path.read_bytes().decode("utf-8")
    return found


def _refuse_unsound(files: Mapping[str, str], proposal: Proposal) -> None:
    with TemporaryDirectory(prefix="intune-waves-") as temporary:
        folder = Path(temporary) / "waves"
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode("utf-8"))
        try:
            starts = schedule(load(folder)).starts
        except DeclarationError as wrong:
            raise RefusedError(
                f"the proposal does not hold:\n{wrong}", "correct the waves that it is from"
            ) from None
    misread = [wave.id for wave in proposal.waves if starts[wave.id] != wave.start]
    if misread:
        raise RefusedError(
            f"the start of {', '.join(misread)} could not be replaced in its file",
            "write start: {period: 1} on a line of its own there, and plan again",
        )
