"""The YAML edge: text in a folder becomes a typed campaign whose values know their file, line and column."""

from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import DeclarationError

__all__ = ["DeclarationError", "load"]


def load(folder: Path) -> Campaign:
    """The campaign that the files of `folder` declare: campaign.yaml, and one more .yaml file per wave.

    Raises DeclarationError with all complaints, in the order of files and lines.
    """
    # Imported here: the declarations' models take a while to build, and a verb's help reads none.
    from intune_waves.declarations.loading import load as load_folder

    return load_folder(folder)
