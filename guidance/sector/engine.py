"""Where the parts of a job are done: in this process, in processes of this machine, or on a cluster's workers.

Of Dask it takes futures and nothing else. A scheduler runs whatever its clients send: without client certificates it is reached on
this machine only."""

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from distributed import Client

WINDOW: Final = 4
"""Items a worker that are handed out at a time, so that neither they nor what comes of them pile up."""
HOST: Final = "127.0.0.1"
Item = TypeVar("Item")


class EngineError(ValueError):
    """There is nothing to work with; the message says what to do."""


class Engine(Protocol):
    """Does a piece of work for each of many items."""

    def each(self, work: Callable[[Item], None], items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
        """Every item when it is done or has failed: then with why. In any order."""
        ...


@dataclass(frozen=True)
class Here:
    """This process."""

    def each(self, work: Callable[[Item], None], items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
        """One after the other."""
        for item in items:
            try:
                work(item)
            except Exception as error:
                yield item, _why(error)
            else:
                yield item, ""


@dataclass(frozen=True)
class Workers:
    """Processes of this machine, reached by nobody else."""

    number: int

    def each(self, work: Callable[[Item], None], items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
        """As many at a time as there are processes; one that ends is started again. Raises EngineError without Dask."""
        _distributed()
        from distributed import Client, LocalCluster

        with ExitStack() as stack:
            scratch = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            cluster = LocalCluster(
                n_workers=self.number,
                threads_per_worker=1,
                host=HOST,
                dashboard_address=f"{HOST}:0",  # a scheduler opens this server even without pages: any free port, not one for all
                scheduler_kwargs={"dashboard": False},
                silence_logs=logging.CRITICAL,
                local_directory=scratch,
            )
            stack.enter_context(cluster)
            client = stack.enter_context(Client(cluster, set_as_default=False))
            yield from _each(client, self.number, work, items)


@dataclass(frozen=True)
class Cluster:
    """The workers of a scheduler elsewhere, or of one on this machine."""

    address: str
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        """Raises EngineError for an address that others could reach without a certificate, or a certificate that is not there."""
        parts = urlsplit(self.address)
        if parts.scheme == "tls":
            for option, file in (("--tls-ca", self.ca), ("--tls-cert", self.cert), ("--tls-key", self.key)):
                if file is None or not file.is_file():
                    raise EngineError(f"{option}: {file or 'nothing'} was given; a tls:// scheduler needs a PEM file there")
        elif parts.scheme != "tcp" or not _is_loopback(parts.hostname or ""):
            raise EngineError(
                f"{self.address}: whoever reaches a scheduler runs programs on its workers; expected tls://HOST:PORT with "
                f"--tls-ca, --tls-cert and --tls-key, or tcp://{HOST}:PORT on this machine"
            )

    def each(self, work: Callable[[Item], None], items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
        """As many at a time as there are workers. Raises EngineError without Dask, a scheduler or workers."""
        _distributed()
        from distributed import Client
        from distributed.security import Security

        security = Security(require_encryption=False)
        if self.address.startswith("tls:"):
            files = {"tls_ca_file": self.ca, "tls_client_cert": self.cert, "tls_client_key": self.key}
            security = Security(require_encryption=True, **{name: str(file) for name, file in files.items()})
        try:
            client = Client(self.address, security=security, set_as_default=False, timeout=30)
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(f"{self.address}: the scheduler cannot be reached: {error or 'it did not answer'}") from None
        with client:
            workers = len(client.nthreads())
            if not workers:
                raise EngineError(f"{self.address}: the scheduler has no worker; start some with `dask worker`")
            yield from _each(client, workers, work, items)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _distributed() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise EngineError("several workers need Dask: pip install '.[sector]', or give --workers 0") from None


def _each(client: "Client", workers: int, work: Callable[[Item], None], items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    from distributed import as_completed

    left = iter(items)
    running: dict[Any, Item] = {}

    def hand_out() -> Any:
        for item in islice(left, 1):
            future = client.submit(work, item, pure=False)
            running[future] = item
            return future
        return None

    first = [future for _ in range(WINDOW * workers) if (future := hand_out()) is not None]
    finished = as_completed(first, loop=client.loop)  # it would look for a default client, and there is none
    for future in finished:
        item = running.pop(future)
        yield item, _outcome(future)
        if (more := hand_out()) is not None:
            finished.add(more)


def _outcome(future: Any) -> str:
    if future.status == "finished":
        return ""
    if future.status == "error":
        error = future.exception()
        if type(error).__name__ == "KilledWorker":
            return "every worker that took it ended; it may need more memory than a worker has"
        return _why(error)
    return "the scheduler was lost before it was done; give the same command again"


def _why(error: BaseException) -> str:
    """What an error says; one that is no refusal of ours with its kind."""
    return str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
