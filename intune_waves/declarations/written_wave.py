"""One wave's file as written: its declaration, where its values stand, and the people that it lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from intune_waves.campaign.place import Place, Places
from intune_waves.declarations.people_declaration import EVERYBODY_ELSE
from intune_waves.declarations.wave_declaration import WaveDeclaration
from intune_waves.people.people_file import PeopleFile


@dataclass(frozen=True, slots=True)
class WrittenWave:
    """What the rules look at. `id` is the file's name without .yaml."""

    id: str
    declaration: WaveDeclaration
    places: Places
    file: PeopleFile | None = None
    """The file of people, when the wave names one and its name is right."""

    @property
    def is_everybody_else(self) -> bool:
        """Whether the wave takes whoever no other wave takes."""
        return self.declaration.people == EVERYBODY_ELSE

    @property
    def names(self) -> list[str]:
        """The names of an inline list."""
        listed = self.declaration.people.listed
        return listed if isinstance(listed, list) else []

    @property
    def listed(self) -> int | None:
        """How many people the wave lists; None when it does not list them, or they could not be read."""
        if self.file:
            return len(self.file.lines) if not self.file.complaints else None
        return len(self.names) or None

    def people(self) -> Iterator[str]:
        """All listed names, in the order in which they stand."""
        yield from self.file.lines if self.file else self.names

    def place_of(self, upn: str) -> Place:
        """Where a listed name stands."""
        if self.file:
            return self.file.place(upn)
        return self.places.of(f"people.list.{self.names.index(upn)}")

    def path_of(self, upn: str) -> str:
        """The path of a listed name; empty in a file of people, which has no paths."""
        return "" if self.file else f"people.list.{self.names.index(upn)}"
