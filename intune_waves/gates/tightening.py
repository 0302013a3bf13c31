"""What asks more of people who are enforced already: judged as a stage move is, by the people below it."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds
from intune_waves.gates.gate import Evidence, Verdict, judge_gate
from intune_waves.step.headcount import people

Person = Hashable
NOBODY: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class PeopleBelow:
    """Who falls short of one thing that is newly asked of a wave's enforced people.

    `asked` is a clause, such as `a sign-in on ios asks for a compliant device`.
    """

    asked: str
    people: frozenset[Any] = NOBODY
    """Those of the enforced people who lose access on a device of theirs, as far as the tenant tells."""
    devices: int = 0
    """Their devices that fall short."""
    untold: str = ""
    """What the tenant does not tell of it, a clause; empty where it tells all."""
    guessed: bool = False
    """Whether the tenant tells nothing at all: then nobody is counted, and nothing passes by itself."""

    def __str__(self) -> str:
        """`a sign-in on ios asks for a compliant device: 6 people fall short, with 7 devices`."""
        if self.guessed:
            return f"{self.asked}: {self.untold}"
        count, devices = len(self.people), self.devices
        owned = f", with {devices:,} device{'s' * (devices != 1)}" if devices else ""
        short = f"{people(count)} {'falls' if count == 1 else 'fall'} short{owned}" if count else ""
        return f"{self.asked}: {short or 'nobody falls short'}{f'; {self.untold}' if self.untold else ''}"


@dataclass(frozen=True, slots=True)
class TighteningRules:
    """What a wave in enforce is judged by. `confirmed_because` is why a person has named this very step."""

    wave: str
    period: int
    thresholds: Thresholds
    overrides: tuple[Override, ...]
    brake: Brake
    everybody: int
    """How many people the tenant has."""
    confirmed_because: str = ""


def judge_tightening(
    below: Sequence[PeopleBelow], *, enforced: int, beside: int, rules: TighteningRules
) -> Iterator[str]:
    """Why the enforced people of a wave may not be asked more; nothing where they may.

    `enforced` is how many they are, `beside` how many others the same run admits or asks more of. The gate
    judges as for the step into enforce, with whoever falls short as not covered; the time in the stage before
    and failed enrollments have been judged there. What the tenant does not tell at all passes only where a
    person has named the step with a reason.
    """
    short = len(NOBODY.union(*(each.people for each in below)))
    if short:
        declared = rules.thresholds
        limits = Thresholds(
            coverage=declared.coverage, reach=declared.reach, newly_blocked=declared.newly_blocked
        )
        left = enforced - short
        found = Evidence(age_hours=0, people=enforced, covered=left, reached=left, newly_blocked=short)
        judged = judge_gate(
            Stage.ENFORCE, limits, evidence=found, period=rules.period, overrides=rules.overrides
        )
        if judged.verdict is not Verdict.PASSED:
            yield f"{judged} in waves/{rules.wave}.yaml [stage-gate]"
        most = rules.brake.most_of(rules.everybody)
        if short + beside > most:
            yield (
                f"{people(short + beside)} of {rules.everybody:,} would lose access by one run, at most "
                f"{most:,} may; ask more of fewer people at once, or raise the brake in waves/campaign.yaml "
                "[enforcement-brake]"
            )
    untold = [each.asked for each in below if each.guessed]
    if untold and not rules.confirmed_because:
        step = f'"{rules.period}->{rules.period}: WHY"'
        yield (
            f"{'; '.join(untold)}: nobody can count whom that locks out; leave it as it was, or name this "
            f"very step and the reason in the stack: pulumi config set confirmedStep {step} [tightening]"
        )
