"""What is known of one person: by the tenant, and by what the stack's state says of the waves."""

from collections.abc import Callable, Mapping
from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.observing.person_reading import PersonRead
from intune_waves.observing.standing import WAITING
from intune_waves.stack.stack_state import StackState, StateWave
from intune_waves.step.person_facts import Account, Admitted, InWave, PersonFacts

Declared = tuple[tuple[str, str], ...]
"""Waves that name a person, each with what tells so."""


def facts_of(
    read: PersonRead,
    campaign: Campaign,
    *,
    schedule: Schedule,
    state: StackState,
    declared: Declared,
    maybe: tuple[str, ...] = (),
    told: Callable[[str, str], Mapping[Stage, date]] = lambda wave, person: {},
) -> PersonFacts:
    """Put together what the tenant, the state and the declaration say of a person.

    The group that a wave has in the tenant goes before the declaration: it is what policies look at. `told`
    answers the days on which a wave's messages went out to somebody, by wave and id.
    """
    person = read.person
    place = _in_wave(read, campaign, schedule=schedule, waves=state.waves, declared=declared)
    never = left_out(campaign, person.principal_name)
    still = tuple(wave for wave in maybe if wave not in state.waves)
    return PersonFacts(
        Account(person.principal_name, person.enabled, person.guest, never),
        place,
        read.today,
        told=told(place.wave.id, person.id) if place else {},
        devices=read.devices,
        restrictions=read.restrictions,
        policies=read.policies,
        memberships={
            person.id: "the account",
            **{group: f"the group {name}" for group, name in person.groups.items()},
            **{role: f"the role {name}" for role, name in person.roles.items()},
        },
        stop=state.stop or "",
        maybe=still if person.enabled and not never else (),
        unread=read.unread,
    )


def left_out(campaign: Campaign, name: str) -> str:
    """Why the account of that name is never in the campaign; empty for everybody else."""
    lowered = name.lower()
    if lowered in map(str.lower, campaign.break_glass):
        return "a break-glass account"
    for each in campaign.exclusions:
        if each.account == lowered:
            return f"excluded by {each.by}: {each.reason}"
    return ""


def _in_wave(
    read: PersonRead,
    campaign: Campaign,
    *,
    schedule: Schedule,
    waves: Mapping[str, StateWave],
    declared: Declared,
) -> InWave | None:
    groups = read.person.groups
    named = dict(declared)
    in_tenant = {
        wave: "its group in the tenant" for wave, each in waves.items() if each.group and each.group in groups
    }
    found = [wave for wave in schedule.order if wave in in_tenant]
    found += [wave for wave in schedule.order if wave in named and wave not in found]
    if not found:
        return None
    first, *others = found
    state = waves.get(first)
    by = in_tenant.get(first) or named[first]
    if first not in in_tenant and state is not None:
        by += ", though not in its group in the tenant yet"
    admitted, until = _admission(read, state, wave=first)
    return InWave(
        campaign.wave(first), state.stage if state else Stage.PLANNED, by, admitted, until, tuple(others)
    )


def _admission(read: PersonRead, state: StateWave | None, *, wave: str) -> tuple[Admitted, date | None]:
    if state is None or state.admission is None or state.stage is not Stage.ENFORCE:
        return Admitted.NOT_YET, None
    if state.admission.enforced_group in read.person.groups:
        return Admitted.YES, None
    kind, day = read.waits.get(wave, ("", None))
    if day is None or day <= read.today:
        return Admitted.NO, None
    return Admitted.WAITING if kind == WAITING else Admitted.TAKEN_OUT, day
