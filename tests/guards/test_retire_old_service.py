from intune_waves.guards.retire_old_service import judge
from intune_waves.step.old_service import OldServiceDevices
from tests.guards.plans import Said, plan


def test_devices_that_are_left_are_counted_with_their_people_and_their_list() -> None:
    left = OldServiceDevices(1234, 1000, "they are listed in missing/old-service.csv")
    (complaint,) = judge(plan(closes=True, old_service=left))
    assert complaint.got == 1234
    assert complaint.what == (
        "the previous service still manages 1,234 devices of 1,000 people; "
        "they are listed in missing/old-service.csv"
    )


def test_a_device_without_an_owner_counts_too() -> None:
    (complaint,) = judge(plan(closes=True, old_service=OldServiceDevices(1, 0)))
    assert complaint.what == "the previous service still manages 1 device"


def test_what_nobody_knows_does_not_pass() -> None:
    (complaint,) = judge(plan(closes=True, old_service=None))
    assert complaint.what == "whether the previous service still manages a device is not known"


def test_no_device_passes_and_another_step_is_not_judged() -> None:
    assert list(judge(plan(closes=True, old_service=OldServiceDevices(0, 0)))) == []
    assert list(judge(plan(closes=False, old_service=OldServiceDevices(7, 7)))) == []


def said() -> Said:
    return (
        plan(closes=True, old_service=OldServiceDevices(3, 2, "they are listed in missing/old.csv")),
        [
            "retire: the previous service still manages 3 devices of 2 people; they are listed in "
            "missing/old.csv; let them leave it, or remove devices that are gone [retire-old-service]",
        ],
        3,
        "no device under the previous service",
    )
