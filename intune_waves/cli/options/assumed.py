"""What a rehearsal shall assume: a YAML file, and single values of the command line above it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from intune_waves.campaign.errors import Complaint, ComplaintsError
from intune_waves.campaign.place import Places
from intune_waves.declarations.marked_yaml import read, scalar
from intune_waves.declarations.source_file import read_text
from intune_waves.rehearsal.assumptions import Assumptions, judge_assumptions
from intune_waves.stack.refusal import RefusedError


def read_assumptions(file: Path | None, single: Sequence[str]) -> Assumptions:
    """The assumptions of `file`, with those of `single` (KEY=VALUE) above them.

    Raises RefusedError (exit code 2) with all complaints.
    """
    values: dict[str, Any] = {}
    places = Places("")
    if file:
        places, values = _read(file)
    given = dict(_single(each) for each in single)
    try:
        return judge_assumptions(values | given)
    except ComplaintsError as wrong:
        complaints = [
            replace(each, where=None if each.path in given or not file else places.of(each.path))
            for each in wrong.complaints
        ]
        raise RefusedError("\n".join(map(str, complaints)), exit_code=2) from None


def _read(file: Path) -> tuple[Places, dict[str, Any]]:
    text = read_text(file, file.parent, shown=str(file))
    if isinstance(text, Complaint):
        raise RefusedError(str(text), exit_code=2)
    document = read(text, str(file))
    if document.complaints:
        raise RefusedError("\n".join(map(str, document.complaints)), exit_code=2)
    if not isinstance(document.value, dict):
        wrong = Complaint(
            rule="wrong-type",
            where=document.places.of(""),
            what="this is not what belongs here",
            expected="keys and values, such as enrolled_after_instruct: 60",
        )
        raise RefusedError(str(wrong), exit_code=2)
    return document.places, document.value


def _single(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        raise RefusedError(
            f"--assuming {text}: this gives no value", "write --assuming compliant=90", exit_code=2
        )
    return key.strip(), scalar(value.strip())
