"""A download that is refused or silent is given up; the patience is one for all of them."""

import queue
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation.site import Site, serve
from tools.installation.download import NotToBeHadError, Patience, fetch


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on this machine."""
    with serve() as running:
        yield running


def test_a_file_arrives_whole_and_is_counted(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = bytes(700_000)
    counted: list[int] = []
    assert (
        fetch(f"{site.address}/big", tmp_path / "big", patience=Patience(), on_bytes=counted.append)
        == tmp_path / "big"
    )
    assert (tmp_path / "big").read_bytes() == bytes(700_000)
    assert counted[-1] == 700_000


def test_a_missing_file_says_the_sites_answer(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NotToBeHadError, match=r"^answered 404 Not Found$"):
        fetch(f"{site.address}/missing", tmp_path / "file", patience=Patience())


def test_a_refused_connection_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotToBeHadError, match=r"^Connection refused$"):
        fetch(f"http://127.0.0.1:{port}/file", tmp_path / "file", patience=Patience())


def test_a_silent_site_is_given_up(site: Site, tmp_path: Path) -> None:
    site.silent.add("/file")
    with pytest.raises(NotToBeHadError, match=r"^no answer within 0\.1 s$"):
        fetch(f"{site.address}/file", tmp_path / "file", patience=Patience(0.1))


def test_patience_is_spent_over_all_downloads_together() -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 1.0
        return now[0]

    patience = Patience(3, clock)
    silent: queue.Queue[bytes | Exception | None] = queue.Queue()
    busy: queue.Queue[bytes | Exception | None] = queue.Queue()
    busy.put(b"piece")
    assert [patience.wait(silent), patience.wait(silent), patience.wait(busy)] == [b"", b"", b"piece"]
    with pytest.raises(NotToBeHadError, match=r"^no answer within 3 s$"):
        patience.wait(silent)
