"""The small tenant that most tests of this folder talk to; each test gets its own."""

import pytest

from tests.simulated_tenant.simulated import Simulated


@pytest.fixture
def adatum() -> Simulated:
    return Simulated()
