"""A progress bar on the terminal, for people who wait longer than a second."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from qa_workbook.labels import text

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0


class Bar:
    """Called as `bar(what, done, total)`.

    Draws nothing in the first second, and nothing at all where stderr isn't a terminal.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.started = time.monotonic()
        self.bar: Progress | None = None
        self.task: int | None = None
        self.what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Shows that `done` of `total` steps of `what` (a label of cli.yaml) are finished."""
        if self.bar is None:
            if not sys.stderr.isatty() or time.monotonic() - self.started < PATIENCE:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.start()
        if what != self.what or self.task is None:
            if self.task is not None:
                self.bar.remove_task(self.task)  # type: ignore[arg-type]
            self.task = self.bar.add_task(text(f"cli.{what}", self.language), total=total)
            self.what = what
        self.bar.update(self.task, completed=done, total=total)  # type: ignore[arg-type]

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        """Removes the bar, so that what is said afterwards has the terminal to itself."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
