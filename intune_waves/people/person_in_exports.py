"""One person as the exports know them: no tenant is asked, so policies are what is declared."""

from collections.abc import Sequence
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.conditional_access import desired_policy
from intune_waves.campaign.enrollment_restriction import desired_restrictions
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.people.devices_export import NamedDevice
from intune_waves.people.organisation import Organisation, managed_of
from intune_waves.people.wave_people import people_of_waves
from intune_waves.step.person_facts import (
    Account,
    Admitted,
    InWave,
    KnownDevice,
    KnownPolicy,
    KnownRestriction,
    PersonFacts,
)

_ENFORCED, _TARGET, _LEFT_OUT = "enforced group", "target group", "left out"
UNREAD = "Entra ID's devices, restrictions, policies and who was admitted are in no export"
"""What a story from exports does not know."""


# Many parameters: each comes from another place.
def facts_in_exports(
    name: str,
    campaign: Campaign,
    *,
    schedule: Schedule,
    organisation: Organisation,
    devices: Sequence[NamedDevice] | None,
    period: int,
    left_out: str,
    folder: Path,
) -> PersonFacts | None:
    """What the exports know of the person of that name in a period of the calendar; None for nobody of it.

    `devices` is None where no export of them was given.
    """
    upn, users = name.strip().lower(), organisation.users
    if not (upn in users.by_upn or upn in users.guests or upn in users.disabled):
        return None
    waves = people_of_waves(campaign, schedule, organisation=organisation, folder=folder)
    at = users.by_upn.get(upn)
    inside = [each for each in waves if at in each.people]
    place = None
    if inside:
        wave = campaign.wave(inside[0].wave)
        place = InWave(wave, schedule.stage(wave.id, period), f"the exports, in period {period}")
        if place.stage is Stage.ENFORCE:
            place = InWave(wave, place.stage, place.by, Admitted.NO)
    return PersonFacts(
        Account(upn, upn not in users.disabled, upn in users.guests, left_out),
        place,
        campaign.calendar.start_of(max(period, 1)),
        devices=None if devices is None else tuple(map(_known, devices)),
        restrictions=_restrictions(place),
        policies=_policies(place),
        memberships={_TARGET: "the wave", _ENFORCED: "whoever was admitted"}
        | ({_LEFT_OUT: "the account"} if left_out else {}),
        maybe=tuple(each.wave for each in waves if each.inconclusive),
        unread=(UNREAD, *(() if devices is not None else ("no devices export was given",))),
    )


def _known(found: NamedDevice) -> KnownDevice:
    return KnownDevice(
        found.name or "a device",
        managed_of(found.device),
        None,
        found.last_contact,
        registered_is_known=False,
        source="Intune's export",
    )


def _restrictions(place: InWave | None) -> tuple[KnownRestriction, ...]:
    if place is None:
        return ()
    desired = desired_restrictions(place.wave, place.stage)
    return tuple(
        KnownRestriction("as declared", each.platform.value, each.rule, number)
        for number, each in enumerate(desired, 1)
    )


def _policies(place: InWave | None) -> tuple[KnownPolicy, ...]:
    if place is None:
        return ()
    policy = desired_policy(
        place.wave,
        place.stage,
        group_id=_TARGET,
        enforced_group_id=_ENFORCED,
        excluded_user_ids=[_LEFT_OUT],
        enrollment_apps_excluded=True,
    )
    if policy is None:
        return ()
    return (
        KnownPolicy(
            policy.display_name,
            policy.state,
            frozenset(policy.included_groups),
            frozenset(policy.excluded_users),
        ),
    )
