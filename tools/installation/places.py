"""Where set-up keeps what, on each system."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.installation.venv_state import python_of

PROJECT = Path(__file__).resolve().parents[2]


def cache_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The user's folder for engines, shared by all checkouts: INTUNE_WAVES_CACHE or the system's own."""
    named = environment.get("INTUNE_WAVES_CACHE")
    if named:
        return Path(os.path.abspath(os.path.expanduser(named)))
    if platform == "win32":
        base = environment.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    elif platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = environment.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "intune-waves"


def venv_python(project: Path, platform: str = sys.platform) -> Path:
    """The Python of a checkout's virtual environment, whether it is there or not."""
    return Path(python_of(str(project), platform))


def executable(name: str, platform: str = sys.platform) -> str:
    """A program's file name: `pulumi`, or `pulumi.exe` on Windows."""
    return f"{name}.exe" if platform == "win32" else name


def user_pulumi_home(environment: Mapping[str, str] = os.environ) -> Path:
    """The Pulumi folder that the user had before ours: their logins are there."""
    return Path(environment.get("PULUMI_HOME") or os.path.expanduser("~/.pulumi"))
