"""A stop turns what is enabled, whatever else cannot be read, and says truly what is left."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.naming import everybody_policy_name, is_policy_name, policy_name_of
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import SignInError
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.conditional_access import ENABLED, REPORT_ONLY
from intune_waves.stack.stopping import KnownPolicies, Stopped, state_texts, stop_policies
from tests.graph.fake_graph import FakeCarrier, Sent, id_of, refused

POLICIES = "/v1.0/identity/conditionalAccess/policies"
ONE, TWO = policy_name_of("One"), policy_name_of("Two")


@dataclass
class FakeTenant:
    """Policies by id: name and state. Paths in `refusing` are answered so, as often as they are listed."""

    policies: dict[str, tuple[str, str]]
    refusing: dict[str, list[Answer]] = field(default_factory=dict)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.carrier = FakeCarrier(self.respond)

    def respond(self, sent: Sent) -> Answer:
        key = sent.path.partition("?")[0].rpartition("/")[2]
        if self.refusing.get(key):
            return self.refusing[key].pop(0)
        if sent.method == "GET":
            rows = [
                {"id": id, "displayName": name, "state": state} for id, (name, state) in self.policies.items()
            ]
            return Answer(200, {}, {"value": rows})
        assert (sent.method, sent.json) == ("PATCH", {"state": REPORT_ONLY})
        if key not in self.policies:
            return refused(404, "NotFound")
        self.policies[key] = (self.policies[key][0], REPORT_ONLY)
        return Answer(204, {}, None)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def stop(self, known: KnownPolicies | None = None, **more: Any) -> Stopped:
        pace = Pace(1, 1, clock=lambda: self.now, sleep=self.sleep)
        client = self.carrier.client(budget=20)
        return await stop_policies(
            client, known or KnownPolicies(), pace=pace, clock=lambda: self.now, **more
        )

    @property
    def enabled(self) -> set[str]:
        return {name for name, state in self.policies.values() if state == ENABLED}

    @property
    def patched(self) -> list[str]:
        return [each.path.rpartition("/")[2] for each in self.carrier.sent if each.method == "PATCH"]


def state(*waves: tuple[str, str, int | None], enabled: bool = True) -> dict[str, Any]:
    """A state as Pulumi exports it: title, policy id and people of each wave."""
    resources: list[dict[str, Any]] = []
    for title, policy_id, people in waves:
        outputs: dict[str, Any] = {
            "displayName": policy_name_of(title),
            "state": ENABLED if enabled else REPORT_ONLY,
        }
        resources.append(
            {
                "type": "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy",
                "id": f"/identity/conditionalAccess/policies/{policy_id}",
                "outputs": outputs,
            }
        )
        if people is not None:
            outputs = {"title": title, "admitted": people}
            resources.append({"type": "intune:index:Admission", "id": title, "outputs": outputs})
    return {"version": 3, "deployment": {"resources": resources}}


def known(*waves: tuple[str, str, int | None]) -> KnownPolicies:
    return KnownPolicies.read([json.dumps(state(*waves))])


async def test_every_enabled_policy_of_ours_is_turned_and_people_are_counted() -> None:
    tenant = FakeTenant(
        {id_of("a"): (ONE, ENABLED), id_of("b"): (TWO, ENABLED), id_of("x"): ("Theirs", ENABLED)}
    )
    stopped = await tenant.stop(known(("One", id_of("a"), 50), ("Two", id_of("b"), 200)))
    assert tenant.enabled == {"Theirs"}
    assert (stopped.people, stopped.still_enabled, stopped.seconds) == (250, (), 3)
    assert tenant.patched == [id_of("b"), id_of("a")], "the policy with most people comes first"


async def test_without_a_state_the_names_are_enough_twins_and_the_one_for_everybody_too() -> None:
    tenant = FakeTenant(
        {
            id_of("a"): (ONE, ENABLED),
            id_of("t"): (ONE, ENABLED),
            id_of("e"): (everybody_policy_name(), ENABLED),
            id_of("r"): (TWO, REPORT_ONLY),
        }
    )
    stopped = await tenant.stop()
    assert tenant.enabled == set()
    assert set(tenant.patched) == {id_of("a"), id_of("t"), id_of("e")}
    assert tenant.patched[0] == id_of("e")
    assert stopped.people is None


async def test_a_policy_that_somebody_renamed_is_known_by_its_id() -> None:
    tenant = FakeTenant({id_of("a"): ("Renamed", ENABLED)})
    await tenant.stop(known(("One", id_of("a"), 50)))
    assert tenant.enabled == set()


async def test_where_the_list_is_refused_the_ids_in_the_state_are_turned_and_it_is_said() -> None:
    forbidden = [refused(403, "Forbidden")] * 3
    tenant = FakeTenant({id_of("a"): (ONE, ENABLED)}, {"policies": forbidden})
    stopped = await tenant.stop(known(("One", id_of("a"), 50)))
    assert tenant.enabled == set()
    assert stopped.unread is not None
    assert "403" in stopped.unread


async def test_a_list_that_breaks_off_does_not_lose_what_it_has_shown() -> None:
    more = "https://graph.test/v1.0/identity/more"
    row = {"id": id_of("a"), "displayName": ONE, "state": ENABLED}
    tenant = FakeTenant({id_of("a"): (ONE, ENABLED)}, {"more": [refused(403)] * 3})
    page = Answer(200, {}, {"value": [row], "@odata.nextLink": more})
    tenant.refusing["policies"] = [page] * 3
    stopped = await tenant.stop()
    assert tenant.enabled == set()
    assert stopped.unread is not None


async def test_one_refusal_holds_up_none_of_the_others_and_is_tried_again_after_them() -> None:
    tenant = FakeTenant(
        {id_of("a"): (ONE, ENABLED), id_of("b"): (TWO, ENABLED)}, {id_of("a"): [refused(403, "Forbidden")]}
    )
    stopped = await tenant.stop(known(("One", id_of("a"), 500), ("Two", id_of("b"), 2)))
    assert tenant.patched == [id_of("a"), id_of("b"), id_of("a")]
    assert (tenant.enabled, stopped.still_enabled, stopped.people) == (set(), (), 502)


async def test_what_stays_refused_is_named_with_its_reason_and_its_people_are_not_free() -> None:
    tenant = FakeTenant(
        {id_of("a"): (ONE, ENABLED), id_of("b"): (TWO, ENABLED)},
        {id_of("a"): [refused(403, "Forbidden")] * 9},
    )
    stopped = await tenant.stop(known(("One", id_of("a"), 500), ("Two", id_of("b"), 2)))
    (left,) = stopped.still_enabled
    assert left.startswith(f"{ONE}: ")
    assert "403 Forbidden" in left
    assert (stopped.people, stopped.turned) == (2, (TWO,))


async def test_a_policy_that_the_state_has_and_the_tenant_has_not_is_passed_over() -> None:
    tenant = FakeTenant({})
    stopped = await tenant.stop(known(("One", id_of("a"), 50)))
    assert (stopped.still_enabled, stopped.people) == ((), 50)


async def test_again_after_an_interruption_it_turns_only_what_is_left() -> None:
    tenant = FakeTenant({id_of("a"): (ONE, ENABLED), id_of("b"): (TWO, ENABLED)})
    both = known(("One", id_of("a"), 1), ("Two", id_of("b"), 2))

    def interrupt(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await tenant.stop(both, turning=interrupt)
    assert len(tenant.patched) == 1
    stopped = await tenant.stop(both)
    assert (len(tenant.patched), tenant.enabled, stopped.people) == (2, set(), 3)


async def test_195_policies_take_at_most_a_tenth_longer_than_the_limit_allows() -> None:
    tenant = FakeTenant({id_of(str(n)): (policy_name_of(f"W {n}"), ENABLED) for n in range(195)})
    heard: list[tuple[int, int]] = []
    stopped = await tenant.stop(turning=lambda done, of: heard.append((done, of)))
    assert tenant.enabled == set()
    assert stopped.seconds <= 1.1 * 195
    assert heard[-1] == (195, 195)


async def test_who_cannot_sign_in_hears_it_at_once() -> None:
    tenant = FakeTenant({})

    def respond(sent: Sent) -> Answer | Exception:
        return SignInError("the identity", "", message="the secret has expired")

    tenant.carrier.respond = respond
    with pytest.raises(SignInError):
        await tenant.stop(known(("One", id_of("a"), 50)))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_of_a_state_that_is_cut_off_the_ids_that_are_left_are_known(share: float) -> None:
    whole = json.dumps(state(*((f"W {n}", id_of(str(n)), n) for n in range(9))))
    found = KnownPolicies.read([whole[: int(len(whole) * share)]])
    assert found.names
    assert found.names.keys() <= {id_of(str(n)) for n in range(9)}
    assert found.people == {}
    before = KnownPolicies.read([whole[: int(len(whole) * share)], whole])
    assert len(before.names) == 9
    assert before.people[policy_name_of("W 8")] == 8


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "3", '{"checkpoint": 3}', '{"deployment": {"resources": [1]}}']
)
def test_a_state_that_is_none_knows_nothing(text: str) -> None:
    assert KnownPolicies.read([text]).names == {}


def test_a_file_backend_is_read_as_the_file_that_it_is(tmp_path: Path) -> None:
    folder = tmp_path / ".pulumi" / "stacks" / "intune-waves"
    folder.mkdir(parents=True)
    whole = state(("One", id_of("a"), 50))
    kept = {"version": 3, "checkpoint": {"stack": "dev", "latest": whole["deployment"]}}
    (folder / "dev.json.bak").write_text(json.dumps(kept))
    (folder / "dev.json").write_text(json.dumps(kept)[:40])
    for backend, environment in ((tmp_path, {}), (None, {"PULUMI_BACKEND_URL": tmp_path.as_uri()})):
        texts: Iterator[str] = state_texts("dev", backend, environment=environment)
        found = KnownPolicies.read(texts)
        assert found.names == {id_of("a"): ONE}
        assert found.people == {ONE: 50}
        assert found.enabled == {id_of("a")}
    assert list(state_texts("none", tmp_path, environment={})) == []


def test_only_a_campaigns_own_names_are_taken_for_ours() -> None:
    assert all(map(is_policy_name, (ONE, TWO, everybody_policy_name())))
    for name in ("Intune waves: One", "Require compliant device", f"x {ONE}", "", "Intune waves:"):
        assert not is_policy_name(name)
