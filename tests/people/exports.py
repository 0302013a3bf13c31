"""Small exports for tests: Adatum's people and devices, as the admin centres write them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

USERS = ("userPrincipalName", "displayName", "id", "userType", "department", "accountEnabled", "country")
DEVICES = ("Device ID", "Device name", "OS", "Compliance", "Managed by", "Primary user UPN")


def csv_text(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Rows as CSV, quoted where needed."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def user(name: str, **cells: str) -> dict[str, str]:
    """A row of the users export: an enabled member unless `cells` say otherwise."""
    upn = f"{name}@adatum.com"
    member = {"userPrincipalName": upn, "displayName": name, "id": f"id-{name}", "userType": "Member"}
    return {**member, "department": "", "accountEnabled": "True", "country": "US", **cells}


def device(name: str, user_name: str, **cells: str) -> dict[str, str]:
    """A row of the devices export: a compliant Windows device that Intune manages."""
    upn = f"{user_name}@adatum.com" if user_name else ""
    known = {"Device ID": name, "Device name": name, "OS": "Windows", "Compliance": "Compliant"}
    return {**known, "Managed by": "Intune", "Primary user UPN": upn, **cells}


def write(path: Path, titles: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Path:
    """Write an export in UTF-8 with a byte order mark, as the portals do."""
    cells = [[row[title] for title in titles] for row in rows]
    path.write_text(csv_text([titles, *cells]), encoding="utf-8-sig", newline="")
    return path
