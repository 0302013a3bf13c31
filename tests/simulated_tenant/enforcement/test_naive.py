"""The ledger beside the naive reckoning, over drawn sequences of what people do to a tenant."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.simulated_tenant.enforcement.naive import Naive
from tests.simulated_tenant.simulated import POLICIES, Simulated
from tools.simulated_tenant.store.roles import GLOBAL_ADMINISTRATOR

PEOPLE, GROUPS = 8, 4  # the last group has a rule
RULES = ('user.department -eq "IT"', 'user.department -eq "Sales"')
person, group, place = st.integers(0, PEOPLE - 1), st.integers(0, GROUPS - 1), st.integers(0, 3)
state = st.sampled_from(["enabled", "enabled", "disabled", "enabledForReportingButNotEnforced"])
platforms = st.sampled_from(
    [
        None,
        {"includePlatforms": ["windows", "macOS"]},
        {"includePlatforms": ["all"], "excludePlatforms": ["iOS"]},
    ]
)
grant = st.sampled_from(
    [
        {"operator": "OR", "builtInControls": ["compliantDevice"]},
        {"operator": "OR", "builtInControls": ["compliantDevice"]},
        {"operator": "AND", "builtInControls": ["compliantDevice", "mfa"]},
        {"operator": "OR", "builtInControls": ["compliantDevice", "mfa"]},
        {"operator": "OR", "builtInControls": ["block"]},
    ]
)
users = st.fixed_dictionaries(
    {
        "words": st.sampled_from([[], [], [], ["All"], ["GuestsOrExternalUsers"]]),
        "in_groups": st.lists(group, max_size=2, unique=True),
        "out_groups": st.lists(group, max_size=2, unique=True),
        "in_people": st.lists(person, max_size=2, unique=True),
        "out_people": st.lists(person, max_size=2, unique=True),
        "in_roles": st.booleans(),
        "out_roles": st.booleans(),
    }
)
doing = st.one_of(
    st.tuples(st.just("make policy"), state, users, platforms, grant),
    st.tuples(st.just("set state"), place, state),
    st.tuples(st.just("set users"), place, users),
    st.tuples(st.just("set grant"), place, grant),
    st.tuples(st.just("delete policy"), place),
    st.tuples(st.just("add person"), group, person),
    st.tuples(st.just("add person"), group, person),
    st.tuples(st.just("add group"), group, group),
    st.tuples(st.just("remove person"), group, person),
    st.tuples(st.just("remove group"), group, group),
    st.tuples(st.just("set rule"), st.sampled_from(RULES)),
    st.tuples(st.just("set department"), person, st.sampled_from(["IT", "Sales"])),
    st.tuples(st.just("enable"), person, st.booleans()),
    st.tuples(st.just("delete group"), group),
    st.tuples(st.just("restore group"), group),
    st.tuples(st.just("restore person"), person),
    st.tuples(st.just("delete person"), person),
)


class Acting:
    """A tenant of a few people, four groups, and the calls that change them."""

    def __init__(self) -> None:
        self.adatum = Simulated(people=PEOPLE - 2)
        self.people = self.adatum.user_ids(PEOPLE)
        rule = {
            "groupTypes": ["DynamicMembership"],
            "membershipRule": RULES[0],
            "membershipRuleProcessingState": "On",
        }
        self.groups = [
            self.adatum.new_group(f"G{number}", **(rule if number == GROUPS - 1 else {}))["id"]
            for number in range(GROUPS)
        ]
        self.policies: list[str] = []

    def users(self, given: dict[str, Any]) -> dict[str, Any]:
        role = [GLOBAL_ADMINISTRATOR]
        return {
            "includeUsers": given["words"] + [self.people[each] for each in given["in_people"]],
            "excludeUsers": [self.people[each] for each in given["out_people"]],
            "includeGroups": [self.groups[each] for each in given["in_groups"]],
            "excludeGroups": [self.groups[each] for each in given["out_groups"]],
            "includeRoles": role if given["in_roles"] else [],
            "excludeRoles": role if given["out_roles"] else [],
        }

    def do(self, what: str, *given: Any) -> None:
        """One call; Graph may well refuse it."""
        if what == "make policy":
            self.make_policy(*given)
        elif what in ("set state", "set users", "set grant", "delete policy"):
            if given[0] < len(self.policies):
                self.change_policy(what, f"{POLICIES}/{self.policies[given[0]]}", *given[1:])
        elif what == "set rule":
            self.adatum.ask("PATCH", f"/v1.0/groups/{self.groups[-1]}", {"membershipRule": given[0]})
        elif what == "delete group":
            self.adatum.ask("DELETE", f"/v1.0/groups/{self.groups[given[0]]}")
        elif what.startswith("restore"):
            objects = self.groups if what.endswith("group") else self.people
            self.adatum.ask("POST", f"/v1.0/directory/deletedItems/{objects[given[0]]}/restore")
        elif what in ("set department", "enable", "delete person"):
            self.change_person(what, f"/v1.0/users/{self.people[given[0]]}", *given[1:])
        else:
            self.change_members(what, self.groups[given[0]], given[1])

    def make_policy(self, state: str, users: Any, platforms: Any, grant: Any) -> None:
        conditions = {
            "applications": {"includeApplications": ["All"]},
            "users": self.users(users),
            "platforms": platforms,
        }
        body = {"displayName": "P", "state": state, "conditions": conditions, "grantControls": grant}
        answer = self.adatum.ask("POST", POLICIES, body)
        if answer.status_code == 201:
            self.policies.append(answer.json()["id"])

    def change_policy(self, what: str, path: str, given: Any = None) -> None:
        if what == "delete policy":
            self.adatum.ask("DELETE", path)
            return
        bodies = {"set state": {"state": given}, "set grant": {"grantControls": given}}
        self.adatum.ask("PATCH", path, bodies.get(what) or {"conditions": {"users": self.users(given)}})

    def change_person(self, what: str, path: str, given: Any = None) -> None:
        if what == "delete person":
            self.adatum.ask("DELETE", path)
            return
        name = "department" if what == "set department" else "accountEnabled"
        self.adatum.ask("PATCH", path, {name: given})

    def change_members(self, what: str, group_id: str, number: int) -> None:
        member = (self.people if what.endswith("person") else self.groups)[number]
        if what.startswith("add"):
            self.adatum.add_members(group_id, [member])
        else:
            self.adatum.ask("DELETE", f"/v1.0/groups/{group_id}/members/{member}/$ref")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(doing, min_size=4, max_size=24))
def test_every_event_is_a_difference_and_every_difference_an_event(steps: list[tuple[Any, ...]]) -> None:
    acting = Acting()
    adatum, last = acting.adatum, 0
    before = Naive(adatum.tenant.db).enforced()
    for step in steps:
        acting.do(*step)
        after = Naive(adatum.tenant.db).enforced()
        told = adatum.control("GET", f"enforcement/events?since={last}").json()
        last = told["last"]
        came = {each["person"]: set(each["came"]) for each in told["events"] if each["came"]}
        left = {each["person"]: set(each["left"]) for each in told["events"] if each["left"]}
        everybody = set(before) | set(after)
        gained = {each: after.get(each, set()) - before.get(each, set()) for each in everybody}
        lost = {each: before.get(each, set()) - after.get(each, set()) for each in everybody}
        assert came == {each: found for each, found in gained.items() if found}, step
        assert left == {each: found for each, found in lost.items() if found}, step
        assert len({each["person"] for each in told["events"]}) == len(told["events"]), step
        before = after
    now = adatum.control("GET", "enforcement?people=true").json()
    assert {each: set(found["enforcedOn"]) for each, found in now["people"].items()} == before
    assert now["enforced"] == len(before)
