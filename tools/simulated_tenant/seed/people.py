"""The people of the seed and the devices they own, made in one pass and deterministic from one number."""

import random
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tools.simulated_tenant.seed.names import read_names
from tools.simulated_tenant.seed.organisation import DOMAIN, SHARES, WHOLE, Share, sizes

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, DOMAIN)
BREAK_GLASS = ("breakglass1", "breakglass2")
# What a device is: share of people who own one, platform, share of personal ones, models, versions.
_Kind = tuple[float, str, float, tuple[tuple[str, str], ...], tuple[str, ...]]
_KINDS: tuple[_Kind, ...] = (
    (0.80, "windows", 0.03,
     (("Microsoft", "Surface Laptop"), ("Dell", "Latitude"), ("Lenovo", "ThinkPad")),
     ("10.0.22631.4317", "10.0.26100.2033")),
    (0.14, "mac", 0.05, (("Apple", "MacBook Pro"), ("Apple", "MacBook Air")), ("14.7", "15.1")),
    (0.45, "ios", 0.60, (("Apple", "iPhone 15"), ("Apple", "iPhone 14"), ("Apple", "iPad")),
     ("17.7", "18.1")),
    (0.33, "androidForWork", 0.75, (("Samsung", "Galaxy S23"), ("Google", "Pixel 8")), ("14", "15")),
)  # fmt: skip
_COMPUTERS = _KINDS[:2]
_WINDOWS, _IOS = _KINDS[0], _KINDS[2]
# What some people have besides: share of people, platform, share of personal ones, models, versions, kind.
_MORE: tuple[tuple[float, str, float, tuple[tuple[str, str], ...], tuple[str, ...], str], ...] = (
    (0.10, "ios", 0.0, (("Apple", "iPad Air"), ("Apple", "iPad mini")), _IOS[4], "used"),
    (0.18, "ios", 0.60, (("Apple", "iPhone 11"), ("Apple", "iPhone SE")), ("16.7",), "idle"),
    (0.12, "windows", 0.03, _WINDOWS[3], ("10.0.19045.5011",), "idle"),
    (0.02, "windows", 0.03, _WINDOWS[3], _WINDOWS[4], "disabled"),
    (0.025, "windows", 0.0, _WINDOWS[3], _WINDOWS[4], "shared"),
)


def tenant_id() -> str:
    return str(uuid.uuid5(NAMESPACE, "tenant"))


def person_id(seed: int, name: str) -> str:
    """The object id of the person whose user principal name starts with `name`."""
    return str(uuid.uuid5(NAMESPACE, f"{seed}/{name}"))


def people(seed: int, number: int, *, created: str) -> Iterator[tuple[Any, ...]]:
    """Rows of `person` without their position: `number` people, then the break-glass accounts."""
    draw = random.Random(seed)
    used: Counter[str] = Counter()
    employee = 100_000
    for share, size in zip(SHARES, sizes(number), strict=True):
        disabled = round(share.disabled * number / WHOLE)
        for index in range(size):
            employee += 1
            yield _person(
                seed,
                draw,
                share=share,
                used=used,
                employee=employee,
                created=created,
                enabled=index >= disabled,
            )
    for name in BREAK_GLASS:
        upn = f"{name}@{DOMAIN}"
        title = f"Break Glass {name[-1]}"
        yield (person_id(seed, name), upn, title, None, None, None, name, None, None, None, None, None, None,
               None, None, "US", 1, "Member", created)  # fmt: skip


def _person(
    seed: int,
    draw: random.Random,
    *,
    share: Share,
    used: Counter[str],
    employee: int,
    created: str,
    enabled: bool,
) -> tuple[Any, ...]:
    first, last = (draw.choice(names) for names in read_names())
    site = draw.choice(share.sites)
    department, title = draw.choice(share.departments), draw.choice(share.titles)
    name = f"{first}.{last}".lower()
    used[name] += 1
    if used[name] > 1:
        name += str(used[name])
    upn = f"{name}@{DOMAIN}"
    return (
        person_id(seed, name), upn, f"{first} {last}", first, last, upn, name, title, department,
        "Adatum Corporation", str(employee), site.country, site.state, site.city, site.office, site.country,
        int(enabled), "Member", created,
    )  # fmt: skip


def owned_devices(seed: int, people_ids: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """Rows of `owned_device`: what each person brings along from the other MDM, a computer at least; then
    what some have besides, such as a tablet, or an old phone that nobody uses any more.
    """
    draw, more = random.Random(seed + 1), random.Random(seed + 2)
    for owner in people_ids:
        stem = uuid.UUID(owner).int
        own = [kind for kind in _KINDS if draw.random() < kind[0]]
        if not any(kind in _COMPUTERS for kind in own):
            own.insert(0, _COMPUTERS[0])
        for number, (_, platform, personal, models, versions) in enumerate(own, start=1):
            maker, model = draw.choice(models)
            # The id is the owner's with another tail, which is many times faster than a hash of its own.
            device_id = str(uuid.UUID(int=stem ^ number << 96))
            private = int(draw.random() < personal)
            yield device_id, owner, platform, private, maker, model, draw.choice(versions), "used"
        for number, (share, platform, personal, models, versions, kind) in enumerate(_MORE, start=16):
            if more.random() < share:
                maker, model = more.choice(models)
                device_id = str(uuid.UUID(int=stem ^ number << 96))
                private = int(more.random() < personal)
                yield device_id, owner, platform, private, maker, model, more.choice(versions), kind
