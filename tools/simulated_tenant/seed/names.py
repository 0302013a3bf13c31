"""First and last names, read from names.yaml."""

from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("names.yaml")


@lru_cache(maxsize=1)
def read_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First names and last names."""
    words: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(words["first"].split()), tuple(words["last"].split())
