"""Work on the next items while the earlier ones are being used: order is kept, and few wait at a time."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

THREADS = min(len(os.sched_getaffinity(0)), 8)
WAITING = 2 * THREADS
"""Items worked on or waiting at a time: enough to keep the threads busy, few enough to keep memory small."""


class Ahead(Generic[Item, Made]):
    """Iterates over (item, what `work` makes of it), in order; worth it where `work` leaves Python's lock free.

    A context manager: left early, nothing goes on in the background. What `items` or `work` raises is raised in its
    turn.
    """

    def __init__(self, work: Callable[[Item], Made], items: Iterator[Item]) -> None:
        self._work = work
        self._items = items
        self._waiting: deque[tuple[Item, Future[Made]]] = deque()
        self._pool = ThreadPoolExecutor(THREADS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def __iter__(self) -> Iterator[tuple[Item, Made]]:
        self._fill()
        while self._waiting:
            item, made = self._waiting.popleft()
            self._fill()
            yield item, made.result()

    def rest(self) -> list[Item]:
        """The items taken that nobody has been given yet."""
        return [item for item, _ in self._waiting]

    def _fill(self) -> None:
        while len(self._waiting) < WAITING:
            try:
                item = next(self._items)
            except StopIteration:
                return
            self._waiting.append((item, self._pool.submit(self._work, item)))
