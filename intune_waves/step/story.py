"""One person's story: what a helpdesk is told of them, decided from plain values.

Where they stand in the campaign, what each of their devices is worth to conditional access and why, which
restriction and which policies hold for them, what comes next, and what they have to do.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.naming import is_policy_name
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave
from intune_waves.step.loss import (
    Device,
    Loss,
    LossReason,
    Management,
    asked_platforms,
    loss_of,
    shown_platform,
)
from intune_waves.step.person_facts import (
    COMPLIANT_DEVICE,
    Account,
    Admitted,
    InWave,
    KnownDevice,
    KnownPolicy,
    KnownRestriction,
    PersonFacts,
)

EVERYBODY = frozenset({"All"})
_STATES = {
    "enabled": "enforced",
    "enabledForReportingButNotEnforced": "report-only: it blocks nobody",
    "disabled": "switched off",
}
_FOUND_WANTING = {
    "noncompliant": "Intune has found it not compliant",
    "conflict": "two compliance policies contradict each other",
    "error": "Intune could not check it",
    "unknown": "Intune has not checked it yet",
    "configManager": "Configuration Manager decides, and has not marked it as compliant",
}


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device as a helpdesk reads it. `why_not` is empty for one that is let in."""

    name: str
    platform: str
    sources: str
    last_contact: str
    let_in: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy: whether it reaches the person, and why, or why not."""

    name: str
    state: str
    reaches: bool
    why: str


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """What holds for a platform when the person enrolls: the restriction that wins, or the default."""

    platform: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """A stage of the wave, its first day, and when the person was told of it; None where nobody knows."""

    stage: Stage
    day: date
    told: date | None


# Many fields: one for each part of the page.
@dataclass(frozen=True, slots=True)
class Story:
    """The whole page, in lines."""

    person: str
    standing: tuple[str, ...]
    wave: str | None
    stage: Stage | None
    days: tuple[DayLine, ...]
    devices: tuple[DeviceLine, ...]
    loss: str
    restrictions: tuple[RestrictionLine, ...]
    policies: tuple[PolicyLine, ...]
    comes_next: tuple[str, ...]
    to_do: tuple[str, ...]
    unread: tuple[str, ...]


def story(facts: PersonFacts, schedule: Schedule, *, calendar: Calendar) -> Story:
    """A person's story. What was not read is named, and nothing that rests on it is said."""
    place = facts.in_wave
    loss = _loss(facts)
    return Story(
        person=facts.account.name,
        standing=tuple(_standing(facts)),
        wave=place.wave.id if place else None,
        stage=place.stage if place else None,
        days=tuple(_days(facts, schedule, calendar=calendar)),
        devices=tuple(map(device_line, facts.devices or ())),
        loss=_loss_said(facts, loss),
        restrictions=tuple(_restrictions(facts)),
        policies=tuple(_policies(facts)),
        comes_next=tuple(_comes_next(facts, schedule, calendar=calendar, loss=loss)),
        to_do=tuple(_to_do(facts, schedule, calendar=calendar, loss=loss)),
        unread=facts.unread,
    )


def device_line(known: KnownDevice) -> DeviceLine:
    """What a device is worth to conditional access, and why it is not let in."""
    device = known.device
    sources = [
        *([known.source] if known.managed else ()),
        *(["Entra ID"] if known.registered else ()),
    ]
    return DeviceLine(
        known.name,
        shown_platform(device.platform),
        " and ".join(sources),
        known.last_contact,
        device.let_in and device.active,
        _why_not(known, device),
    )


def _why_not(known: KnownDevice, device: Device) -> str:
    managed, registered = known.managed, known.registered
    if registered is not None and not registered.enabled:
        return "it is disabled in Entra ID: nobody signs in from it"
    if not device.active:
        return "nobody has seen it lately, so it does not count"
    if device.let_in:
        return ""
    if managed is None or managed.management is Management.NOBODY:
        return "it is not enrolled in Intune"
    if managed.management is Management.ELSEWHERE:
        return "another service manages it"
    if managed.state == "inGracePeriod":
        return f"it falls short; its grace ends {known.grace_until or 'when the wave is enforced'}"
    if managed.state in _FOUND_WANTING:
        return _FOUND_WANTING[managed.state]
    if registered is None and known.registered_is_known:
        return "it is not registered in Entra ID, so no sign-in can name it"
    return "Intune says compliant, and Entra ID has not marked it so"


def winning(
    restrictions: Iterable[KnownRestriction], platform: str, *, default: str = "the tenant's default"
) -> RestrictionLine:
    """Which of the restrictions that reach a person holds on a platform: the one of the best priority."""
    on = [each for each in restrictions if each.platform == platform]
    if not on:
        return RestrictionLine(platform, default, "as the tenant's default says")
    best = min(on, key=lambda each: each.priority)
    return RestrictionLine(platform, best.name, best.rule)


def reach(policy: KnownPolicy, memberships: Mapping[str, str]) -> PolicyLine | None:
    """Whether a policy reaches a person, and why; None where it neither names nor leaves out the person. An
    exclusion wins over every inclusion.
    """
    state = _STATES.get(policy.state, policy.state)
    left_out = [memberships[each] for each in sorted(policy.excluded & memberships.keys())]
    if left_out:
        return PolicyLine(policy.name, state, False, f"leaves out {', '.join(left_out)}")
    named = [memberships[each] for each in sorted(policy.included & memberships.keys())]
    if policy.included & EVERYBODY:
        named.append("all users")
    return PolicyLine(policy.name, state, True, f"holds for {', '.join(named)}") if named else None


def _standing(facts: PersonFacts) -> Iterator[str]:
    account, place = facts.account, facts.in_wave
    yield from _of_account(account)
    if place is None:
        if facts.maybe:
            yield f"in no wave that is known; nobody can tell before they begin: {', '.join(facts.maybe)}"
        else:
            yield "in no wave"
        return
    yield f"{place.wave.title} ({place.wave.id}), by {place.by}"
    if place.others:
        yield f"named by {', '.join(place.others)} too; the first wave counts"
    if facts.stop:
        yield f"the campaign is stopped: {facts.stop}"
    if account.left_out:
        return
    if place.until and place.admitted in (Admitted.WAITING, Admitted.TAKEN_OUT):
        yield f"{place.admitted.value}: not under the policy before {place.until}"
    elif place.admitted is not Admitted.NOT_YET:
        yield place.admitted.value


def _of_account(account: Account) -> Iterator[str]:
    if account.left_out:
        yield f"never in the campaign: {account.left_out}"
    if not account.enabled:
        yield "the account is disabled: it is told nothing and counts nowhere"
    if account.guest:
        yield "a guest: no share and no everybody-else takes guests"


def _days(facts: PersonFacts, schedule: Schedule, *, calendar: Calendar) -> Iterator[DayLine]:
    if facts.in_wave is None:
        return
    wave = facts.in_wave.wave.id
    for stage in Stage:
        if stage is not Stage.PLANNED:
            day = calendar.start_of(schedule.first_in(wave, stage))
            yield DayLine(stage, day, facts.told.get(stage))


def _asked(wave: Wave) -> frozenset[str]:
    return asked_platforms(each.value for each in wave.platforms)


def _loss(facts: PersonFacts) -> Loss | None:
    """What the person loses by the wave's policy; None where it is not known, or asks nothing of them."""
    if facts.in_wave is None or facts.devices is None or facts.account.left_out:
        return None
    return loss_of(tuple(each.device for each in facts.devices), _asked(facts.in_wave.wave))


def _loss_said(facts: PersonFacts, loss: Loss | None) -> str:
    if loss is None:
        return "not known" if facts.devices is None and not facts.account.left_out else ""
    if loss.reason is not None:
        return f"all access ({loss.reason.value})"
    lost = ", ".join(map(shown_platform, loss.devices))
    if not loss.devices and any(not each.registered_is_known for each in facts.devices or ()):
        return "nothing by this list; who loses a device that is in no list is not known"
    return f"{lost}, and keeps another device" if lost else "nothing"


def _restrictions(facts: PersonFacts) -> Iterator[RestrictionLine]:
    if facts.restrictions is None:
        return
    platforms = [each.value for each in facts.in_wave.wave.platforms] if facts.in_wave else []
    platforms += [each.platform for each in facts.restrictions]
    for platform in dict.fromkeys(platforms):
        yield winning(facts.restrictions, platform)


def _policies(facts: PersonFacts) -> Iterator[PolicyLine]:
    for policy in facts.policies or ():
        if not (is_policy_name(policy.name) or policy.asks_for & {COMPLIANT_DEVICE, "block"}):
            continue
        if (line := reach(policy, facts.memberships)) is not None:
            yield line


def _comes_next(
    facts: PersonFacts, schedule: Schedule, *, calendar: Calendar, loss: Loss | None
) -> Iterator[str]:
    place = facts.in_wave
    if place is None or facts.account.left_out:
        yield "nothing: the campaign asks nothing of this account"
        return
    if facts.stop:
        yield "nothing until the campaign goes on; nobody is enforced"
        return
    if place.stage is Stage.ENFORCE:
        if place.until:
            yield f"{place.until}: the person comes under the policy, whatever their devices are"
        elif place.admitted is Admitted.YES:
            yield "nothing more: the policy holds"
        elif loss is not None and loss.nothing:
            yield "the next up admits the person, who loses nothing"
        else:
            yield "the next up gives the person a day of their own"
        return
    after = Stage.at(place.stage.position + 1)
    day = calendar.start_of(schedule.first_in(place.wave.id, after))
    held = " (a hold until further notice stands before it)" if _is_held(schedule, place) else ""
    yield f"{day}: {after.value}: people hear {effects_on(place.wave, after).row.people_hear}{held}"
    if after is not Stage.ENFORCE:
        enforced = calendar.start_of(schedule.enforced_from(place.wave.id))
        yield f"{enforced}: enforce: sign-ins ask for a compliant device{held}"


def _is_held(schedule: Schedule, place: InWave) -> bool:
    return schedule.enforcement(place.wave.id) is None


def _to_do(facts: PersonFacts, schedule: Schedule, *, calendar: Calendar, loss: Loss | None) -> Iterator[str]:
    place = facts.in_wave
    if place is None or facts.account.left_out or not facts.account.enabled:
        yield "nothing"
        return
    if loss is None:
        yield "not known: the devices could not be read"
        return
    if loss.nothing:
        yield "nothing: every active device on the wave's platforms is let in"
        return
    if place.stage < Stage.INSTRUCT:
        day = calendar.start_of(schedule.first_in(place.wave.id, Stage.INSTRUCT))
        yield f"nothing before {day}: enrolling opens then"
        return
    enforced = calendar.start_of(schedule.enforced_from(place.wave.id))
    by = f"by {place.until or enforced}" if facts.today < (place.until or enforced) else "now"
    yield from _acts(facts, place.wave, loss=loss, by=by)


def _acts(facts: PersonFacts, wave: Wave, *, loss: Loss, by: str) -> Iterator[str]:
    asked = _asked(wave)
    wanting = [
        each
        for each in facts.devices or ()
        if each.device.active and not each.device.let_in and each.device.platform in asked
    ]
    for known in wanting:
        device, named = known.device, f"{known.name} ({shown_platform(known.device.platform)})"
        if device.management is Management.ELSEWHERE:
            yield f"{by}: take {named} out of the old service, then enroll it in Intune"
        elif device.management is Management.INTUNE:
            yield f"{by}: open Company Portal on {named} and mend what it names"
        else:
            yield f"{by}: enroll {named} in Intune, or stop using it for work"
    if not wanting and loss.reason is LossReason.NOT_SEEN:
        yield f"{by}: switch an enrolled device on, so that it reaches Intune"
    elif not wanting:
        platforms = ", ".join(sorted(map(shown_platform, asked)))
        yield f"{by}: enroll a device in Intune ({platforms})"
