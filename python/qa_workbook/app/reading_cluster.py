"""A Dask cluster whose workers read sheets: other machines that see the same folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = "5s"
"""How long a cluster may take to answer."""


@contextmanager
def cluster(address: str, gone: Callable[[int], None]) -> Iterator[Executor | None]:
    """Gives the workers of the cluster whose scheduler is at `address`; None where none answers.

    `gone(count)` is told in the end how many workers went away meanwhile: others did their tasks.
    """
    client = _client(address)
    if client is None:
        yield None
        return
    try:
        before = _workers(client)
        # A task isn't pure: what it gives lies in a folder that is new each time.
        yield client.get_executor(pure=False) if before else None
        lost = before - _workers(client)
        if lost:
            gone(len(lost))
    finally:
        client.close(timeout=1)


def _client(address: str) -> Client | None:
    """The connection to a scheduler; None where the library or the scheduler is missing."""
    try:
        from distributed import Client

        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (ImportError, OSError, ValueError):
        return None


def _workers(client: Client) -> set[str]:
    try:
        said: dict[str, Any] = client.scheduler_info(n_workers=-1)
    except (OSError, ValueError):
        return set()
    return set(said.get("workers", ()))
