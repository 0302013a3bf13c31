"""Whether a checkout's `.venv` is whole. Read before every verb, so it imports as little as it can."""

import hashlib
import json
import os
import sys
from typing import Any

VENV = ".venv"
STAMP = "intune-waves.json"
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements/dev.txt"


def lacks(project: str, *, development: bool = False) -> str | None:
    """Why the venv cannot be used as it is, or None. Reads a few files, starts nothing."""
    venv = os.path.join(project, VENV)
    if not os.path.exists(venv):
        return "is not there yet"
    stamp = _stamp(venv)
    if not stamp or not os.path.exists(python_of(project)):
        return "is not whole"
    if stamp.get("checkout") != project:
        return "was made in another folder"
    if stamp.get("runtime") != pins(project, RUNTIME):
        return f"is older than {RUNTIME}"
    if not set(stamp["packages"]) <= set(packages(venv)):
        return "has lost packages"
    if development and stamp.get("development") != pins(project, DEVELOPMENT):
        return "has not the packages for development"
    return None


def python_of(project: str, platform: str = sys.platform) -> str:
    """The venv's Python, whether it is there or not."""
    place = ("Scripts", "python.exe") if platform == "win32" else ("bin", "python")
    return os.path.join(project, VENV, *place)


def pins(project: str, requirements: str) -> str:
    """The SHA-256 of a requirements file, whatever line ends Git gave it. Raises OSError."""
    with open(os.path.join(project, requirements), "rb") as file:
        return hashlib.sha256(file.read().replace(b"\r\n", b"\n")).hexdigest()


def site_packages(venv: str) -> str | None:
    """The folder of the venv's packages; None where there is none."""
    if sys.platform == "win32":
        return os.path.join(venv, "Lib", "site-packages")
    library = os.path.join(venv, "lib")
    names = sorted(os.listdir(library)) if os.path.isdir(library) else []
    return os.path.join(library, names[0], "site-packages") if names else None


def packages(venv: str) -> list[str]:
    """The metadata folders of what is installed, by name."""
    folder = site_packages(venv)
    if folder is None or not os.path.isdir(folder):
        return []
    return sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))


def _stamp(venv: str) -> dict[str, Any]:
    try:
        with open(os.path.join(venv, STAMP), encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    whole = isinstance(stamp, dict) and isinstance(stamp.get("packages"), list)
    return stamp if whole else {}
