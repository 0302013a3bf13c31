"""What people have judged of departments: a YAML file of factors, by the department's name."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.wave import Factors
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.marked_yaml import read
from intune_waves.declarations.shape import shape
from intune_waves.declarations.source_file import read_text
from intune_waves.declarations.wave_declaration import FactorsDeclaration
from intune_waves.stack.refusal import RefusedError


class DepartmentsDeclaration(Declaration):
    """The file's shape."""

    departments: dict[str, FactorsDeclaration] = Field(description="The factors of each department.")


def read_factors(file: Path) -> Mapping[str, Factors]:
    """Factors by department, in lower case. Raises RefusedError (exit code 2) with all complaints."""
    text = read_text(file, file.parent, shown=str(file))
    if isinstance(text, Complaint):
        raise RefusedError(str(text), exit_code=2)
    declared, complaints = shape(read(text, str(file)), DepartmentsDeclaration)
    if complaints or declared is None:
        raise RefusedError("\n".join(str(_with_keys(each)) for each in complaints), exit_code=2)
    return {
        name.casefold(): Factors(
            each.willingness, each.complexity, each.requirements, each.location, each.business_risk
        )
        for name, each in declared.departments.items()
    }


def _with_keys(complaint: Complaint) -> Complaint:
    # Departments have names of their own, so only here is it known which keys may stand below them.
    if complaint.rule == "unknown-key" and complaint.path.startswith("departments."):
        return replace(complaint, expected=f"one of {', '.join(FactorsDeclaration.model_fields)}")
    return complaint
