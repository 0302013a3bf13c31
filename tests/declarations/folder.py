"""Writes the files of a case into a folder of waves."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CAMPAIGN = """\
name: Adatum moves to Intune
organisation: Adatum Corporation
first_period: 2027-01-11
period_length: 14 days
break_glass: [breakglass1@adatum.com, breakglass2@adatum.com]
"""
"""A campaign that is right; a case gets it unless it brings or leaves out its own."""
PILOT = """\
title: Limited pilot
people: {list: [adele.vance@adatum.com, alex.wilber@adatum.com]}
start: {period: 1}
"""
"""A wave that is right, for cases whose point lies elsewhere."""


def write(folder: Path, files: Mapping[str, Any]) -> None:
    """Write each file into `folder`, which is made.

    A text is the content; null leaves the file out; `{base64: …}` is bytes, `{repeat: text, times: n}` a long
    text, `{link: target}` a symbolic link, `{folder: true}` a folder.
    """
    folder.mkdir(parents=True)
    for name, content in {"campaign.yaml": CAMPAIGN, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            continue
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif "base64" in content:
            path.write_bytes(base64.b64decode(content["base64"]))
        elif "repeat" in content:
            path.write_text(content.get("first", "") + content["repeat"] * content["times"], encoding="utf-8")
        elif "link" in content:
            path.symlink_to(content["link"])
        else:
            path.mkdir()
