"""What the tenant's own words say of the previous service."""

import pytest

from intune_waves.step.old_service import (
    MdmScope,
    OldServiceDevices,
    connector_answer,
    devices_answer,
    scope_answer,
)

INTUNE = "0000000a-0000-0000-c000-000000000000"


def scopes(intune: str, *others: str) -> list[MdmScope]:
    found = [MdmScope(INTUNE, "Microsoft Intune", intune)]
    return [*found, *(MdmScope(str(n), f"Contoso {n}", scope) for n, scope in enumerate(others))]


@pytest.mark.parametrize(
    ("found", "holds", "because"),
    [
        (scopes("all"), True, "the MDM scope applies to Intune alone"),
        (scopes("selected", "none"), True, "the MDM scope applies to Intune alone"),
        (scopes("none"), False, "the MDM scope of Microsoft Intune applies to nobody"),
        ([], False, "the MDM scope of Microsoft Intune applies to nobody"),
        (scopes("all", "all"), False, "the MDM scope of Contoso 0 still applies to people"),
        (
            scopes("all", "selected", "none", "unheard-of"),
            False,
            "the MDM scope of Contoso 0, Contoso 2 still applies to people",
        ),
    ],
)
def test_the_mdm_scope_is_intune_s_alone(found: list[MdmScope], holds: bool, because: str) -> None:
    answer = scope_answer(found)
    assert (answer.holds, answer.because) == (holds, because)


@pytest.mark.parametrize(
    ("states", "holds", "because"),
    [
        ([], True, "no connector of another service is on"),
        (
            [("Contoso", "terminated"), ("Fabrikam", "rejected")],
            True,
            "no connector of another service is on",
        ),
        ([("Contoso", "enabled")], False, "the connector of Contoso is on"),
        ([("Contoso", "unresponsive"), ("Fabrikam", "unknown")], False, "the connector of Contoso is on"),
        ([("Fabrikam", "unknown")], None, "whether the connector of Fabrikam is on is not known"),
        ([("Fabrikam", "unheard-of")], None, "whether the connector of Fabrikam is on is not known"),
    ],
)
def test_a_connector_is_off_only_when_the_tenant_says_so(
    states: list[tuple[str, str]], holds: bool | None, because: str
) -> None:
    answer = connector_answer(states)
    assert (answer.holds, answer.because) == (holds, because)


def test_no_device_may_be_left() -> None:
    assert devices_answer(OldServiceDevices(0, 0)).holds is True
    left = devices_answer(OldServiceDevices(2, 1))
    assert (left.holds, left.because) == (False, "the previous service manages 2 devices")
