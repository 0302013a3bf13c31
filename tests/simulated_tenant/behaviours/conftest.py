"""A tenant none of whose devices is healthy."""

import pytest

from tests.simulated_tenant.behaviours.test_enrolling import group_of
from tests.simulated_tenant.simulated import Simulated

BROKEN = {"enrolling": [1.0], "compliant": 0.0, "repaired": 0.0, "failing": 0.0}


@pytest.fixture
def broken(adatum: Simulated) -> Simulated:
    """Engineering enrolls every Windows machine in the first step, and none of them is healthy."""
    adatum.control("PUT", "behaviour", BROKEN)
    adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "Engineering"))
    return adatum
