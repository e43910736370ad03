"""Keeps a supervisor's leases alive, also while it looks at a network folder that does not answer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from kho.pipeline.work.queue import Queue, QueueFailedError

PER_LEASE = 3
"""How often a lease is renewed while it lasts."""

OpenQueue = Callable[[], AbstractContextManager[Queue]]
"""Opens the queue once more, for another thread."""


@contextmanager
def heartbeat(opened: OpenQueue, worker: str, lease: Callable[[], float]) -> Iterator[None]:
    """Renew all that the worker has in hand, from another thread, until left. `lease` gives seconds."""
    stopped = threading.Event()
    thread = threading.Thread(target=_beat, args=(opened, worker, lease, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _beat(opened: OpenQueue, worker: str, lease: Callable[[], float], stopped: threading.Event) -> None:
    while not stopped.wait(lease() / PER_LEASE):
        try:
            with opened() as queue:
                queue.renew(worker, lease=lease())
        except QueueFailedError:  # the supervisor meets it too, and ends with it
            continue
