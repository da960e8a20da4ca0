"""A line between browser and server that takes its time: a TCP proxy on this machine that hands every byte on later, in order."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class SlowLine:
    """Listens on a port of its own. `round_trip`: seconds there and back; it may be changed at any time."""

    def __init__(self, target: int) -> None:
        self.round_trip = 0.0
        self.port = 0
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in (left := asyncio.all_tasks(self._loop)):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(self._carry(reader, to_writer), self._carry(to_reader, writer), return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        hand_on = asyncio.create_task(self._hand_on(queue, writer))
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                queue.put_nowait((self._loop.time() + self.round_trip / 2, data))
        queue.put_nowait((self._loop.time() + self.round_trip / 2, b""))
        await hand_on

    async def _hand_on(self, queue: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while True:
                due, data = await queue.get()
                if (left := due - self._loop.time()) > 0:
                    await asyncio.sleep(left)
                if not data:
                    break
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def slow_line(target: int) -> Iterator[SlowLine]:
    """A line to a port of this machine."""
    line = SlowLine(target)
    line.start()
    try:
        yield line
    finally:
        line.stop()
