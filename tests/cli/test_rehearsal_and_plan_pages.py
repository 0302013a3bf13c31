"""The pages on rehearse and plan say what the code says."""

import re
from dataclasses import asdict

from intune_waves.planning import draft, filling, limits, ordering, starts
from intune_waves.planning.proposal import PlanRule
from intune_waves.rehearsal import Assumptions
from intune_waves.stack.home import PROJECT

REHEARSE = (PROJECT / "docs" / "rehearse.md").read_text(encoding="utf-8")
PLAN = (PROJECT / "docs" / "plan.md").read_text(encoding="utf-8")
ROOMS = ("intune_waves/people", "intune_waves/rehearsal", "intune_waves/cli/options/assumed.py")

OF_THE_DECLARATIONS = ("people_file.py", "sources.py")
"""What is wrong with a list is told with the declarations, which are read first; docs/waves.md has it."""


def test_every_assumption_stands_there_with_its_default() -> None:
    documented = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", REHEARSE, re.MULTILINE))
    assert documented == {key: f"{value:g}" for key, value in asdict(Assumptions()).items()}


def test_every_rule_of_the_planner_stands_there_with_its_sentence() -> None:
    documented = dict(re.findall(r"^\| `([a-z][a-z-]+)` \| (.+) \|$", PLAN, re.MULTILINE))
    modules = (draft, filling, limits, ordering, starts)
    found = [each for module in modules for each in vars(module).values() if isinstance(each, PlanRule)]
    rules = {rule.id: rule.sentence for rule in found}
    assert documented.keys() == rules.keys()
    for rule, sentence in rules.items():
        assert documented[rule].startswith(sentence.rstrip(".")), rule


def test_every_complaint_of_a_rehearsal_stands_there() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in ([PROJECT / room] if room.endswith(".py") else (PROJECT / room).glob("*.py"))
        if path.name not in OF_THE_DECLARATIONS
    ]
    raised = {rule for source in sources for rule in re.findall(r'rule="([a-z-]+)"', source)}
    conditional = {"file-missing", "file-unreadable"}
    documented = {
        rule
        for line in REHEARSE.splitlines()
        if line.startswith("| `")
        for rule in re.findall(r"`([a-z]+(?:-[a-z0-9]+)*)`", line.split("|")[1])
    }
    assert (raised | conditional) - {"wrong-type"} <= documented
