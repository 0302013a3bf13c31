"""Load a whole waves folder: every file is read and judged before the first complaint is told."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from intune_waves.campaign.campaign import Campaign, GuardFile
from intune_waves.campaign.device_evidence import Inventory
from intune_waves.campaign.errors import Complaint, DeclarationError, ScheduleError
from intune_waves.campaign.place import Place, Places
from intune_waves.campaign.schedule import Schedule, schedule_of
from intune_waves.campaign.wave import Wave
from intune_waves.declarations import people_rules, retire_rules, rules
from intune_waves.declarations.campaign_declaration import CampaignDeclaration, DefaultsDeclaration
from intune_waves.declarations.compilation import compile_campaign, compile_defaults, compile_wave
from intune_waves.declarations.marked_yaml import MarkedYaml, read
from intune_waves.declarations.shape import shape
from intune_waves.declarations.source_file import read_text, refuse_file
from intune_waves.declarations.values import as_wave_id
from intune_waves.declarations.wave_declaration import WaveDeclaration
from intune_waves.declarations.wave_table import TEMPLATE, wave_table
from intune_waves.declarations.written_wave import WrittenWave
from intune_waves.people.inventory_export import digest_of
from intune_waves.people.people_file import PeopleFile, read_people

CAMPAIGN_FILE = "campaign.yaml"
_OTHER_FOLDERS = frozenset({"people", "messages", "schema"})
"""Folders that hold no waves."""


def load(folder: Path) -> Campaign:
    """The campaign that the files of `folder` declare: campaign.yaml, and one more .yaml file per wave.

    Raises DeclarationError with all complaints, in the order of files and lines.
    """
    loading = _Loading(folder)
    campaign = loading.run()
    if campaign is None or loading.complaints:
        raise DeclarationError(sorted(loading.complaints, key=_position))
    return campaign


class _Loading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown = _shown(folder)
        self.complaints: list[Complaint] = []

    def run(self) -> Campaign | None:
        if not self.folder.is_dir():
            self.complaints.append(
                Complaint(
                    rule="no-folder",
                    where=Place(self.shown),
                    what="there is no such folder",
                    expected="the folder of campaign.yaml and the waves",
                    next_step="go to the project's folder, or name the right one",
                )
            )
            return None
        campaign, places = self.campaign()
        stems, written = self.waves()
        defaults = compile_defaults(campaign.defaults if campaign else DefaultsDeclaration())
        waves = [compile_wave(each, defaults) for each in written]
        guards = tuple(self.guards(campaign, places)) if campaign else ()
        inventories = tuple(self.inventories(campaign)) if campaign else ()
        self.judge(campaign, places, written=written)
        schedule = self.schedule(waves, stems)
        if campaign and campaign.retire:
            self.complaints.extend(retire_rules.judge_checklist_ids(campaign.retire, places))
            if schedule:
                self.complaints.extend(
                    retire_rules.judge_retire_period(campaign.retire, places, schedule=schedule)
                )
        if campaign is None or schedule is None:
            return None
        self.complaints.extend(rules.judge_calendar(campaign, places, schedule=schedule))
        by_id = {wave.id: wave for wave in waves}
        ordered = tuple(by_id[wave_id] for wave_id in schedule.order)
        return compile_campaign(campaign, places, waves=ordered, guards=guards, inventories=inventories)

    def campaign(self) -> tuple[CampaignDeclaration | None, Places]:
        path = self.folder / CAMPAIGN_FILE
        if not path.exists() and not path.is_symlink():
            complaint = Complaint(
                rule="no-campaign",
                where=Place(f"{self.shown}/{CAMPAIGN_FILE}"),
                what="there is no campaign for the waves",
                expected="a file campaign.yaml in the waves folder",
                next_step="add it; docs/waves.md shows one",
            )
            self.complaints.append(complaint)
            return None, Places(str(complaint.where))
        document = self.document(path)
        declaration, complaints = shape(document, CampaignDeclaration)
        self.complaints.extend(complaints)
        return declaration, document.places

    def waves(self) -> tuple[set[str], list[WrittenWave]]:
        stems: dict[str, str] = {}
        written: list[WrittenWave] = []
        has_table = False
        for path in _wave_files(self.folder):
            shown = self.shown_of(path)
            if path.name.endswith(TEMPLATE):
                written += self.table(path, stems)
                has_table = True
                continue
            self.complaints.extend(_judge_name(path, shown))
            if self.is_known(path.stem, where=Place(shown), stems=stems):
                continue
            document = self.document(path)
            declaration, complaints = shape(document, WaveDeclaration)
            self.complaints.extend(complaints)
            if declaration:
                written.append(self.written(path.stem, declaration, places=document.places))
        if not stems and not has_table:
            where = Place(self.shown)
            expected = "a file such as limited-pilot.yaml beside campaign.yaml"
            self.complaints.append(
                Complaint(
                    rule="no-waves",
                    where=where,
                    what="there is no wave",
                    expected=expected,
                    next_step="add one",
                )
            )
        return {*stems}, written

    def table(self, path: Path, stems: dict[str, str]) -> list[WrittenWave]:
        """The waves of the table beside a template."""
        template, rows = self.document(path), path.with_name(path.name.removesuffix(TEMPLATE) + ".csv")
        shown = self.shown_of(rows)
        text = read_text(rows, self.folder, shown=shown)
        if isinstance(text, Complaint):
            told = f"{self.shown_of(path)} fills a wave for each line of {rows.name}: {text.what}"
            self.complaints.append(replace(text, what=told))
            return []
        if template.value is None or template.complaints:
            self.complaints.extend(template.complaints)
            return []
        table = wave_table(text, shown, template=template)
        self.complaints.extend(table.complaints)
        if not table.waves and not table.complaints:
            self.complaints.append(_empty_table(shown))
        found, written = [], []
        for wave_id, document in table.waves.items():
            if self.is_known(wave_id, where=document.places.of(""), stems=stems):
                continue
            if document.complaints:
                found += document.complaints
                continue
            declaration, complaints = shape(document, WaveDeclaration)
            found += complaints
            if declaration and not isinstance(declaration.people.listed, list):
                written.append(self.written(wave_id, declaration, places=document.places))
            elif declaration:
                found.append(_listed_in_template(document.places))
        self.complaints.extend(table.of_template(template, found))
        return written

    def is_known(self, wave_id: str, *, where: Place, stems: dict[str, str]) -> bool:
        """Whether another file has a wave of that id already, which is a complaint."""
        first = stems.setdefault(wave_id, str(where))
        if first == str(where):
            return False
        self.complaints.append(
            Complaint(
                rule="wave-twice",
                where=where,
                what=f"the wave {wave_id} stands here again, first in {first}",
                got=wave_id,
                expected="each wave once, in whichever folder",
                next_step="remove one, or give it another id",
            )
        )
        return True

    def shown_of(self, path: Path) -> str:
        """A file of the folder, as people know it."""
        return f"{self.shown}/{path.relative_to(self.folder).as_posix()}"

    def written(self, wave_id: str, declaration: WaveDeclaration, *, places: Places) -> WrittenWave:
        name = declaration.people.listed
        file = self.people_file(name, places) if isinstance(name, str) else None
        inside = places.file.removeprefix(f"{self.shown}/")
        if isinstance(name, list) and "/" in inside:
            # Whoever reads the names later looks for those of a wave's own file beside campaign.yaml.
            file = read_people(self.folder / inside, places.file)
        if file:
            self.complaints.extend(file.complaints)
        return WrittenWave(wave_id, declaration, places, file)

    def people_file(self, name: str, places: Places) -> PeopleFile | None:
        pure = PurePosixPath(name)
        if (
            "\\" in name
            or pure.is_absolute()
            or ".." in pure.parts
            or pure.suffix.lower() not in (".csv", ".txt")
        ):
            self.complaints.append(
                Complaint(
                    rule="people-file",
                    where=places.of("people.list"),
                    path="people.list",
                    what=f"'{name}' is no file of people",
                    got=name,
                    expected="a list of names, or a .csv or .txt file of the waves folder with / in its path",
                )
            )
            return None
        path, shown = self.folder / pure, f"{self.shown}/{pure}"
        refused = refuse_file(path, self.folder, shown=shown)
        file = PeopleFile(path, shown, complaints=[refused]) if refused else read_people(path, shown)
        # What is wrong with the file as a whole is put right in the line that names it.
        file.complaints = [
            replace(
                each, where=places.of("people.list"), path="people.list", what=f"{file.shown}: {each.what}"
            )
            if each.where and not each.where.line
            else each
            for each in file.complaints
        ]
        return file

    def guards(self, campaign: CampaignDeclaration, places: Places) -> Iterator[GuardFile]:
        """The files of the organisation's own guards, looked for in the waves folder, then beside it."""
        project = self.folder.resolve().parent
        for index, name in enumerate(campaign.guards):
            path, shown = self.folder / name, f"{self.shown}/{name}"
            if not path.exists():
                path, shown = project / name, str(PurePosixPath(self.shown).parent / name)
            source = read_text(path, project, shown=shown, named="the project")
            if isinstance(source, Complaint):
                at = f"guards.{index}"
                told = replace(source, where=places.of(at), path=at, what=f"{shown}: {source.what}")
                self.complaints.append(told)
            else:
                yield GuardFile(shown, source)

    def inventories(self, campaign: CampaignDeclaration) -> Iterator[Inventory]:
        """The exports of other services' devices, looked for as guards are.

        One that cannot be read is no complaint here: what rests on it is not known then, and a step back, a
        stop and whatever else needs no devices go on.
        """
        project = self.folder.resolve().parent
        for each in campaign.inventories:
            path, shown = self.folder / each.file, f"{self.shown}/{each.file}"
            if not path.exists():
                path, shown = project / each.file, str(PurePosixPath(self.shown).parent / each.file)
            refused = refuse_file(path, project, shown=shown, named="the project")
            yield Inventory(shown, each.service, "" if refused else digest_of(path))

    def judge(
        self, campaign: CampaignDeclaration | None, places: Places, *, written: list[WrittenWave]
    ) -> None:
        if campaign:
            self.complaints.extend(rules.judge_break_glass(campaign, places))
        accounts = campaign.break_glass if campaign else ()
        excluded = [each.account for each in campaign.exclusions] if campaign else ()
        self.complaints.extend(people_rules.judge_people(written, accounts, excluded=excluded))
        for judge in (rules.judge_titles, rules.judge_sizes, rules.judge_remainder, rules.judge_overrides):
            self.complaints.extend(judge(written))

    def schedule(self, waves: list[Wave], stems: set[str]) -> Schedule | None:
        try:
            schedule = schedule_of(waves)
        except ScheduleError as error:
            # A wave whose own file is wrong exists all the same: to call it unknown would mislead.
            known = (c for c in error.complaints if c.rule != "start-unknown-wave" or c.got not in stems)
            self.complaints.extend(known)
            return None
        self.complaints.extend(rules.judge_last(waves, schedule))
        return schedule

    def document(self, path: Path) -> MarkedYaml:
        shown = self.shown_of(path)
        text = read_text(path, self.folder, shown=shown)
        if isinstance(text, Complaint):
            return MarkedYaml(Places(shown), complaints=[text])
        return read(text, shown)


def _wave_files(folder: Path) -> Iterator[Path]:
    """The waves' files and the templates of tables, in the folder and below it, in order of their paths."""
    found: list[Path] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each not in _OTHER_FOLDERS and not each.startswith(".")]
        found += [Path(at, name) for name in names if name.endswith((".yaml", ".yml"))]
    campaign = folder / CAMPAIGN_FILE
    for path in sorted(found):
        if path != campaign and not path.name.startswith("."):
            yield path


def _empty_table(shown: str) -> Complaint:
    return Complaint(
        rule="no-waves",
        where=Place(shown, 1, 1),
        what="there is no wave in the table",
        expected="a line for each wave below the names of the columns",
        next_step="add one, or remove table and template",
    )


def _listed_in_template(places: Places) -> Complaint:
    return Complaint(
        rule="table-list",
        where=places.of("people.list"),
        path="people.list",
        what="a template cannot list people: each wave would have the same",
        expected="list: people/<id>.csv, or another source of people",
        next_step="write a file of people for each wave, and name it by a column",
    )


def _judge_name(path: Path, shown: str) -> Iterator[Complaint]:
    if as_wave_id(path.stem) is None or path.suffix != ".yaml":
        yield Complaint(
            rule="wave-id",
            where=Place(shown),
            what=f"'{path.name}' is no name of a wave's file",
            got=path.name,
            expected="lower-case words joined by hyphens and .yaml, such as limited-pilot.yaml",
            next_step="name it with lower-case words joined by hyphens and .yaml, such as limited-pilot.yaml",
        )


def _shown(folder: Path) -> str:
    try:
        shown = folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        shown = folder.resolve().name
    return folder.resolve().name if shown == "." else shown


def _position(complaint: Complaint) -> tuple[str, int, int, str]:
    where = complaint.where or Place("")
    return where.file, where.line, where.column, complaint.rule
