"""Adatum Corporation: its sites, its departments, and how many people work where.

The numbers are those of a tenant of 12,000 people; another size scales them. No real organisation is meant.
"""

from dataclasses import dataclass

DOMAIN = "adatum.com"
WHOLE = 12_000
EASTERN_STATES = (
    "ME",
    "NH",
    "VT",
    "MA",
    "RI",
    "CT",
    "NY",
    "NJ",
    "PA",
    "DE",
    "MD",
    "VA",
    "NC",
    "SC",
    "GA",
    "FL",
)


@dataclass(frozen=True)
class Site:
    city: str
    state: str | None
    country: str
    office: str


REDMOND = Site("Redmond", "WA", "US", "Redmond Campus")
DUBLIN = Site("Dublin", None, "IE", "Dublin Dock")
BENGALURU = Site("Bengaluru", None, "IN", "Bengaluru Park")
EAST = (
    Site("New York", "NY", "US", "New York Fifth"),
    Site("Boston", "MA", "US", "Boston Harbor"),
    Site("Philadelphia", "PA", "US", "Philadelphia Works"),
    Site("Baltimore", "MD", "US", "Baltimore Works"),
    Site("Charlotte", "NC", "US", "Charlotte Center"),
    Site("Atlanta", "GA", "US", "Atlanta Center"),
    Site("Miami", "FL", "US", "Miami Office"),
    Site("Newark", "NJ", "US", "Newark Depot"),
    Site("Hartford", "CT", "US", "Hartford Office"),
    Site("Richmond", "VA", "US", "Richmond Works"),
    Site("Portland", "ME", "US", "Portland Depot"),
    Site("Providence", "RI", "US", "Providence Office"),
)
ELSEWHERE = (
    REDMOND,
    Site("Chicago", "IL", "US", "Chicago Works"),
    Site("Denver", "CO", "US", "Denver Office"),
    Site("Dallas", "TX", "US", "Dallas Center"),
    Site("San Francisco", "CA", "US", "San Francisco Bay"),
    DUBLIN,
    Site("London", None, "GB", "London Bridge"),
    Site("Munich", None, "DE", "Munich Works"),
    Site("Lyon", None, "FR", "Lyon Office"),
    BENGALURU,
    Site("Osaka", None, "JP", "Osaka Office"),
    Site("Toronto", "ON", "CA", "Toronto Center"),
    Site("Sao Paulo", None, "BR", "Sao Paulo Office"),
    Site("Sydney", "NSW", "AU", "Sydney Office"),
)


@dataclass(frozen=True)
class Share:
    """`people` of 12,000 in one of `departments` at one of `sites`; `disabled` of them cannot sign in."""

    people: int
    departments: tuple[str, ...]
    sites: tuple[Site, ...]
    titles: tuple[str, ...]
    disabled: int = 0


_OFFICE = ("Sales", "Finance", "Operations", "Human Resources", "Legal", "Marketing", "Manufacturing",
           "Manufacturing", "Customer Service", "Procurement")  # fmt: skip
_TITLES = ("Specialist", "Manager", "Coordinator", "Analyst", "Associate", "Director", "Assistant")
_ENGINEERS = ("Software Engineer", "Hardware Engineer", "Test Engineer", "Program Manager", "Architect")
_IT = (
    "Systems Administrator",
    "Support Engineer",
    "Network Engineer",
    "Security Analyst",
    "Identity Engineer",
)

SHARES = (
    Share(200, ("IT",), (REDMOND,), _IT),
    Share(100, ("IT",), (DUBLIN,), _IT),
    Share(2_100, ("Engineering",), (REDMOND, DUBLIN, BENGALURU), _ENGINEERS),
    Share(500, ("Engineering",), EAST[:3], _ENGINEERS),
    Share(3_000, _OFFICE, EAST, _TITLES),
    Share(6_100, _OFFICE, ELSEWHERE, _TITLES, disabled=60),
)


def sizes(people: int) -> list[int]:
    """How many people each share has in a tenant of `people`; rounding goes to the last share."""
    scaled = [share.people * people // WHOLE for share in SHARES]
    scaled[-1] += people - sum(scaled)
    return scaled
