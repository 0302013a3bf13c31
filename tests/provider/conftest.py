"""One tenant for all tests of this folder, and a provider for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.engine import Declare, Declared
from tests.provider.live_tenant import LiveTenant, tenant_command


@pytest.fixture(scope="session")
def started_tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveTenant]:
    home = tmp_path_factory.mktemp("tenant")
    with pytest.MonkeyPatch.context() as patch:
        try:
            tenant = LiveTenant.start(home)
            patch.setenv("SSL_CERT_FILE", str(home / "ca.pem"))
            yield tenant
        finally:
            tenant_command("stop", "--home", str(home))


@pytest.fixture
def tenant(started_tenant: LiveTenant) -> LiveTenant:
    """The tenant, calm and without restrictions; groups of other tests may be in it."""
    started_tenant.tidy()
    return started_tenant


@pytest.fixture
async def provider(tenant: LiveTenant) -> AsyncIterator[IntuneProvider]:
    """A provider process's provider, configured for the tenant."""
    made = IntuneProvider("0.0.0", tenant.environment)
    yield made
    await made.connection.close()


@pytest.fixture
async def another_run(tenant: LiveTenant) -> AsyncIterator[IntuneProvider]:
    """The provider of an earlier run, which knows nothing of this one."""
    made = IntuneProvider("0.0.0", tenant.environment)
    yield made
    await made.connection.close()


@pytest.fixture
def declare(provider: IntuneProvider) -> Declare:
    def make(token: str, name: str = "one") -> Declared:
        return Declared(provider, f"intune:index:{token}", name)

    return make
