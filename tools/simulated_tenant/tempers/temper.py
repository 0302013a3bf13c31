"""A temper: faults that go together, and hands that reach in meanwhile, under one name and one seed.

`throttled+hands` is both. A temper is written out into one fault plan, which is what the tenant keeps.
"""

from pathlib import Path
from typing import Any

import yaml

from tools.simulated_tenant.faults.plan import FaultPlanError, joined, written_plan

FOLDER = Path(__file__).parent


def temper_names() -> list[str]:
    """The tempers that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def written_temper(names: str, seed: int | None = None) -> dict[str, Any]:
    """The fault plan of the tempers of these names, joined by `+`.

    Raises FaultPlanError for an unknown name.
    """
    whole: dict[str, Any] = {"name": names}
    for name in names.split("+"):
        if name not in temper_names():
            raise FaultPlanError(f"no temper is named '{name}'; there are {', '.join(temper_names())}")
        said = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        for faults in said.pop("faults", ()):
            whole = joined(whole, written_plan(faults))
        whole = joined(whole, said)
    return whole if seed is None else {**whole, "seed": seed}
