"""Tasks on large tables that are done at the same time, a few of them, by threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")

_AT_ONCE = 2
"""So many tasks are done at the same time; NumPy works on each without the others' leave."""


def in_turn(tasks: Iterable[Callable[[], Given]]) -> Iterator[Given]:
    """Yields what each task gives, in their order; what a task raises is raised in its place.

    A task is asked for only when one of those before it is about to be done: `tasks` that read a
    table each have no more of them in memory than are being worked on, and the next one.
    """
    waiting: deque[Future[Given]] = deque()
    with ThreadPoolExecutor(_AT_ONCE) as executor:
        for task in tasks:
            waiting.append(executor.submit(task))
            if len(waiting) > _AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
