"""The rights that the documents ask for are enough, call by call, and each that lacks is named."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from intune_waves.graph import conditional_access
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.pacing import Pace
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from tests.provider.admission_machine import POLICIES
from tests.provider.engine import CheckRefusedError
from tests.provider.unkind.crash_matrix import Campaign, Stack, Values
from tests.simulated_tenant.simulated import Simulated
from tools.simulated_tenant.wire.call import Caller

DOCS = Path(__file__).resolve().parents[3] / "docs"
PERIOD = 3
"""Of the walked campaign: the step to the next one enforces a wave, and reads all that is ever read."""
READ = re.findall(
    r"`([A-Z][A-Za-z.]+\.All)`",
    (DOCS / "pull-requests.md").read_text().partition("one that reads (")[2].partition(")")[0],
)
WRITE = re.findall(
    r"`([A-Z][A-Za-z.]+)`",
    "".join(
        line
        for line in (DOCS / "your-tenant.md").read_text().partition("## 2.")[0].splitlines()
        if line.startswith("|") and "may be left out" not in line and "mailbox" not in line
    ),
)
TO_WRITE_POLICIES = ["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Application.Read.All"]
"""All three, by the page "Update conditionalAccessPolicy"; any of the first two is enough to read."""


class Granted(Campaign):
    """Its provider has the rights that it is granted; what azuread does is done by hand."""

    def __init__(self, folder: Path, stack: Stack) -> None:
        super().__init__(folder, stack)
        pipeline = self.simulated.tenant.pipeline
        hands = self.simulated.control("POST", "hands").json()["access_token"]
        self.everything = pipeline.signed_in({"authorization": f"Bearer {hands}"})

    def grant(self, rights: Iterable[str]) -> None:
        """Sign in anew with these rights."""
        self.app = signed_in(self.simulated, rights)

    async def ask(self, method: str, path: str, body: Values) -> Values:
        mine, self.app = self.app, self.everything
        try:
            return await super().ask(method, path, body)
        finally:
            self.app = mine


def signed_in(simulated: Simulated, rights: Iterable[str]) -> Caller:
    answer = simulated.control("PUT", "application", {"rights": list(rights)})
    assert answer.status_code == 200, answer.text
    simulated.token = simulated.sign_in().json()["access_token"]
    return simulated.tenant.pipeline.signed_in({"authorization": f"Bearer {simulated.token}"})


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditional_access, "write_pace", lambda: Pace(1, 0))


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Granted]:
    """A campaign in the period before a wave is enforced, put in force by exactly the rights to write."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conditional_access, "write_pace", lambda: Pace(1, 0))
        made = Granted.begun(tmp_path_factory.mktemp("rights") / "campaign")
        made.grant(WRITE)
        for period in range(1, PERIOD + 1):
            made.run(period)
    yield made
    made.close()


def refused(campaign: Granted, period: int, *, preview: bool = False) -> str:
    """What a run, or a preview, is refused with; empty where it is not."""
    try:
        campaign.preview(period) if preview else campaign.run(period)
    except (GraphError, Refusal, HalfMade, CheckRefusedError) as why:
        return str(why)
    return ""


def test_the_documents_name_rights() -> None:
    assert len(READ) == 8
    assert len(WRITE) == 10
    assert not [each for each in READ if "Write" in each]


def test_a_preview_needs_the_rights_to_read_and_no_more(walked: Granted, tmp_path: Path) -> None:
    campaign = walked.copy(tmp_path / "copy")
    campaign.grant(READ)
    assert refused(campaign, PERIOD + 1, preview=True) == ""
    assert "ReadWrite" in refused(campaign, PERIOD + 1), "what reads cannot write"


@pytest.mark.parametrize("right", [each for each in READ if each != "Application.Read.All"])
def test_a_right_to_read_that_lacks_is_named(walked: Granted, tmp_path: Path, right: str) -> None:
    campaign = walked.copy(tmp_path / "copy")
    campaign.grant(each for each in READ if each != right)
    said = refused(campaign, PERIOD + 1, preview=True)
    assert re.search(rf"\b{re.escape(right)}\b", said), said


def test_an_up_needs_the_rights_to_write_and_no_more(walked: Granted, tmp_path: Path) -> None:
    campaign = walked.copy(tmp_path / "copy")
    assert refused(campaign, PERIOD + 1) == ""


# Who may write groups may write their members too, and what is written there is all that we write.
BY_OURS = [each for each in WRITE if each not in {*TO_WRITE_POLICIES, "GroupMember.ReadWrite.All"}]


@pytest.mark.parametrize("right", BY_OURS)
def test_a_right_to_write_that_lacks_is_named(tmp_path: Path, right: str) -> None:
    campaign = Granted.begun(tmp_path / "campaign")
    narrower = {"Group.ReadWrite.All": "GroupMember.ReadWrite.All"}.get(right)
    campaign.grant(each for each in WRITE if each not in (right, narrower))
    said = next(filter(None, (refused(campaign, period) for period in range(1, PERIOD + 2))), "")
    reading = right.replace("ReadWrite", "Read").replace("GroupMember", "Group")
    assert right in said or reading in said, said
    campaign.close()


@pytest.mark.parametrize("right", TO_WRITE_POLICIES)
def test_a_policy_that_is_put_back_names_what_lacks(walked: Granted, tmp_path: Path, right: str) -> None:
    campaign = walked.copy(tmp_path / "copy")
    policies = campaign.simulated.get(POLICIES).json()["value"]
    for each in policies:
        campaign.simulated.ask("PATCH", f"{POLICIES}/{each['id']}", {"state": "disabled"})
    campaign.grant(each for each in WRITE if each != right)
    said = refused(campaign, PERIOD)
    assert "[graph-forbidden]" in said
    assert right in said


@pytest.mark.parametrize(
    ("method", "path", "rights"),
    [
        ("POST", "/v1.0/groups", ["Group.ReadWrite.All"]),
        ("POST", POLICIES, TO_WRITE_POLICIES),
    ],
)
def test_what_azuread_writes_is_refused_without_any_one_right(
    adatum: Simulated, method: str, path: str, rights: list[str]
) -> None:
    group = {"displayName": "G", "mailNickname": "g", "mailEnabled": False, "securityEnabled": True}
    body = group if path.endswith("/groups") else adatum.policy()
    signed_in(adatum, WRITE)
    assert adatum.ask(method, path, body).status_code == 201
    for lacking in rights:
        signed_in(adatum, [each for each in WRITE if each != lacking])
        assert adatum.ask(method, path, body).status_code == 403, lacking


@pytest.fixture
def adatum() -> Simulated:
    return Simulated(20)
