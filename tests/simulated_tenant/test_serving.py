"""The sockets that the tenant listens on."""

import asyncio
import socket

from tools.simulated_tenant.serving import _listen


async def test_an_answer_with_a_body_does_not_wait_for_an_acknowledgement() -> None:
    """asyncio sets TCP_NODELAY only where the listening socket names its protocol; else it waits 44 ms."""
    seen: list[int] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted: socket.socket = writer.get_extra_info("socket")
        seen.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = _listen(None, "")
    for each in listening:
        server = await asyncio.start_server(answer, sock=each)
        async with server:
            host, port = each.getsockname()[:2]
            reader, writer = await asyncio.open_connection(host, port)
            await reader.read()
            writer.close()
    assert len(seen) == len(listening)
    assert all(seen)
